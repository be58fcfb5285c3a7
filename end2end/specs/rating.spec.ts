// What a customer does besides writing: rates at the end, fills in a form, takes the conversation along.

import { readFile } from "node:fs/promises";

import { DEMO } from "../fixtures/company.ts";
import { post } from "../fixtures/post.ts";
import { expect, expectAccessible, test } from "../fixtures/test.ts";
import type { ChatPanel } from "../pages/chat.ts";
import type { DeskPage } from "../pages/desk.ts";

// The example company asks for ratings.
test.use({ start: "demo" });

/** The desk's part in all of this, without its screens. */
async function does(desk: DeskPage, command: string, fields: object): Promise<void> {
  await post(desk.page, "/api/v1/commands", { id: crypto.randomUUID(), command: { [command]: fields } });
}

async function stored(desk: DeskPage, id: number): Promise<any> {
  return (await post(desk.page, "/api/fn/open_conversation", { id })).conversation;
}

/** A customer has written, and an agent has answered. */
async function talk(desk: DeskPage, chat: ChatPanel, opening: string): Promise<number> {
  await chat.open();
  await chat.send(opening);
  await expect(desk.row(opening)).toBeVisible();
  const { rows } = await post(desk.page, "/api/fn/list", { tab: "waiting", before: null });
  const { id } = rows.find((row: any) => row.preview.text === opening);
  await does(desk, "send_message", { conversation: id, text: `Answer to ${opening}` });
  await expect(chat.message(`Answer to ${opening}`)).toBeVisible();
  return id;
}

test("a customer is asked at the end, rates by keyboard with a few words, and the desk knows", async ({ people }) => {
  const desk = await people.agent({ signIn: DEMO.helena });
  const chat = await people.visitor();
  const { words, frame } = chat;
  const conversation = await talk(desk, chat, "Is the shop open today?");
  await expect(frame.getByText(words.chat_rate_asked)).toBeHidden();

  await does(desk, "resolve", { conversation });
  await expect(frame.getByText(words.chat_rate_asked)).toBeVisible();
  await desk.choose("resolved");
  await desk.open("Answer to Is the shop open today?");
  await expect(desk.fact("details_status")).toHaveText(desk.words.status_pending_close!);
  await expectAccessible(chat.page, "the rating");

  const card = frame.getByRole("group", { name: words.chat_rate_asked });
  const send = card.getByRole("button", { name: words.chat_send });
  await send.click();
  await expect(card.getByRole("alert")).toHaveText(words.chat_wrong_value);
  await card.getByRole("radio").first().focus();
  for (let step = 0; step < 3; step += 1) await chat.page.keyboard.press("ArrowRight");
  await expect(card.getByRole("radio", { name: words.chat_rate_value.replace("{value}", "4") })).toBeChecked();
  await card.getByRole("textbox", { name: words.chat_rate_comment }).fill("Quick and kind");
  await send.click();
  await expect(frame.getByText(words.chat_rate_done)).toBeVisible();
  await expect(card).toBeHidden();

  const row = await stored(desk, conversation);
  expect(row.lifecycle.status).toBe("closed");
  expect(row.rating).toMatchObject({ kind: "five", value: 4, comment: "Quick and kind" });
  await chat.page.reload();
  await chat.open();
  await expect(frame.getByText(words.chat_rate_done), "asked once").toBeVisible();
});

test("a form is filled in once for all tabs, and the desk shows the customer's name", async ({ people, complaints }) => {
  complaints.expect(/422 \(Unprocessable Entity\)/);
  const desk = await people.agent({ signIn: DEMO.helena });
  const chat = await people.visitor();
  const { words, frame } = chat;
  const conversation = await talk(desk, chat, "Please call me back");
  await desk.choose("in_service");
  await does(desk, "send_form", { conversation });
  const card = frame.getByRole("group", { name: words.chat_fill_form_asked });
  await expect(card).toBeVisible();
  await expectAccessible(chat.page, "the form");

  const send = card.getByRole("button", { name: words.chat_send });
  await send.click();
  await expect(card.getByRole("alert")).toHaveText(words.chat_wrong_name);
  await card.getByRole("textbox", { name: words.chat_form_name }).fill("Wilhelmina Ferreira");
  const email = card.getByRole("textbox", { name: words.chat_form_email });
  // What the browser lets pass and the server does not.
  await email.fill("wilhelmina@home");
  await send.click();
  await expect(card.getByRole("alert")).toHaveText(words.chat_wrong_email);
  await expect(email).toBeFocused();

  const page = await chat.page.context().newPage();
  await page.goto(chat.page.url());
  await page.getByRole("button", { name: chat.launcherName }).click();
  const other = page.frameLocator("iframe");
  await expect(other.getByRole("group", { name: words.chat_fill_form_asked })).toBeVisible();

  await email.fill("wilhelmina@home.example");
  await email.press("Enter");
  for (const tab of [frame, other]) {
    await expect(tab.getByText(words.chat_fill_form_done)).toBeVisible();
    await expect(tab.getByRole("group", { name: words.chat_fill_form_asked })).toBeHidden();
  }
  await expect(desk.row("Wilhelmina Ferreira")).toBeVisible();
  expect((await stored(desk, conversation)).form_filled_at).not.toBeNull();
});

test("a customer takes the conversation along as a file that can be read", async ({ people }) => {
  const desk = await people.agent({ signIn: DEMO.helena });
  const chat = await people.visitor({ language: "pt-BR" });
  const conversation = await talk(desk, chat, "Quero guardar isto");
  const [download] = await Promise.all([
    chat.page.waitForEvent("download"),
    chat.frame.getByRole("button", { name: chat.words.chat_download }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^chat-\d{4}-\d\d-\d\d\.txt$/);
  const text = await readFile(await download.path(), "utf8");
  expect(text).toContain(chat.words.chat_transcript_title.replace("{company}", "Bicicletas Aurora"));
  expect(text).toMatch(/\d\d:\d\d {2}Você: Quero guardar isto\r\n\d\d:\d\d {2}Helena Duarte: Answer to Quero guardar isto/);
  expect((await stored(desk, conversation)).history_requested_at).not.toBeNull();
});
