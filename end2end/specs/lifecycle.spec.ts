// What agents do to conversations beside answering: pass on, end, take back, put off, judge; and what the panel tells of it.

import type { DeskPage } from "../pages/desk.ts";
import { DEMO } from "../fixtures/company.ts";
import { expect, expectAccessible, test } from "../fixtures/test.ts";
import { filled } from "../fixtures/texts.ts";
import { SettingsPage } from "../pages/settings.ts";

test.use({ start: "demo" });

/** The number of the open conversation, from the address. */
async function number(desk: DeskPage): Promise<string> {
  await expect(desk.page).toHaveURL(/\/\d+$/);
  return desk.page.url().split("/").at(-1)!;
}

/** Opened from the list, accepted, and known to be. */
async function take(desk: DeskPage, text: string): Promise<string> {
  await desk.open(text);
  await desk.action("accept").click();
  await expect(desk.action("resolve")).toBeVisible();
  const it = await number(desk);
  await expect(desk.notice(filled(desk.words.done_accepted!, { number: it }))).toBeVisible();
  return it;
}

test("a transfer and its note reach the other agent live", async ({ people }) => {
  const helena = await people.agent({ signIn: DEMO.helena });
  const grace = await people.agent({ signIn: DEMO.grace });
  const chat = await people.visitor();
  await chat.open();
  await chat.send("I want to speak to Grace");
  await grace.open("I want to speak to Grace");
  await take(helena, "I want to speak to Grace");

  await helena.page.locator("body").click({ position: { x: 5, y: 300 } });
  await helena.messages.focus();
  await helena.page.keyboard.press("t");
  const search = helena.dialog.getByRole("combobox");
  await expect(search).toBeFocused();
  await expectAccessible(helena.page, "the question to whom");
  await search.pressSequentially("gráce");
  await search.press("Enter");
  await expect(helena.dialog.getByRole("textbox", { name: helena.words.transfer_note })).toBeFocused();
  await helena.page.keyboard.type("She knows you from last week");
  await helena.answer("transfer").click();
  await expect(helena.dialog).toHaveCount(0);

  const said = filled(grace.words.activity_to_agent!, { name: DEMO.helena.name, agent: DEMO.grace.name });
  await expect(grace.line(said)).toBeVisible();
  await expect(grace.messages.getByText("She knows you from last week")).toBeVisible();
  await expect(grace.fact("details_reserved")).toContainText(DEMO.grace.name);
  await grace.action("accept").click();
  await expect(grace.fact("details_agent")).toHaveText(DEMO.grace.name);
});

test("stopped as spam only when confirmed; the customer's next message opens a new number", async ({ people }) => {
  const desk = await people.agent({ signIn: DEMO.helena });
  const chat = await people.visitor();
  await chat.open();
  await chat.send("Buy my watches");
  const spam = await take(desk, "Buy my watches");

  await desk.option("force_close");
  await expect(desk.dialog).toContainText(spam);
  await desk.page.keyboard.press("Escape");
  await expect(desk.dialog).toHaveCount(0);
  await expect(desk.page.getByRole("button", { name: desk.words.options, exact: true }), "the focus returns").toBeFocused();
  await expect(desk.action("resolve")).toBeVisible();

  await desk.option("force_close");
  await desk.answer("force_close_confirm").click();
  await expect(desk.fact("details_status")).toHaveText(desk.words.status_spam!);
  await expect(desk.line(filled(desk.words.activity_force_closed!, { name: DEMO.helena.name }))).toBeVisible();

  await chat.send("Not even one watch?");
  await desk.choose("waiting");
  await desk.open("Not even one watch?");
  expect(Number(await number(desk))).toBeGreaterThan(Number(spam));
});

