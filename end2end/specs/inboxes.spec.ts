// Administrators make inboxes and live chats; what they set is what customers meet.

import type { Page } from "@playwright/test";

import { COMPANY } from "../fixtures/company.ts";
import { expect, expectAccessible, type People, test } from "../fixtures/test.ts";
import { LAUNCHER } from "../fixtures/texts.ts";
import { Website } from "../fixtures/website.ts";
import { ChatPanel } from "../pages/chat.ts";
import type { DeskPage } from "../pages/desk.ts";
import { SettingsPage } from "../pages/settings.ts";

test.use({ start: "empty" });

/** In a browser of their own: of two pages in one, the one behind is drawn once a second. */
async function settings(people: People): Promise<SettingsPage> {
  const { page, words } = await people.agent();
  return new SettingsPage(page, words);
}

/** A customer has written, an agent has answered and ended it, and it is closed, since the inbox waits for nothing. */
async function served(desk: DeskPage, chat: ChatPanel, opening: string): Promise<void> {
  await chat.send(opening);
  await desk.choose("waiting");
  await desk.open(opening);
  await desk.action("accept").click();
  await desk.send(`Answer to ${opening}`);
  await expect(chat.message(`Answer to ${opening}`)).toBeVisible();
  await desk.action("resolve").click();
  await expect(desk.fact("details_status")).toHaveText(desk.words.status_closed!);
}

/** What the browser paints behind the launcher. */
async function launcherLook(page: Page): Promise<{ background: string; left: boolean }> {
  return page.getByRole("button", { name: LAUNCHER.en.open }).evaluate((button) => {
    const { left, right } = button.getBoundingClientRect();
    return { background: getComputedStyle(button).backgroundColor, left: left < innerWidth - right };
  });
}

