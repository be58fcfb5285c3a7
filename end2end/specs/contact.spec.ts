// The contact beside a conversation: changed where it stands, live for colleagues, in fields that the company makes itself.

import type { Page } from "@playwright/test";

import { expect, expectAccessible, test } from "../fixtures/test.ts";
import { filled, texts } from "../fixtures/texts.ts";

test.use({ start: "empty" });

const words = texts("en");

/** The panel, by the labels that people read. */
function panel(page: Page) {
  const it = page.getByRole("complementary", { name: words.details_label });
  return {
    it,
    fact: (key: string) => it.locator(".fact").filter({ has: page.getByText(words[key]!, { exact: true }) }).first(),
    async write(key: string, value: string) {
      await this.fact(key).locator(".editable").click();
      await it.getByRole("textbox", { name: words[key]!, exact: true }).fill(value);
      await page.keyboard.press("Enter");
    },
  };
}

async function makeField(page: Page, url: string, name: string, type: string, options?: string): Promise<void> {
  await page.goto(`${url}/settings/custom-fields/new`);
  await page.getByLabel(words.field_name!, { exact: true }).fill(name);
  await page.getByLabel(words.field_type!, { exact: true }).selectOption({ label: words[type]! });
  if (options) await page.getByLabel(words.field_options!, { exact: true }).fill(options);
  await page.getByRole("button", { name: words.save!, exact: true }).click();
  await expect(page).toHaveURL(/custom-fields\/\d+$/);
}

test("a contact is known by what agents write down, live for the colleague beside", async ({ people, balcao, complaints }) => {
  test.slow();
  const settings = await people.agent();
  await makeField(settings.page, balcao.url, "Size", "field_type_choice", "Small\nLarge");
  await makeField(settings.page, balcao.url, "Register no.", "field_type_text");
  await settings.page.goto(`${balcao.url}/settings/groups/new`);
  await settings.page.getByLabel(words.field_name!, { exact: true }).fill("Wholesale");
  await settings.page.getByRole("button", { name: words.save!, exact: true }).click();
  await expect(settings.page).toHaveURL(/groups\/\d+$/);

  const visitor = await people.visitor();
  await visitor.open();
  await visitor.send("Do you deliver bread?");
  const [one, two] = [await people.agent(), await people.agent()];
  await one.open("Do you deliver bread?");
  await two.open("Do you deliver bread?");
  const [mine, theirs] = [panel(one.page), panel(two.page)];

  await mine.write("field_name", "Maria Souza");
  await expect(theirs.it.getByRole("heading", { name: "Maria Souza" })).toBeVisible();
  await mine.write("details_phone", "+5511912345678");
  await expect(theirs.fact("details_phone")).toContainText("+55 11 91234-5678");
  await expect(two.page.locator(".conversation-head"), "at the top too").toContainText("+55 11 91234-5678");
  complaints.expect(/status of 4(09|22)/);
  await mine.write("details_phone", "12");
  await expect(mine.it.getByText(words.invalid_phone!)).toBeVisible();
  await one.page.keyboard.press("Escape");
  await expect(mine.fact("details_phone")).toContainText("+55 11 91234-5678");

  await mine.it.getByRole("combobox", { name: words.choice_stage! }).selectOption({ label: words.stage_qualified! });
  await expect(theirs.it.getByRole("combobox", { name: words.choice_stage! })).toHaveValue(/\d+/);
  await mine.it.getByRole("combobox", { name: words.contact_add_group! }).selectOption({ label: "Wholesale" });
  await expect(theirs.it.locator(".word", { hasText: "Wholesale" })).toBeVisible();
  await mine.it.getByRole("combobox", { name: words.contact_add_tag! }).selectOption({ label: words.contact_new_tag! });
  await mine.it.getByRole("textbox", { name: words.contact_new_tag_name! }).fill("VIP");
  await one.page.keyboard.press("Enter");
  await expect(theirs.it.locator(".word", { hasText: "VIP" })).toBeVisible();
  await theirs.it.getByRole("button", { name: filled(words.contact_take_off!, { name: "VIP" }) }).click();
  await expect(mine.it.locator(".word", { hasText: "VIP" })).toHaveCount(0);

  await mine.it.getByRole("combobox", { name: "Size" }).selectOption("Large");
  await expect(theirs.it.getByRole("combobox", { name: "Size" })).toHaveValue("Large");
  await mine.it.getByRole("button", { name: words.contact_note_new! }).click();
  await mine.it.getByRole("textbox", { name: words.contact_note_new! }).fill("Asked about bread at the fair");
  await mine.it.getByRole("button", { name: words.contact_note_add! }).click();
  await expect(theirs.it.getByText("Asked about bread at the fair")).toBeVisible();
  await expectAccessible(one.page, "the contact's sheet");

  // Of two who change the same field the second is told.
  await theirs.fact("details_email").locator(".editable").click();
  await theirs.it.getByRole("textbox", { name: words.details_email!, exact: true }).fill("late@example.com");
  await mine.write("details_email", "first@example.com");
  await expect(mine.fact("details_email")).toContainText("first@example.com");
  await two.page.keyboard.press("Enter");
  await expect(theirs.it.getByText(words.contact_changed!)).toBeVisible();
  await expect(theirs.fact("details_email")).toContainText("first@example.com");
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`the lists of what contacts have can be used by everybody, ${colorScheme}`, async ({ people, balcao }) => {
    test.slow();
    const { page } = await people.agent({ colorScheme });
    for (const path of ["tags", "groups", "stages", "stages/1", "custom-fields", "custom-fields/new"]) {
      await page.goto(`${balcao.url}/settings/${path}`);
      await expect(page.getByRole("heading", { level: 1 }).last()).toBeVisible();
      await expect(page.locator(".skeleton")).toHaveCount(0);
      await expectAccessible(page, path);
    }
  });
}

test("a deleted conversation is gone for the colleague and for the customer", async ({ people }) => {
  const visitor = await people.visitor();
  await visitor.open();
  await visitor.send("Forget what I said");
  const [one, two] = [await people.agent(), await people.agent()];
  await one.open("Forget what I said");
  await expect(two.row("Forget what I said")).toBeVisible();
  await one.option("delete_conversation");
  await expect(one.dialog).toBeVisible();
  await one.page.keyboard.press("Escape");
  await expect(one.row("Forget what I said")).toBeVisible();
  await one.option("delete_conversation");
  await one.answer("delete_conversation_confirm").click();
  await expect(one.row("Forget what I said")).toHaveCount(0);
  await expect(two.row("Forget what I said")).toHaveCount(0);
  await expect(visitor.message("Forget what I said")).toHaveCount(0);
});
