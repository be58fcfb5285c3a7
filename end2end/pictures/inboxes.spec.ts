// The settings of inboxes and live chats, in three languages; light and dark; on a desktop and on a phone.

import type { Page } from "@playwright/test";

import { DEMO } from "../fixtures/company.ts";
import { expect, test } from "../fixtures/test.ts";

test.use({ start: "demo" });

const DESKTOP = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

for (const [colorScheme, language, device, size] of [
  ["light", "en", "desktop", DESKTOP],
  ["dark", "pt-BR", "desktop", DESKTOP],
  ["light", "es", "phone", PHONE],
  ["dark", "en", "phone", PHONE],
] as const) {
  test(`inboxes and live chats, ${colorScheme}, ${language}, ${device}`, async ({ people, balcao }) => {
    const desk = await people.agent({ signIn: DEMO.helena, colorScheme, ...size });
    await desk.page.context().addCookies([{ name: "balcao_language", value: language, url: balcao.url }]);
    const take = (page: Page, name: string) =>
      page.screenshot({ path: `${import.meta.dirname}/taken/${name}-${colorScheme}-${device}.png`, animations: "disabled" });
    for (const [address, name] of [
      ["inboxes", "inboxes"],
      ["inboxes/1", "inbox"],
      ["connections", "live-chats"],
      ["connections/1", "live-chat"],
    ]) {
      await desk.page.goto(`${balcao.url}/settings/${address}`);
      await expect(desk.page.locator(".settings-list, .settings-form").first()).toBeVisible();
      await take(desk.page, name);
      const form = desk.page.locator(".settings-page");
      for (let step = 1; step <= 3 && address.includes("/"); step++) {
        await form.evaluate((element, top) => element.scrollTo(0, top), step * 760);
        await take(desk.page, `${name}-${step}`);
      }
    }
  });
}
