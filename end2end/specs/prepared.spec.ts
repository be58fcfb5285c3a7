// Merge fields and quick replies: what is said again and again, written once, with what is known of the customer in it.

import type { Page } from "@playwright/test";

import { expect, expectAccessible, test } from "../fixtures/test.ts";
import { filled } from "../fixtures/texts.ts";

test.use({ start: "empty" });

/** In both themes. */
async function everybodyCanUse(page: Page, what: string): Promise<void> {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page, `${what}, ${colorScheme}`);
  }
}

test("a merge field is offered, marked, and says what is missing; the customer reads its value", async ({ people }) => {
  const desk = await people.agent();
  const chat = await people.visitor();
  await chat.open();
  await chat.send("Who am I talking to?");
  await desk.open("Who am I talking to?");
  await desk.action("accept").click();
  await desk.composer.pressSequentially("I am @agent");
  const list = desk.page.getByRole("listbox", { name: desk.words.merge_fields });
  await expect(list.getByRole("option").first()).toContainText("Ana");
  await desk.composer.press("Enter");
  await expect(desk.composer).toHaveValue("I am @staff_firstname ");
  await expect(desk.page.locator(".merge-chip")).toHaveText("@staff_firstname");
  await desk.composer.pressSequentially("and you are @contact_email ");
  await expect(desk.page.locator(".merge-chip[data-empty]")).toHaveText("@contact_email");
  await everybodyCanUse(desk.page, "the composer with merge fields");
  await desk.composer.press("Enter");
  const field = desk.words.merge_contact_email!;
  await expect(desk.notice(filled(desk.words.merge_no_value!, { field }))).toBeVisible();
  await expect(desk.composer).toHaveValue(/@contact_email/);
  await desk.composer.fill("I am @staff_firstname, from @company_name ");
  await desk.composer.press("Enter");
  await expect(chat.message("I am Ana, from Padaria Aurora")).toBeVisible();
  await expect(desk.bubble("I am Ana, from Padaria Aurora")).toBeVisible();
  await expect(desk.bubble("@staff_firstname")).toHaveCount(0);
});

test("a quick reply is made, found behind a slash, and sent with its file", async ({ people, balcao }) => {
  test.slow();
  const { page, words } = await people.agent();
  await page.goto(`${balcao.url}/settings/quick-replies/new`);
  await page.getByLabel(words.field_name!, { exact: true }).fill("opening hours");
  await page.getByLabel(words.field_type_text!, { exact: true }).fill("@greeting! Open from 9 to 18.");
  await page.locator("input[type=file]").setInputFiles({
    name: "hours.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("9 to 18"),
  });
  await expect(page.getByRole("list", { name: words.inbox_files })).toContainText("hours.txt");
  await everybodyCanUse(page, "the editor of a quick reply");
  await page.getByRole("button", { name: words.save!, exact: true }).click();
  await expect(page).toHaveURL(/quick-replies\/\d+$/);
  await page.goto(`${balcao.url}/settings/quick-replies`);
  await expect(page.getByRole("link", { name: /opening hours/ })).toContainText(words.quick_reply_company!);
  await page.locator("input[type=file]").setInputFiles({
    name: "quick-replies.json",
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify([{ name: "thanks", text: "Thank you!", own: true }, { name: "x", text: "" }])),
  });
  await expect(page.getByRole("link", { name: /thanks/ })).toContainText(words.quick_reply_own!);
  await everybodyCanUse(page, "the list of quick replies");
  const saving = page.waitForEvent("download");
  await page.getByRole("link", { name: words.may_export! }).click();
  expect((await saving).suggestedFilename()).toBe("quick-replies.json");

  const chat = await people.visitor();
  await chat.open();
  await chat.send("When are you open?");
  const desk = await people.agent();
  await desk.open("When are you open?");
  await desk.action("accept").click();
  await desk.composer.pressSequentially("/hour");
  const list = desk.page.getByRole("listbox", { name: words.quick_replies });
  await expect(list.getByRole("option")).toHaveText([/opening hours/]);
  await expect(desk.page.locator(".suggestion-preview")).toContainText("hours.txt");
  await everybodyCanUse(desk.page, "quick replies over the composer");
  await desk.composer.press("Enter");
  await expect(desk.composer).toHaveValue("@greeting! Open from 9 to 18.");
  await expect(desk.page.getByRole("list", { name: words.attachments_label })).toContainText("hours.txt");
  await desk.composer.press("Enter");
  await expect(chat.message("Open from 9 to 18.")).toContainText("hours.txt");

  await desk.page.getByRole("button", { name: words.quick_actions, exact: true }).click();
  await desk.dialog.getByRole("combobox").fill("thank");
  await expect(desk.dialog.getByRole("option")).toHaveText([/thanks/]);
  await everybodyCanUse(desk.page, "the quick actions");
  await desk.page.keyboard.press("Control+Enter");
  await expect(chat.message("Thank you!")).toBeVisible();
});
