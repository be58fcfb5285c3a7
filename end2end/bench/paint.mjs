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
  return { limit, typing, tabs, opening, opened: at95(opened) };
});

function letter(round) {
  return "abcdefgh "[round % 9];
}