test("accepted and closed in one step; reopening is refused with a pointer to the newer conversation", async ({ people, complaints }) => {
  const desk = await people.agent({ signIn: DEMO.helena });
  const chat = await people.visitor();
  await chat.open();
  await chat.send("Wrong number, sorry");
  await desk.open("Wrong number, sorry");
  const old = await number(desk);
  await desk.option("accept_and_close");
  await expect(desk.fact("details_status")).toHaveText(desk.words.status_closed!);
  await expect(desk.fact("details_agent")).toHaveText(DEMO.helena.name);
  await expect(desk.notice(filled(desk.words.done_closed!, { number: old }))).toBeVisible();

  await chat.send("Wait, it is the right one");
  await desk.choose("waiting");
  await expect(desk.row("Wait, it is the right one")).toBeVisible();
  await desk.choose("resolved");
  await desk.open("Wrong number, sorry");
  complaints.expect(/status of 409/);
  await desk.action("reopen").click();
  const told = desk.notice(desk.words.problem_conflict_newer!.split("{")[0]!);
  await expect(told).toBeVisible();
  await told.getByRole("button", { name: desk.words.open_it }).click();
  await expect(desk.bubble("Wait, it is the right one")).toBeVisible();
  expect(await number(desk)).not.toBe(old);
});

test("accepting, resolving and transferring are taken back", async ({ people }) => {
  const desk = await people.agent({ signIn: DEMO.helena });
  const chat = await people.visitor();
  await chat.open();
  await chat.send("Take me back");
  const it = await take(desk, "Take me back");
  const undo = (key: string) => desk.notice(filled(desk.words[key]!, { number: it })).getByRole("button", { name: desk.words.undo });
  await undo("done_accepted").click();
  await expect(desk.fact("details_status")).toHaveText(desk.words.status_queued!);

  await desk.action("accept").click();
  await desk.send("Here I am");
  await desk.action("resolve").click();
  await undo("done_resolved").click();
  await expect(desk.line(filled(desk.words.activity_reopened!, { name: DEMO.helena.name }))).toBeVisible();
  await expect(desk.composer).toBeVisible();

  await desk.option("transfer");
  await desk.dialog.getByRole("option", { name: DEMO.grace.name }).click();
  await desk.answer("transfer").click();
  await undo("done_transferred").click();
  await desk.choose("waiting");
  await desk.open("Here I am");
  await expect(desk.fact("details_reserved")).toContainText(DEMO.helena.name);
});

test("passed on to another inbox and to another connection, where the customer goes on in the same window", async ({ people, balcao }) => {
  const desk = await people.agent({ signIn: DEMO.helena });
  const admin = new SettingsPage(await desk.page.context().newPage(), desk.words);
  await admin.open(balcao.url, "inboxes", desk.words.inboxes_title!);
  await admin.make("inbox", "Weddings");
  await admin.open(balcao.url, "connections", desk.words.live_chats_title!);
  await admin.make("live_chat", "Weddings page", "Weddings");
  await admin.page.close();
  const chat = await people.visitor();
  await chat.open();
  await chat.send("A cake of three floors");
  const it = await take(desk, "A cake of three floors");
  const name = DEMO.helena.name;

  await desk.option("transfer");
  await desk.dialog.getByRole("option").filter({ hasText: "Weddings" }).filter({ hasText: desk.words.transfer_inbox! }).click();
  await desk.answer("transfer").click();
  await expect(desk.notice(filled(desk.words.done_transferred!, { number: it }))).toBeVisible();
  await desk.choose("waiting");
  await desk.open("A cake of three floors");
  await expect(desk.line(filled(desk.words.activity_to_inbox!, { name, inbox: "Weddings" }))).toBeVisible();
  await expect(desk.fact("details_inbox")).toHaveText("Weddings");
  await expect(desk.fact("details_status")).toHaveText(desk.words.status_queued!);

  await desk.option("transfer");
  await desk.dialog.getByRole("combobox").fill("weddings page");
  await desk.dialog.getByRole("option").click();
  await desk.answer("transfer").click();
  await desk.open("A cake of three floors");
  await expect(desk.line(filled(desk.words.activity_to_connection!, { name, connection: "Weddings page" }))).toBeVisible();
  await chat.send("Are you still there?");
  await expect(desk.bubble("Are you still there?")).toBeVisible();
  await desk.action("accept").click();
  await desk.send("Of course");
  await expect(chat.message("Of course")).toBeVisible();
  expect(await number(desk)).toBe(it);
});

