// The managers' table in a real browser: the next paint after sorting and while a column is dragged, in milliseconds (95th
// percentile), and of a hundred frames those that were dropped while the wheel turns; beside a bare page of rows.
//
// `node table.mjs ADDRESS COOKIE CHROMIUM`; prints one JSON object.

import { measured, percentile } from "./measure.mjs";

const TURNS = 240;

await measured(async (context, site) => {
  const plain = await context.newPage();
  const rows = Array.from({ length: 5_000 }, (_, row) => `<p>row ${row} of a bare page</p>`).join("");
  await plain.setContent(`<div class="table-scroll" style="height: 800px; overflow: auto">${rows}</div>`);
  const bare = await dropped(plain);
  await plain.close();

  const table = await context.newPage();
  await table.goto(`${site}/conversations`);
  await table.locator(".table-row").first().waitFor();
  const fell = await dropped(table);
  const header = (column) => table.locator(`[role=columnheader][data-column=${column}]`);
  const sorting = await percentile(table, async () => {
    await header("created").click();
  });
  const box = await header("customer").boundingBox();
  await table.mouse.move(box.x + 20, box.y + 15);
  await table.mouse.down();
  const dragging = await percentile(table, async (round) => {
    await table.mouse.move(box.x + 40 + (round % 20) * 15, box.y + 15);
  });
  await table.mouse.up();
  return { bare, dropped: fell, sorting, dragging };
});

/** Turns the wheel over the list; of a hundred frames that a display of 60 Hz shows so many were missing. */
async function dropped(page) {
  const box = await page.locator(".table-scroll").boundingBox();
  await page.mouse.move(box.x + 300, box.y + 300);
  await page.evaluate(() => {
    window.frames60 = [];
    const each = (time) => {
      window.frames60.push(time);
      requestAnimationFrame(each);
    };
    requestAnimationFrame(each);
  });
  for (let turn = 0; turn < TURNS; turn += 1) await page.mouse.wheel(0, 240);
  const times = await page.evaluate(() => window.frames60);
  let missing = 0;
  for (let at = 1; at < times.length; at += 1) {
    missing += Math.max(0, Math.round((times[at] - times[at - 1]) / (1_000 / 60)) - 1);
  }
  return Math.round((missing / (times.length + missing)) * 1_000) / 10;
}
