// Everything from the keyboard: each deed by its key, the palette, and the list of keys.

import type { Page } from "@playwright/test";

import { DEMO } from "../fixtures/company.ts";
import { expect, expectAccessible, test } from "../fixtures/test.ts";
import { filled } from "../fixtures/texts.ts";
import type { DeskPage } from "../pages/desk.ts";

test.use({ start: "demo" });

/** Outside of text fields, where single keys act. */
async function press(desk: DeskPage, ...keys: string[]): Promise<void> {
  await desk.messages.focus();
  for (const key of keys) await desk.page.keyboard.press(key);
}

function number(desk: DeskPage): string {
  return desk.page.url().split("/").at(-1)!;
}

test("a conversation is led from the first look to its end without the mouse", async ({ people }) => {
  const desk = await people.agent({ signIn: DEMO.helena });
  const { words, page } = desk;
  const chat = await people.visitor();
  await chat.open();
  await chat.send("No mouse, please");
  await desk.open("No mouse, please");
  const accept = desk.action("accept");
  await expect(accept).toHaveAttribute("aria-keyshortcuts", "A");
  await press(desk, "a");
  await expect(desk.composer, "to write at once").toBeFocused();
  await page.keyboard.type("a reply, not a key");
  await expect(desk.composer).toHaveValue("a reply, not a key");
  await page.keyboard.press("Enter");
  await expect(desk.bubble("a reply, not a key")).toBeVisible();

  await page.keyboard.press("Escape");
  await page.keyboard.press("n");
  const note = page.getByRole("textbox", { name: words.note_internal });
  await expect(note).toBeFocused();
  await page.keyboard.type("for colleagues only");
  await page.keyboard.press("Enter");
  await expect(desk.bubble("for colleagues only")).toBeVisible();
  await press(desk, "r");
  await expect(desk.composer).toBeFocused();

  await press(desk, "b");
  await expect(desk.line(filled(words.activity_returned!, { name: DEMO.helena.name }))).toBeVisible();
  await press(desk, "Shift+A");
  await expect(desk.fact("details_status")).toHaveText(words.status_closed!);
  await press(desk, "o");
  await expect(desk.line(filled(words.activity_reopened!, { name: DEMO.helena.name }))).toBeVisible();
  await press(desk, "m");
  await expect(desk.line(filled(words.activity_form_sent!, { name: DEMO.helena.name }))).toBeVisible();
  await press(desk, "g");
  await expect(desk.dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(desk.dialog).toHaveCount(0);
  await press(desk, "Shift+X");
  await expect(desk.dialog, "what destroys asks first").toContainText(number(desk));
  await page.keyboard.press("Escape");
  await expect(desk.dialog).toHaveCount(0);
  await press(desk, "e");
  await expect(desk.fact("stamp_ended")).toContainText(/\d/);

  await page.getByRole("button", { name: words.options, exact: true }).click();
  await expect(page.getByRole("menuitem", { name: words.force_close, exact: true })).toHaveAttribute("aria-keyshortcuts", "Shift+X");
  await page.keyboard.press("Escape");
  await press(desk, "1");
  await expect(desk.tab("waiting")).toHaveAttribute("aria-selected", "true");
  await expect(desk.list.getByRole("listitem").nth(1)).toBeVisible();
  await page.keyboard.press("j");
  await expect(page).toHaveURL(/waiting\/\d+$/);
  const first = page.url();
  await page.keyboard.press("j");
  await expect(page).not.toHaveURL(first);
  await page.keyboard.press("k");
  await expect(page).toHaveURL(first);
});

test("a waiting conversation is closed without an answer by Shift and E, never by E alone", async ({ people }) => {
  const desk = await people.agent({ signIn: DEMO.helena });
  const chat = await people.visitor();
  await chat.open();
  await chat.send("Nothing, never mind");
  await desk.open("Nothing, never mind");
  await expect(desk.action("accept")).toBeVisible();
  await press(desk, "e");
  await expect(desk.fact("details_status")).toHaveText(desk.words.status_new!);
  await press(desk, "Shift+E");
  await expect(desk.fact("details_status")).toHaveText(desk.words.status_closed!);
});

/** Until what was put off to the next frame is done. */
async function nextFrames(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

test("the palette does what is possible now, and gives the focus back", async ({ people }) => {
  const desk = await people.agent({ signIn: DEMO.helena });
  const { words, page } = desk;
  const chat = await people.visitor();
  await chat.open();
  await chat.send("By its name, please");
  await desk.open("By its name, please");
  await desk.action("accept").click();
  await expect(desk.composer).toBeFocused();
  const it = number(desk);

  await page.keyboard.type("half a sentence");
  await page.keyboard.press("Control+k");
  const field = desk.dialog.getByRole("combobox", { name: words.palette_label });
  await expect(field).toBeFocused();
  await expectAccessible(page, "the palette");
  const lines = desk.dialog.getByRole("option");
  await expect(lines.filter({ hasText: words.reopen! }), "not now").toHaveCount(0);
  await expect(desk.dialog.getByRole("option", { name: new RegExp(`^${words.resolve}`) }).locator("kbd")).toHaveText("E");
  await field.fill("nothing of the kind");
  await expect(desk.dialog.getByText(words.palette_none!)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(desk.dialog).toHaveCount(0);
  await expect(desk.composer).toBeFocused();
  await expect(desk.composer).toHaveValue("half a sentence");

  // Closed and wanted again at once, before the browser has told that it is closed.
  await page.keyboard.press("Control+k");
  await expect(field).toBeFocused();
  for (let round = 0; round < 5; round += 1) {
    await Promise.all([page.keyboard.press("Escape"), page.keyboard.press("Control+k")]);
    await expect(field).toBeFocused();
    await nextFrames(page);
    await expect(field).toBeFocused();
  }
  await field.fill(words.theme_dark!);
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expectAccessible(page, "the desk in the dark");

  await page.keyboard.press("Control+k");
  await field.fill(`GRÀCE ${words.transfer!.toLowerCase()}`);
  await expect(lines).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(desk.notice(filled(words.done_transferred!, { number: it }))).toBeVisible();

  await page.keyboard.press("Control+k");
  await field.fill(it);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/${it}$`));
  await expect(desk.fact("details_reserved")).toContainText(DEMO.grace.name);

  await page.keyboard.press("Control+k");
  await field.fill(words.audit_title!);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/settings\/audit-log$/);
  await page.keyboard.press("Control+k");
  await field.fill(words.tab_resolved!);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/desk\/resolved/);
});

test("an agent finds no settings in the palette that are not theirs", async ({ people }) => {
  const desk = await people.agent({ signIn: DEMO.lucia, language: "es" });
  await desk.page.keyboard.press("Control+k");
  const field = desk.dialog.getByRole("combobox", { name: desk.words.palette_label });
  await field.fill("ajustes");
  const { profile_title: profile, quick_replies: replies } = desk.words;
  await expect(desk.dialog.getByRole("option")).toContainText([profile!, replies!]);
  await expect(desk.dialog.getByRole("option")).toHaveCount(2);
  await field.fill("pausa");
  await desk.page.keyboard.press("Enter");
  await expect(desk.presence("on_break")).toBeVisible();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`all keys are told in one place, ${colorScheme}`, async ({ people, balcao }) => {
    const desk = await people.agent({ signIn: DEMO.ana, language: "pt-BR", colorScheme });
    const { words, page } = desk;
    await page.keyboard.press("?");
    await expect(desk.dialog.getByText(words.force_close!)).toBeVisible();
    await expect(desk.dialog.getByText(words.key_note!)).toBeVisible();
    await expectAccessible(page, "the keys");
    await page.keyboard.press("Escape");

    await page.goto(`${balcao.url}/settings/profile`);
    const group = page.getByRole("group", { name: words.shortcuts_label });
    await group.getByText(words.shortcuts_off!, { exact: true }).click();
    await page.locator("h1").first().click();
    await page.keyboard.press("?");
    await page.keyboard.press("Control+k");
    await desk.dialog.getByRole("combobox").fill(words.keys_title!);
    await page.keyboard.press("Enter");
    await expect(desk.dialog.getByText(words.keys_off!)).toBeVisible();
    await page.keyboard.press("Escape");
    await group.getByText(words.shortcuts_on!, { exact: true }).click();
  });
}

test("a phone shows the palette whole", async ({ people }) => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const desk = await people.agent({ signIn: DEMO.helena, ...phone });
  await desk.page.keyboard.press("Control+k");
  await expect(desk.dialog.getByRole("option").first()).toBeVisible();
  await expectAccessible(desk.page, "the palette");
  const wider = await desk.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wider, "pixels beyond the screen").toBeLessThanOrEqual(0);
});