test("the panel counts what runs, and holds what is over", async ({ people }) => {
  const desk = await people.agent({ signIn: DEMO.helena });
  const chat = await people.visitor();
  await chat.open();
  await chat.send("How long must I wait?");
  await desk.open("How long must I wait?");
  await expect(desk.fact("details_page").getByRole("link", { name: "Bread of the day" })).toHaveAttribute("rel", /noopener/);
  const waiting = desk.fact("metric_waiting_now").getByRole("timer");
  const first = await waiting.textContent();
  await expect(waiting).not.toHaveText(first!);
  await expect(desk.fact("metric_initial_response_time").getByRole("timer")).toBeVisible();
  await expect(desk.fact("metric_total_response_time")).toHaveText("—");

  await desk.action("accept").click();
  await desk.send("Not any longer");
  await expect(desk.ticks("Not any longer", "read")).toBeVisible();
  await expect(desk.fact("metric_waiting_now")).toHaveCount(0);
  for (const metric of ["waiting_for_agent_reply", "agent_response_time", "initial_response_time", "total_response_time"]) {
    await expect(desk.fact(`metric_${metric}`)).toHaveText(/\d+ \S+$/);
    await expect(desk.fact(`metric_${metric}`).getByRole("timer")).toHaveCount(0);
  }
  await expect(desk.fact("stamp_replied")).toContainText(/\d/);
  await desk.details.getByText(desk.words.metrics_business!).click();
  await expect(desk.fact("metric_duration_before_agent_close")).toHaveText("—");
  await chat.send("And now?");
  await expect(desk.fact("metric_waiting_now").getByRole("timer"), "in business hours too").toHaveText(/\d/);
  await desk.send("Now I am here again");
  await desk.action("resolve").click();
  await expect(desk.fact("stamp_ended")).toContainText(/\d/);
  await expect(desk.fact("metric_duration_before_agent_close")).toHaveText(/\d/);
});

test("a supervisor rates what has ended, and changes it; an agent reads it", async ({ people }) => {
  const desk = await people.agent({ signIn: DEMO.helena });
  const grace = await people.agent({ signIn: DEMO.grace });
  const chat = await people.visitor();
  await chat.open();
  await chat.send("Judge this one");
  await desk.open("Judge this one");
  await grace.open("Judge this one");
  await expect(desk.details.getByRole("button", { name: desk.words.review_save }), "not before it has ended").toHaveCount(0);
  await desk.option("accept_and_close");
  const save = desk.details.getByRole("button", { name: desk.words.review_save });
  await expect(save).toBeDisabled();
  const value = desk.details.getByRole("group", { name: desk.words.review_title });
  await value.getByText("4", { exact: true }).click();
  await desk.details.getByRole("textbox", { name: desk.words.review_comment }).fill("Quick, but cold");
  await save.click();
  await expect(grace.details.getByText("Quick, but cold")).toBeVisible();
  const told = (value: number) => grace.line(filled(grace.words.activity_reviewed!, { name: DEMO.helena.name, value }));
  await expect(told(4)).toBeVisible();
  await expect(chat.message("Quick, but cold")).toHaveCount(0);
  await expect(grace.details.getByText(filled(grace.words.rating_of_five!, { value: 4 }))).toBeVisible();
  await expect(grace.details.getByRole("button", { name: grace.words.review_save })).toHaveCount(0);

  await desk.page.reload();
  await expect(value.getByRole("radio", { name: "4" })).toBeChecked();
  await value.getByText("2", { exact: true }).click();
  await save.click();
  await expect(grace.details.getByText(filled(grace.words.rating_of_five!, { value: 2 }))).toBeVisible();
  await expect(told(2)).toBeVisible();
});

test("snoozed: out of the list, found again, and back with the customer's next message", async ({ people }) => {
  const desk = await people.agent({ signIn: DEMO.helena });
  const chat = await people.visitor();
  await chat.open();
  await chat.send("Remind me tomorrow");
  await take(desk, "Remind me tomorrow");
  await desk.messages.focus();
  await desk.page.keyboard.press("z");
  await expectAccessible(desk.page, "the question until when");
  await desk.dialog.getByRole("button", { name: desk.words.snooze_hour }).click();
  await expect(desk.row("Remind me tomorrow")).toHaveCount(0);

  const snoozed = desk.page.getByRole("button", { name: filled(desk.words.snoozed_one!, { count: 1 }) });
  await snoozed.click();
  await desk.open("Remind me tomorrow");
  await expect(desk.page.getByRole("note").filter({ hasText: desk.words.snoozed_until!.split("{")[0]! })).toBeVisible();
  await expect(desk.line(desk.words.activity_snoozed!.replace("{name}", DEMO.helena.name).split("{until}")[0]!)).toBeVisible();
  await desk.messages.focus();
  await desk.page.keyboard.press("z");
  await expect(desk.line(filled(desk.words.activity_woken!, { name: DEMO.helena.name }))).toBeVisible();
  await expect(snoozed).toHaveCount(0);
  await desk.messages.focus();
  await desk.page.keyboard.press("z");
  await desk.dialog.getByRole("button", { name: desk.words.snooze_hour }).click();
  await expect(desk.row("Remind me tomorrow")).toHaveCount(0);
  await chat.send("It is tomorrow already");
  await expect(desk.row("It is tomorrow already")).toBeVisible();
  await expect(snoozed).toHaveCount(0);
});

