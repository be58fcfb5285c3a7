// How soon the screen answers in a real browser: from the key or click to the end of the next paint, in milliseconds.
//
// `node paint.mjs ADDRESS COOKIE CHROMIUM`; prints one JSON object: for each action its 95th percentile, and as the limit that
// of a bare page with a text field and a button, measured in the same browser.

import { chromium } from "playwright-core";

const [address, cookie, executablePath] = process.argv.slice(2);
const ROUNDS = 60;

/** In the page: keeps the time from each key or click until what it changed has been painted. */
function watch() {
  window.paints = [];
  const seen = (event) => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.paints.push(performance.now() - event.timeStamp);
      channel.port2.postMessage(null);
    });
  };
  for (const kind of ["keydown", "click"]) window.addEventListener(kind, seen, { capture: true });
}

const browser = await chromium.launch({ executablePath });
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const [name, value] = cookie.split(";")[0].split("=");
  await context.addCookies([{ name, value, url: `http://${address}` }]);
  await context.addInitScript(watch);
  const bare = await context.newPage();
  await bare.setContent("<textarea></textarea><button>press</button>");
  await bare.evaluate(watch);
  const limit = await percentile(bare, async (round) => {
    await bare.locator("textarea").press(letter(round));
  });

  const desk = await context.newPage();
  await desk.goto(`http://${address}/desk/in-service`);
  const rows = desk.locator(".desk-rows a.row");
  await rows.first().waitFor();
  await rows.first().click();
  await desk.locator(".composer-text").waitFor();
  const typing = await percentile(desk, async (round) => {
    await desk.locator(".composer-text").press(letter(round));
  });
  await desk.locator(".composer-text").fill("");
  const tabs = await percentile(desk, async (round) => {
    await desk.getByRole("tab").nth(round % 2).click();
  });
  await desk.getByRole("tab").nth(1).click();
  const opening = await percentile(desk, async (round) => {
    await rows.nth(round % 6).click();
  });
  // From the click until the messages stand there.
  const opened = [];
  for (let round = 0; round < 24; round += 1) {
    const row = rows.nth(round % 6);
    const number = (await row.getAttribute("href")).split("/").pop();
    const begun = await desk.evaluate(() => performance.now());
    await row.click();
    await desk.waitForFunction(
      (number) => location.pathname.endsWith(`/${number}`) && document.querySelector(".messages .bubble"),
      number,
      { polling: "raf" },
    );
    opened.push((await desk.evaluate(() => performance.now())) - begun);
  }
  console.log(JSON.stringify({ limit, typing, tabs, opening, opened: at95(opened) }));
} finally {
  await browser.close();
}

/** Does something again and again; the paints' 95th percentile. */
async function percentile(page, act) {
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

function at95(times) {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length * 0.95)] * 10) / 10;
}

function letter(round) {
  return "abcdefgh "[round % 9];
}
