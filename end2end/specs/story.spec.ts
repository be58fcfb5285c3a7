// The whole story with two browsers: a customer writes on a website, an agent answers, live.

import { ADMINISTRATOR } from "../fixtures/company.ts";
import { expect, test } from "../fixtures/test.ts";
import { filled } from "../fixtures/texts.ts";

test("a customer is answered from the desk, live", async ({ people }) => {
  const desk = await people.agent();
  const chat = await people.visitor();

  await chat.open();
  await chat.composer.pressSequentially("Do you have rye bread");
  await chat.send("Do you have rye bread today?");
  await expect(desk.row("Do you have rye bread today?"), "without reloading").toBeVisible();
  await expect(desk.tab("waiting")).toHaveText(/[1-9]/);

  await desk.open("Do you have rye bread today?");
  await expect(desk.bubble("Do you have rye bread today?")).toBeVisible();
  await expect(desk.page.getByText(desk.words.peek_hint)).toBeVisible();

  await desk.action("accept").click();
  await expect(desk.page).toHaveURL(/\/desk\/in.service\/\d+$/);
  const assigned = filled(desk.words.assigned_to, { name: ADMINISTRATOR.name });
  await expect(desk.row("Do you have rye bread today?").getByRole("img", { name: assigned })).toBeVisible();
  await expect(chat.frame.getByText(/Ana Souza/)).toBeVisible();

  await chat.composer.pressSequentially("And");
  await expect(desk.typing).toBeVisible();
  await chat.composer.fill("");

  await desk.composer.pressSequentially("Yes, ");
  await expect(chat.frame.getByText(chat.words.chat_typing.replace("{name}", "Ana Souza"))).toBeVisible();
  await desk.send("Yes, until six o'clock.");
  await expect(chat.message("Yes, until six o'clock.")).toBeVisible();
  await expect(desk.ticks("Yes, until six o'clock.", "read")).toBeVisible();
  await expect(chat.message("Do you have rye bread today?")).toContainText(chat.words.chat_read);

  await desk.action("resolve").click();
  await expect(chat.frame.getByText(chat.words.chat_ended)).toBeVisible();
  await desk.choose("resolved");
  await expect(desk.row("Yes, until six o'clock.")).toBeVisible();
});

test("Shift+Enter starts a line, Enter sends", async ({ people }) => {
  const desk = await people.agent();
  const chat = await people.visitor();
  await chat.open();
  await chat.send("Two lines, please");
  await desk.open("Two lines, please");
  await desk.action("accept").click();
  await desk.composer.pressSequentially("first");
  await desk.composer.press("Shift+Enter");
  await desk.composer.pressSequentially("second");
  await expect(desk.composer).toHaveValue("first\nsecond");
  await desk.composer.press("Enter");
  await expect(desk.composer).toHaveValue("");
  await expect(chat.message("second")).toContainText(/first\s*second/);
});

test("peeking takes nothing: the conversation still waits", async ({ people }) => {
  const desk = await people.agent();
  const chat = await people.visitor();
  await chat.open();
  await chat.send("Only looking at this one");
  await desk.open("Only looking at this one");
  await expect(desk.bubble("Only looking at this one")).toBeVisible();
  await desk.page.reload();
  await desk.isReady();
  await desk.choose("waiting");
  await expect(desk.row("Only looking at this one")).toBeVisible();
  await expect(desk.row("Only looking at this one")).toContainText(desk.words.status_new);
});

test("what was accepted can be returned to the waiting", async ({ people }) => {
  const desk = await people.agent();
  const chat = await people.visitor();
  await chat.open();
  await chat.send("Somebody else should take this");
  await desk.open("Somebody else should take this");
  await desk.action("accept").click();
  await desk.action("return_to_waiting").click();
  await desk.choose("waiting");
  await expect(desk.row("Somebody else should take this")).toContainText(desk.words.status_queued);
});

test("closed without an answer; a new message then opens a new conversation", async ({ people }) => {
  const desk = await people.agent();
  const chat = await people.visitor();
  await chat.open();
  await chat.send("You need not answer");
  await desk.open("You need not answer");
  await desk.action("close_unanswered").click();
  await desk.choose("resolved");
  await expect(desk.row("You need not answer")).toBeVisible();

  await chat.send("But now I have a question");
  await desk.choose("waiting");
  await expect(desk.row("But now I have a question")).toBeVisible();
  await expect(desk.row("But now I have a question")).toContainText(desk.words.status_new);
  await expect(chat.message("You need not answer"), "the history stays").toBeVisible();
});

test("a closed conversation is reopened with all that was said", async ({ people }) => {
  const desk = await people.agent();
  const chat = await people.visitor();
  await chat.open();
  await chat.send("My order was wrong");
  await desk.open("My order was wrong");
  await desk.action("accept").click();
  await desk.send("We send another one");
  await expect(desk.ticks("We send another one", "read")).toBeVisible();
  await desk.action("resolve").click();
  await desk.choose("resolved");
  await desk.open("We send another one");
  await desk.action("reopen").click();
  await desk.choose("in_service");
  await desk.open("We send another one");
  await expect(desk.bubble("My order was wrong")).toBeVisible();
  await desk.send("It is on its way");
  await expect(chat.message("It is on its way")).toBeVisible();
});

test("the customer's history is there after a reload, and a closed chat counts what is unread", async ({ people }) => {
  const desk = await people.agent();
  const chat = await people.visitor();
  await chat.open();
  await chat.send("I will be back");
  await desk.open("I will be back");
  await desk.action("accept").click();
  await desk.send("Take your time");
  await expect(desk.ticks("Take your time", "read")).toBeVisible();

  await chat.page.reload();
  await desk.send("Still here?");
  await expect(chat.page.getByRole("button", { name: /1/ })).toBeVisible();
  await chat.open();
  await expect(chat.message("Still here?")).toBeVisible();
  expect(await chat.texts()).toEqual(["I will be back", "Take your time", "Still here?"]);
});

test("tab and conversation stand in the address", async ({ people }) => {
  const desk = await people.agent();
  const chat = await people.visitor();
  await chat.open();
  await chat.send("Send this to a colleague");
  await desk.open("Send this to a colleague");
  await expect(desk.bubble("Send this to a colleague")).toBeVisible();
  const address = desk.page.url();
  await desk.choose("resolved");
  await expect(desk.page).toHaveURL(/resolved/);
  await desk.page.goto(address);
  await expect(desk.bubble("Send this to a colleague")).toBeVisible();
});