test("a new conversation to a contact whose last one is over", async ({ people }) => {
  const desk = await people.agent({ signIn: DEMO.helena });
  const chat = await people.visitor();
  await chat.open();
  await chat.send("Thank you, that was all");
  await desk.open("Thank you, that was all");
  const old = await number(desk);
  await desk.action("close_unanswered").click();
  await desk.action("write_again").click();
  const text = desk.dialog.getByRole("textbox", { name: desk.words.composer_label });
  await expect(text).toBeFocused();
  await text.fill("One thing I forgot");
  await desk.answer("send").click();
  await expect(chat.message("One thing I forgot")).toBeVisible();
  await expect(desk.bubble("One thing I forgot")).toBeVisible();
  expect(await number(desk)).not.toBe(old);
  await expect(desk.fact("details_type")).toHaveText(desk.words.details_outbound!);

  // The same from above the list: to a contact that is looked for, by keys alone.
  const other = await people.visitor();
  await other.open();
  await other.send("Thank you from me too");
  await desk.choose("waiting");
  await desk.open("Thank you from me too");
  await desk.fact("field_name").locator(".editable").click();
  await desk.details.getByRole("textbox", { name: desk.words.field_name, exact: true }).fill("Zuleica Prado");
  await desk.page.keyboard.press("Enter");
  await expect(desk.row("Zuleica Prado")).toBeVisible();
  await desk.action("close_unanswered").click();
  await expect(desk.action("write_again")).toBeVisible();
  await desk.page.keyboard.press("c");
  await desk.dialog.getByRole("combobox", { name: desk.words.begin_with }).fill("zuleica");
  await expect(desk.dialog.getByRole("option")).toHaveCount(1);
  await desk.page.keyboard.press("Enter");
  await expect(text).toBeFocused();
  await text.fill("And one thing more");
  await expect(desk.answer("send")).toBeEnabled();
  await desk.answer("send").click();
  await expect(other.message("And one thing more")).toBeVisible();
  await expect(desk.bubble("And one thing more")).toBeVisible();
});

test("the form is asked for", async ({ people }) => {
  const desk = await people.agent({ signIn: DEMO.helena });
  const chat = await people.visitor();
  await chat.open();
  await chat.send("You may ask me anything");
  await take(desk, "You may ask me anything");
  await desk.option("send_form");
  await expect(desk.line(filled(desk.words.activity_form_sent!, { name: DEMO.helena.name }))).toBeVisible();
  await expect(desk.fact("details_form")).toHaveText(desk.words.details_form_waits!);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`the panel over the conversation of a phone, ${colorScheme}`, async ({ people }) => {
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme };
    const desk = await people.agent({ signIn: DEMO.helena, ...phone });
    await desk.choose("resolved");
    await desk.page.getByRole("listitem").first().getByRole("link").click();
    await expect(desk.bubble("").first()).toBeVisible();
    await expect(desk.details).toBeHidden();
    const show = desk.page.getByRole("button", { name: desk.words.details_show });
    await show.click();
    await expect(desk.details).toBeVisible();
    await expect(desk.details.getByRole("button", { name: desk.words.close, exact: true })).toBeFocused();
    await expectAccessible(desk.page, "the panel");
    const wider = await desk.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wider, "pixels beyond the screen").toBeLessThanOrEqual(0);
    await desk.page.keyboard.press("Escape");
    await expect(desk.details).toBeHidden();
    await expect(show).toBeFocused();
  });
}
