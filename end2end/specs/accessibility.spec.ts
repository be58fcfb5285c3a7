// Every page, light and dark: nothing that axe knows to keep people out.

import { DEMO } from "../fixtures/company.ts";
import { expect, expectAccessible, test } from "../fixtures/test.ts";
import { texts } from "../fixtures/texts.ts";
import { LoginPage } from "../pages/login.ts";

test.use({ start: "demo" });

for (const colorScheme of ["light", "dark"] as const) {
  test(`sign-in, ${colorScheme}`, async ({ people, balcao }) => {
    const page = await people.browser("anybody", { colorScheme });
    await new LoginPage(page, texts("en")).open(balcao.url);
    await expectAccessible(page, "the sign-in");
  });

  test(`desk and profile, ${colorScheme}`, async ({ people, balcao }) => {
    const desk = await people.agent({ signIn: DEMO.helena, colorScheme });
    await expectAccessible(desk.page, "the waiting");
    for (const tab of ["in_service", "resolved"] as const) {
      await desk.choose(tab);
      await desk.page.getByRole("listitem").first().getByRole("link").click();
      await expect(desk.page.locator(".bubble").first()).toBeVisible();
      await expectAccessible(desk.page, tab);
    }
    await desk.page.goto(`${balcao.url}/profile/sessions`);
    await expect(desk.page.getByRole("heading", { name: desk.words.profile_sessions })).toBeVisible();
    await expect(desk.page.locator("[data-session]").first()).toBeVisible();
    await expectAccessible(desk.page, "the profile");
  });

  test(`chat on a website, ${colorScheme}`, async ({ people }) => {
    const chat = await people.visitor({ colorScheme });
    await expectAccessible(chat.page, "a website with the closed chat");
    await chat.open();
    await chat.send("Can everybody read this?");
    await expect(chat.message("Can everybody read this?")).toContainText(chat.words.chat_sent);
    await expectAccessible(chat.page, "the open chat");
  });

  test(`the example shop, ${colorScheme}`, async ({ people, balcao }) => {
    const page = await people.browser("customer", { colorScheme });
    await page.goto(`${balcao.url}/demo`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectAccessible(page, "the shop");
  });
}

test("the chat is used by keyboard alone", async ({ people }) => {
  const chat = await people.visitor();
  await chat.launcher.focus();
  await chat.page.keyboard.press("Enter");
  await expect(chat.composer).toBeFocused();
  await chat.page.keyboard.type("No mouse here");
  await chat.page.keyboard.press("Enter");
  await expect(chat.message("No mouse here")).toContainText(chat.words.chat_sent);
  await chat.page.keyboard.press("Escape");
  await expect(chat.launcher).toBeFocused();
});
