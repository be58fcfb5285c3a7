// History: everything a customer ever wrote is one scroll or one search away, and long conversations stay quick.

import { DEMO } from "../fixtures/company.ts";
import { customer } from "../fixtures/customer.ts";
import { expect, expectAccessible, test } from "../fixtures/test.ts";
import type { DeskPage } from "../pages/desk.ts";

test.use({ start: "demo" });

const finder = (desk: DeskPage) => desk.page.getByRole("searchbox", { name: desk.words.finder_label });
const count = (desk: DeskPage) => desk.page.locator(".finder-count");

/** How many places the browser highlights. */
const highlighted = (desk: DeskPage) =>
  desk.page.evaluate(() => [...(CSS.highlights.get("found") ?? [])].map((range) => range.toString()));

/** Three conversations of one customer; the last waits. */
async function history(desk: DeskPage, say: (text: string) => Promise<void>, word: string): Promise<void> {
  for (const round of ["first", "second"]) {
    for (let line = 1; line <= 60; line += 1) await say(`${word} ${round} ${line}`);
    await desk.open(`${word} ${round} 60`);
    await desk.accept();
    await desk.option("force_close");
    await desk.answer("force_close_confirm").click();
    await expect(desk.fact("details_status")).toHaveText(desk.words.status_spam!);
    await desk.choose("waiting");
  }
  await say(`${word} third 1`);
  await desk.open(`${word} third 1`);
  await expect(desk.bubble(`${word} third 1`)).toBeVisible();
}

test("scrolling up goes on into earlier conversations, each under its number", async ({ people, balcao }) => {
  const desk = await people.agent({ signIn: DEMO.helena });
  await history(desk, await customer(balcao), "Walrus");
  await desk.page.getByRole("button", { name: desk.words.messages_older }).click();
  await expect(desk.bubble("Walrus second 60")).toBeAttached();
  const up = () => desk.messages.evaluate((log) => (log.scrollTop = 0));
  await expect
    .poll(async () => {
      await up();
      return desk.page.getByText("Walrus first 1", { exact: true }).count();
    })
    .toBe(1);
  const begins = desk.page.locator(".conversation-begins");
  await expect(begins.first()).toContainText(desk.words.status_spam!);
  await begins.first().getByRole("link").click();
  await expect(desk.bubble("Walrus third 1")).toHaveCount(0);
  await expect(desk.bubble("Walrus first 60")).toBeInViewport();
});

test("a search in the conversation finds what was not loaded and goes from hit to hit", async ({ people, balcao }) => {
  const desk = await people.agent({ signIn: DEMO.helena });
  const say = await customer(balcao);
  await say("Où est le dromédaire?");
  await history(desk, say, "Camel");
  await desk.page.getByRole("button", { name: desk.words.finder_label }).click();
  await expect(finder(desk)).toBeFocused();
  await finder(desk).fill("DROMEDAIRE");
  await expect(count(desk)).toHaveText("1 of 1");
  await expect(desk.bubble("Où est le dromédaire?")).toBeInViewport();
  await expect.poll(() => highlighted(desk)).toEqual(["dromédaire"]);

  await finder(desk).fill("camel 60");
  await expect(count(desk)).toHaveText("1 of 2");
  await expect(desk.bubble("Camel second 60")).toBeInViewport();
  await finder(desk).press("Enter");
  await expect(count(desk)).toHaveText("2 of 2");
  await finder(desk).press("Shift+Enter");
  await expect(count(desk)).toHaveText("1 of 2");
  await expect(desk.bubble("Camel second 60")).toBeInViewport();
  await expectAccessible(desk.page, "the search in a conversation");
  await finder(desk).fill("nothing like it");
  await expect(count(desk)).toHaveText(desk.words.finder_nothing);
  await finder(desk).press("Escape");
  await expect(finder(desk)).toHaveCount(0);
  expect(await highlighted(desk)).toEqual([]);
});

test("a long conversation draws only what is in sight, and nothing jumps while it is read", async ({ people, balcao }) => {
  test.slow();
  const desk = await people.agent({ signIn: DEMO.helena });
  const say = await customer(balcao);
  const lines = (line: number) => "and so on ".repeat((line * 7) % 23).trim();
  for (let line = 1; line <= 400; line += 1) await say(`Yak ${line} ${lines(line)}`);
  await desk.open("Yak 400");
  await expect(desk.bubble("Yak 400")).toBeInViewport();
  // Back by pieces: what was read stays where it was, also when older messages come in.
  let oldest = 400;
  while (oldest > 60) {
    const top = await desk.messages.evaluate(async (log) => {
      log.scrollTop -= 350;
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      const edge = log.getBoundingClientRect().top;
      const inSight = [...log.querySelectorAll(".bubble-text")].find((text) => text.getBoundingClientRect().top > edge);
      return inSight?.textContent ?? "";
    });
    const seen = Number(/^Yak (\d+)/.exec(top)?.[1]);
    expect(seen, top).toBeLessThanOrEqual(oldest);
    expect(oldest - seen, "no message is skipped").toBeLessThan(12);
    oldest = seen;
  }
  expect(await desk.page.locator(".message").count(), "drawn").toBeLessThan(90);
});
