// The same on a phone: one thing at a time, and nothing wider than the screen.

import type { Page } from "@playwright/test";

import { expect, test } from "../fixtures/test.ts";

const PHONE = { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true };

async function fits(page: Page): Promise<void> {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wider, "pixels beyond the screen").toBeLessThanOrEqual(0);
}

test("list, conversation and back on a phone", async ({ people }) => {
  const desk = await people.agent(PHONE);
  const chat = await people.visitor(PHONE);
  await fits(desk.page);
  await chat.open();
  await fits(chat.page);
  await chat.send("Written with my thumb");
  await expect(chat.message("Written with my thumb")).toContainText(chat.words.chat_sent);

  await desk.open("Written with my thumb");
  await expect(desk.bubble("Written with my thumb")).toBeVisible();
  await expect(desk.row("Written with my thumb")).toBeHidden();
  await fits(desk.page);
  await desk.action("accept").click();
  await desk.send("Answered with mine");
  await expect(chat.message("Answered with mine")).toBeVisible();
  await desk.page.getByRole("button", { name: desk.words.back_to_list }).click();
  await expect(desk.row("Answered with mine")).toBeVisible();
});
