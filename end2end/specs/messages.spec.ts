// What is done with single messages: answered, reacted to, edited, deleted, followed; and colleagues who are mentioned.

import { expect, expectAccessible, test } from "../fixtures/test.ts";
import { filled } from "../fixtures/texts.ts";
import type { DeskPage } from "../pages/desk.ts";

/** Chooses from the menu of a message. */
async function choose(desk: DeskPage, text: string, key: string): Promise<void> {
  const bubble = desk.bubble(text).last();
  await bubble.hover();
  await bubble.getByRole("button", { name: desk.words.bubble_more, exact: true }).click();
  await bubble.getByRole("menuitem", { name: desk.words[key], exact: true }).click();
}

test("a message is answered with what it answers above it, on both sides", async ({ people }) => {
  const desk = await people.agent();
  const chat = await people.visitor();
  await chat.open();
  await chat.send("Is the rye bread fresh?");
  await chat.send("And the croissants?");
  await desk.open("And the croissants?");
  await desk.action("accept").click();
  await choose(desk, "Is the rye bread fresh?", "bubble_reply");
  await expect(desk.composer).toBeFocused();
  await expect(desk.page.locator(".composer-about")).toContainText("Is the rye bread fresh?");
  await desk.send("Baked this morning");
  const answer = desk.bubble("Baked this morning");
  await expect(answer.locator(".quote")).toContainText("Is the rye bread fresh?");
  await expect(desk.ticks("Baked this morning", "read")).toBeVisible();
  await expect(answer.locator(".quote"), "still there once it is stored").toBeVisible();

  await choose(desk, "And the croissants?", "bubble_reply");
  await desk.composer.press("Escape");
  await expect(desk.page.locator(".composer-about")).toHaveCount(0);
});

test("both sides react, and each sees it of the other", async ({ people }) => {
  const desk = await people.agent();
  const chat = await people.visitor();
  await chat.open();
  await chat.send("Thank you, that was quick");
  await desk.open("Thank you, that was quick");
  await desk.action("accept").click();
  const bubble = desk.bubble("Thank you, that was quick");
  await bubble.hover();
  await bubble.getByRole("button", { name: desk.words.bubble_more, exact: true }).click();
  await bubble.getByRole("menuitemcheckbox", { name: filled(desk.words.bubble_react, { emoji: "👍" }) }).click();
  const chip = bubble.getByRole("button", { name: /^👍/ });
  await expect(chip).toHaveAttribute("aria-pressed", "true");
  await chip.click();
  await expect(bubble.locator(".reactions")).toHaveCount(0);
});

test("an edited message says so and keeps what it said, a deleted one is gone for both", async ({ people }) => {
  const desk = await people.agent();
  const chat = await people.visitor();
  await chat.open();
  await chat.send("How much is it?");
  await desk.open("How much is it?");
  await desk.action("accept").click();
  await desk.send("It is 10 euros");
  await expect(chat.message("It is 10 euros")).toBeVisible();
  await expect(desk.ticks("It is 10 euros", "read")).toBeVisible();
  await desk.composer.press("ArrowUp");
  await expect(desk.composer).toHaveValue("It is 10 euros");
  await desk.send("It is 12 euros");
  await expect(desk.bubble("It is 12 euros").getByText(desk.words.bubble_edited, { exact: true })).toBeVisible();
  await expect(desk.composer).toHaveValue("");
  await expect(chat.message("It is 12 euros")).toBeVisible();
  await choose(desk, "It is 12 euros", "bubble_history");
  await expect(desk.dialog).toContainText("It is 10 euros");
  await desk.page.keyboard.press("Escape");

  await choose(desk, "It is 12 euros", "bubble_delete");
  await expect(desk.dialog).toContainText(desk.words.delete_message_about);
  await desk.answer("bubble_delete").click();
  await expect(desk.bubble(desk.words.bubble_deleted_own)).toBeVisible();
  await expect(desk.bubble("It is 12 euros")).toHaveCount(0);
  await expect(chat.message(chat.words.chat_deleted!)).toBeVisible();
  await expect(chat.frame.getByText("It is 12 euros")).toHaveCount(0);
});

test("addresses can be followed, emoji alone are large, and one is chosen by its name", async ({ people }) => {
  const desk = await people.agent();
  const chat = await people.visitor();
  await chat.open();
  await chat.send("See https://shop.example/bread. Or write to ana@shop.example, +55 11 98765-4321");
  await desk.open("See https://shop.example/bread");
  const links = desk.bubble("See https://shop.example/bread").getByRole("link");
  await expect(links).toHaveText(["https://shop.example/bread", "ana@shop.example", "+55 11 98765-4321"]);
  for (const link of await links.all()) {
    await expect(link).toHaveAttribute("rel", "noopener nofollow noreferrer");
    await expect(link).toHaveAttribute("target", "_blank");
  }
  await desk.action("accept").click();
  await desk.page.getByRole("button", { name: desk.words.emoji_open, exact: true }).click();
  await desk.page.getByRole("searchbox", { name: desk.words.emoji_search }).fill("grinning face");
  await desk.dialog.getByRole("button", { name: "grinning face", exact: true }).click();
  await expect(desk.composer).toHaveValue("😀");
  await desk.composer.press("Enter");
  await expect(desk.page.locator(".bubble-text[data-large]")).toHaveText("😀");
});

test("the menu of a message and the emoji are accessible", async ({ people }) => {
  const desk = await people.agent();
  const chat = await people.visitor();
  await chat.open();
  await chat.send("Hello there");
  await desk.open("Hello there");
  await desk.action("accept").click();
  const bubble = desk.bubble("Hello there");
  await bubble.hover();
  await bubble.getByRole("button", { name: desk.words.bubble_more, exact: true }).click();
  await expectAccessible(desk.page, "the menu of a message");
  await desk.page.keyboard.press("Escape");
  await desk.page.getByRole("button", { name: desk.words.emoji_open, exact: true }).click();
  await expect(desk.dialog.locator(".emoji-all button").first()).toBeVisible();
  await expectAccessible(desk.page, "the emoji");
});
