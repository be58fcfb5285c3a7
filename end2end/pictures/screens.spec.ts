// Desk, sign-in, first run, shop and chat; light and dark; on a desktop and on a phone.

import type { Page } from "@playwright/test";

import { Balcao } from "../fixtures/balcao.ts";
import { DEMO } from "../fixtures/company.ts";
import { expect, test } from "../fixtures/test.ts";
import { LAUNCHER, texts } from "../fixtures/texts.ts";

test.use({ start: "demo" });

const DESKTOP = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

for (const colorScheme of ["light", "dark"] as const) {
  for (const [device, size] of [["desktop", DESKTOP], ["phone", PHONE]] as const) {
    const look = { colorScheme, ...size };
    const take = (page: Page, name: string) =>
      page.screenshot({ path: `${import.meta.dirname}/taken/${name}-${colorScheme}-${device}.png`, animations: "disabled" });

    test(`desk, ${colorScheme}, ${device}`, async ({ people, balcao }) => {
      const desk = await people.agent({ signIn: DEMO.helena, ...look });
      await take(desk.page, "waiting");
      await desk.choose("in_service");
      await take(desk.page, "in-service");
      await desk.list.getByRole("listitem").nth(1).getByRole("link").click();
      await expect(desk.page.locator(".bubble").first()).toBeVisible();
      await take(desk.page, "with-a-colleague");
      await desk.page.goto(`${balcao.url}/profile/sessions`);
      await expect(desk.page.locator("[data-session]").first()).toBeVisible();
      await take(desk.page, "profile");
    });

    test(`shop and chat, ${colorScheme}, ${device}`, async ({ people, balcao }) => {
      const page = await people.browser("customer", look);
      await page.goto(`${balcao.url}/demo`);
      const launcher = page.getByRole("button", { name: LAUNCHER.en.open });
      await expect(launcher).toBeVisible();
      await take(page, "shop");
      await launcher.click();
      const chat = page.frameLocator("iframe");
      const composer = chat.getByRole("textbox");
      await composer.fill("Hello! Which bicycle fits a child of six?");
      await composer.press("Enter");
      await expect(chat.getByText(texts("en").chat_sent, { exact: true })).toBeVisible();
      const desk = await people.agent({ signIn: DEMO.helena, ...look });
      await desk.open("Which bicycle fits a child of six?");
      await desk.action("accept").click();
      await desk.send("Hello! Most six-year-olds are happy on 20 inches. How tall is your child?");
      await expect(chat.getByText("How tall is your child?")).toBeVisible();
      await composer.fill("1.18 m. Do you have it in orange?");
      await take(page, "chat");
      await take(desk.page, "desk");
      await desk.action("resolve").click();
    });

    test(`sign-in and first run, ${colorScheme}, ${device}`, async ({ people, balcao }) => {
      const page = await people.browser("anybody", look);
      await page.goto(`${balcao.url}/login`);
      await take(page, "login");
      const fresh = await Balcao.start();
      try {
        await page.goto(`${fresh.url}/setup`);
        await take(page, "setup");
      } finally {
        await fresh.remove();
      }
    });
  }
}