test("a new inbox and its live chat look, ask and greet as they were set, and the preview follows every letter", async ({ people, balcao, complaints }) => {
  test.slow();
  complaints.expect(/422 \(Unprocessable Entity\)/);
  const desk = await people.agent();
  const admin = await settings(people);
  const { page, words } = admin;

  await admin.open(balcao.url, "inboxes", words.inboxes_title!);
  await expectAccessible(page, "the inboxes");
  await admin.make("inbox", "Wholesale");
  await admin.field("inbox_greeting").fill("Welcome, baker!");
  await expectAccessible(page, "an inbox");
  await admin.save();
  await page.reload();
  await expect(admin.field("inbox_greeting")).toHaveValue("Welcome, baker!");

  await admin.open(balcao.url, "connections", words.live_chats_title!);
  await expectAccessible(page, "the connections");
  const connection = await admin.make("live_chat", "Wholesale page", "Wholesale");
  await expect(admin.preview.getByRole("heading", { level: 1 })).toHaveText(COMPANY);
  await admin.field("live_chat_title").pressSequentially("Flour & co");
  await expect(admin.preview.getByRole("heading", { level: 1 })).toHaveText("Flour & co");
  await admin.field("live_chat_welcome").fill("How much flour?");
  await expect(admin.preview.getByText("How much flour?")).toBeVisible();
  await admin.field("field_color").fill("#ffcc00");
  const header = admin.preview.getByRole("banner");
  await expect(header).toHaveCSS("background-color", "rgb(255, 204, 0)");
  const ink = () => header.evaluate((element) => getComputedStyle(element).color);
  expect(await ink(), "black on yellow").toMatch(/rgb\(0, 0, 0\)|lch\(0 0 /);
  await admin.field("live_chat_position").selectOption("left");
  await page.locator("#asks_name").selectOption("required");
  await page.locator("#asks_email").selectOption("optional");
  const asked = { name: words.chat_begin! };
  await expect(admin.preview.getByRole("form", asked).getByLabel(words.chat_form_name!, { exact: true })).toBeVisible();
  const optional = `${words.chat_form_email} (${words.chat_optional})`;
  await expect(admin.preview.getByRole("form", asked).getByLabel(optional)).toBeVisible();
  await expectAccessible(page, "a live chat");
  await admin.save();
  await expect(page.locator("code")).toHaveText(
    `<script type="module" src="${balcao.url}/widget.js" data-connection="${connection}"></script>`,
  );

  const website = await Website.open(balcao.url, connection);
  try {
    const customer = await people.browser("customer");
    await customer.goto(website.url);
    const chat = new ChatPanel(customer, words, "en");
    await expect(chat.launcher).toBeVisible();
    expect(await launcherLook(customer)).toEqual({ background: "rgb(255, 204, 0)", left: true });
    await chat.open();
    await expect(chat.frame.getByRole("heading", { name: "Flour & co" })).toBeVisible();
    await expect(chat.frame.getByText("How much flour?")).toBeVisible();
    await expectAccessible(customer, "the questions before the first message");
    const about = chat.frame.getByRole("form", asked);
    const name = about.getByLabel(words.chat_form_name!, { exact: true });
    await chat.send("Fifty bags");
    await expect(chat.frame.getByRole("alert").filter({ hasText: words.chat_wrong_required })).toBeVisible();
    await expect(name).toBeFocused();
    await expect(chat.composer).toHaveValue("Fifty bags");
    await name.fill("Maria Souza");
    // The browser takes it for an address, the server does not: nothing is lost.
    await about.getByLabel(optional).fill("maria@bakery");
    await chat.composer.press("Enter");
    await expect(chat.frame.getByRole("alert").filter({ hasText: words.chat_wrong_email })).toBeVisible();
    await expect(chat.composer).toHaveValue("Fifty bags");
    await about.getByLabel(optional).fill("maria@bakery.example");
    await chat.composer.press("Enter");
    await expect(chat.message("Welcome, baker!")).toBeVisible();
    expect(await chat.texts()).toEqual(["Fifty bags", "Welcome, baker!"]);
    await expect(name, "asked once").toBeHidden();
    await expect(desk.row("Maria Souza")).toContainText("Fifty bags");
  } finally {
    await website.close();
  }
});

test("outside of the hours a customer is told so, and a chat that is switched off is shown nowhere", async ({ people, balcao }) => {
  const desk = await people.agent();
  const admin = await settings(people);
  const { page, words } = admin;
  await admin.open(balcao.url, "inboxes/1", COMPANY);
  await admin.switch("hours_on").check();
  await expect(page.getByRole("group", { name: words.inbox_hours })).toBeVisible();
  for (const day of ["day_monday", "day_tuesday", "day_wednesday", "day_thursday", "day_friday"])
    await page.getByRole("button", { name: words.hours_remove!.replace("{day}", words[day]!), exact: true }).click();
  await page.getByLabel(words.holidays!, { exact: true }).fill("2030-12-25");
  await admin.button("holiday_add").click();
  await admin.field("hours_outside").fill("We are asleep.");
  await expectAccessible(page, "the business hours");
  await admin.save();
  await page.reload();
  await expect(page.getByText(words.hours_closed!, { exact: true })).toHaveCount(7);

  const chat = await people.visitor();
  await chat.open();
  await chat.send("Anybody awake?");
  await expect(chat.message("We are asleep.")).toBeVisible();
  await chat.send("Nobody?");
  await expect(chat.message("Nobody?")).toContainText(words.chat_sent!);
  expect(await chat.texts()).toEqual(["Anybody awake?", "We are asleep.", "Nobody?"]);

  await admin.open(balcao.url, "connections/1", COMPANY);
  await admin.switch("live_chat_enabled").uncheck();
  await admin.save();
  const other = await people.visitor();
  const look = other.page.waitForResponse(/look\.js/);
  await other.page.reload();
  await look;
  await expect(other.launcher).toHaveCount(0);
  await admin.switch("live_chat_enabled").check();
  await admin.save();
  await admin.open(balcao.url, "inboxes/1", COMPANY);
  await admin.switch("hours_on").uncheck();
  await admin.save();
});

test("customers rate in the way that the inbox asks, also late, and the closed chat says that it asks", async ({ people, balcao }) => {
  const desk = await people.agent();
  const admin = await settings(people);
  const { words } = admin;
  const chat = await people.visitor();
  await chat.open();

  await admin.open(balcao.url, "inboxes/1", COMPANY);
  await admin.field("inbox_rating_kind").selectOption({ label: words.inbox_rating_like! });
  await admin.field("inbox_rating_text").fill("Tell us how it was.");
  // No time at all: the conversation closes at once, and the rating comes late.
  await admin.switch("inbox_closing_delay").check();
  await admin.page.locator("#closing_delay_ms").fill("0");
  await admin.page.locator("#closing_delay_ms").blur();
  await admin.save();
  await served(desk, chat, "Do you like it?");
  await expect(chat.message("Tell us how it was.")).toBeVisible();
  await expect(chat.frame.getByRole("radio", { name: words.chat_rate_like })).toBeAttached();
  await expect(chat.frame.getByText(words.chat_ended!)).toBeVisible();
  await chat.frame.getByRole("radio", { name: words.chat_rate_dislike }).check({ force: true });
  await chat.frame.getByRole("group", { name: words.chat_rate_asked }).getByRole("button", { name: words.chat_send }).click();
  await expect(chat.frame.getByText(words.chat_rate_done!)).toBeVisible();

  await admin.field("inbox_rating_kind").selectOption({ label: words.inbox_rating_five! });
  await admin.field("inbox_rating_text").fill("");
  await admin.save();
  const badge = chat.page.locator(".badge");
  await served(desk, chat, "And how many stars?");
  await expect(chat.frame.getByRole("radio", { name: words.chat_rate_value!.replace("{value}", "5") })).toBeAttached();
  await chat.frame.getByRole("button", { name: words.chat_close }).click();
  await expect(badge, "it was seen").toBeHidden();
  await chat.open();
  await chat.send("One more thing");
  await desk.choose("waiting");
  await desk.open("One more thing");
  await desk.action("accept").click();
  await chat.frame.getByRole("button", { name: words.chat_close }).click();
  await desk.option("send_form");
  await expect(badge, "a form waits").toHaveText("1");
});

test("of two administrators who change the same inbox the second is told, and loses nothing", async ({ people, balcao, complaints }) => {
  complaints.expect(/409 \(Conflict\)/);
  const [one, two] = [await settings(people), await settings(people)];
  for (const admin of [one, two]) await admin.open(balcao.url, "inboxes/1", COMPANY);
  await one.field("inbox_greeting").fill("Mine");
  await one.save();
  await two.field("inbox_greeting").fill("Theirs");
  await two.button("save").click();
  await expect(two.page.getByRole("alert").filter({ hasText: two.words.changed_meanwhile })).toBeVisible();
  await expect(two.field("inbox_greeting")).toHaveValue("Theirs");
  await two.button("reload").click();
  await expect(two.field("inbox_greeting")).toHaveValue("Mine");
});

test("a deleted inbox takes its conversations along, on an open desk and in the customer's chat", async ({ people, balcao, complaints }) => {
  const desk = await people.agent();
  const admin = await settings(people);
  const { words } = admin;
  await admin.open(balcao.url, "inboxes", words.inboxes_title!);
  await admin.make("inbox", "Short-lived");
  await admin.open(balcao.url, "connections", words.live_chats_title!);
  const connection = await admin.make("live_chat", "Short-lived page", "Short-lived");
  const website = await Website.open(balcao.url, connection);
  try {
    const customer = await people.browser("customer");
    // Its token means nothing any more, and the browser says so.
    complaints.expect(/401 \(Unauthorized\)/, /404 \(Not Found\)/);
    await customer.goto(website.url);
    const chat = new ChatPanel(customer, words, "en");
    await chat.open();
    await chat.send("Remember me");
    await expect(chat.message("Remember me")).toContainText(words.chat_sent!);
    await expect(desk.row("Remember me")).toBeVisible();

    await admin.open(balcao.url, "inboxes", words.inboxes_title!);
    await admin.page.getByRole("link", { name: /Short-lived/ }).click();
    await admin.deleteInbox("Short-lived", 1);
    await expect(admin.page.getByRole("link", { name: /Short-lived/ })).toHaveCount(0);
    await expect(desk.row("Remember me")).toHaveCount(0);
    await expect(chat.message("Remember me")).toHaveCount(0);
  } finally {
    await website.close();
  }
});
