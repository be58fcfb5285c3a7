// How soon the screen answers in a real browser: from the key or click to the end of the next paint, in milliseconds.
//
// `node paint.mjs ADDRESS COOKIE CHROMIUM`; prints one JSON object: for each action its 95th percentile, and as the limit that
// of a bare page with a text field and a button, measured in the same browser.

import { at95, measured, percentile, watch } from "./measure.mjs";

await measured(async (context, site) => {
  const bare = await context.newPage();
  await bare.setContent("<textarea></textarea><button>press</button>");
  await bare.evaluate(watch);
  const limit = await percentile(bare, async (round) => {
    await bare.locator("textarea").press(letter(round));
  });

  const desk = await context.newPage();
  await desk.goto(`${site}/desk/in-service`);
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
  const opened = [];
  for (let round = 0; round < 24; round += 1) {
    const stand = desk.evaluate(messagesStand);
    await rows.nth(round % 6).click();
    opened.push(await stand);
  }
  return { limit, typing, tabs, opening, opened: at95(opened) };
});

/** In the page: from the next click until other messages than now have been painted. */
function messagesStand() {
  const before = document.querySelector(".messages");
  return new Promise((done) => {
    const clicked = ({ timeStamp }) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done(performance.now() - timeStamp);
      const look = () => {
        const messages = document.querySelector(".messages");
        if (messages !== before && messages?.querySelector(".bubble")) port2.postMessage(null);
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    };
    window.addEventListener("click", clicked, { capture: true, once: true });
  });
}

function letter(round) {
  return "abcdefgh "[round % 9];
}
