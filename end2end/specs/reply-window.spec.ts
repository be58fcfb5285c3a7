// A connection that limits the time to reply: the countdown, and what can be sent when it is over.

import { COMPANY } from "../fixtures/company.ts";
import { expect, expectAccessible, test } from "../fixtures/test.ts";
import { SettingsPage } from "../pages/settings.ts";

test.use({ start: "empty" });

test("an hour to reply freely, then templates and notes only", async ({ people, balcao }) => {
  const desk = await people.agent();
  const { page, words } = desk;
  const admin = new SettingsPage(await page.context().newPage(), words);
  await admin.open(balcao.url, "connections/1", COMPANY);
  await admin.switch("live_chat_reply_window").check();
  await admin.page.locator("#reply_window_ms").fill("1");
  await admin.page.locator("#reply_window_ms + select").selectOption({ label: words.wait_hours! });
  await admin.button("template_add").click();
  const template = admin.page.getByRole("group", { name: `${words.template} 1` });
  await template.getByLabel(words.field_name!, { exact: true }).fill("come_back");
  await template.getByLabel(words.template_text!, { exact: true }).fill("May we come back to you?");
  await expectAccessible(admin.page, "the templates");
  await admin.save();
  await admin.page.close();

  await page.clock.install();
  await page.reload();
  await desk.isReady();
  const chat = await people.visitor();
  await chat.open();
  await chat.send("Do you have rye?");
  await desk.open("Do you have rye?");
  await desk.action("accept").click();
  const left = page.locator(".conversation-head").getByRole("timer");
  await expect(left).toContainText(/0:59:\d\d/);
  await desk.send("Yes, until six");
  await expect(chat.message("Yes, until six")).toBeVisible();

  await page.clock.fastForward("01:00:00");
  await expect(left).toContainText(words.templates_only!);
  await expect(desk.composer).toHaveCount(0);
  const templates = page.getByRole("region", { name: words.templates_only });
  await templates.getByRole("button", { name: words.learn_more, exact: true }).click();
  await expect(desk.dialog).toContainText(words.reply_window_about!);
  await page.keyboard.press("Escape");
  await expectAccessible(page, "the templates in the composer's place");
  await templates.getByRole("combobox", { name: words.template }).selectOption({ label: "come_back (en)" });
  await expect(templates.getByText("May we come back to you?")).toBeVisible();
  await templates.getByRole("button", { name: words.send, exact: true }).click();
  await expect(chat.message("May we come back to you?")).toBeVisible();

  await desk.messages.focus();
  await page.keyboard.press("n");
  const note = page.getByRole("textbox", { name: words.note_internal });
  await expect(note).toBeFocused();
  await note.fill("Ask again tomorrow");
  await note.press("Enter");
  await expect(desk.bubble("Ask again tomorrow")).toBeVisible();
  await expect(templates).toBeVisible();
});
