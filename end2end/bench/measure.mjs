// What the measurements in a real browser share: a browser that is signed in, and the time until the next paint.

import { chromium } from "playwright-core";

const ROUNDS = 60;

/** Calls with a context in which the cookie's owner is signed in and paints are watched; prints what comes of it as JSON. */
export async function measured(act) {
  const [address, cookie, executablePath] = process.argv.slice(2);
  const browser = await chromium.launch({ executablePath });
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const [name, value] = cookie.split(";")[0].split("=");
    await context.addCookies([{ name, value, url: `http://${address}` }]);
    await context.addInitScript(watch);
    console.log(JSON.stringify(await act(context, `http://${address}`)));
  } finally {
    await browser.close();
  }
}

/** In the page: keeps the time from each key, click or drag until what it changed has been painted. */
export function watch() {
  window.paints = [];
  const seen = (event) => {
    if (event.type === "pointermove" && !event.buttons) return;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.paints.push(performance.now() - event.timeStamp);
      channel.port2.postMessage(null);
    });
  };
  for (const kind of ["keydown", "click", "pointermove"]) window.addEventListener(kind, seen, { capture: true });
}

/** Does something again and again; the paints' 95th percentile. */
export async function percentile(page, act) {
  for (let round = 0; round < ROUNDS + 10; round += 1) {
    await page.evaluate(() => (window.paints.length = 0));
    await act(round);
    await page.waitForFunction(() => window.paints.length > 0);
    const [time] = await page.evaluate(() => window.paints);
    (page.times ??= []).push(time);
  }
  // The first ones warm up.
  const times = page.times.splice(0).slice(10);
  return at95(times);
}

export function at95(times) {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length * 0.95)] * 10) / 10;
}
