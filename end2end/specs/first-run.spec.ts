// The first run: a page asks for the printed code, makes the company and its administrator, and is gone.

import { ADMINISTRATOR } from "../fixtures/company.ts";
import { expect, expectAccessible, test } from "../fixtures/test.ts";
import { texts } from "../fixtures/texts.ts";
import { DeskPage } from "../pages/desk.ts";
import { SetupPage } from "../pages/setup.ts";

test.use({ start: "fresh" });

test("a company is made once, by whoever has the printed code; its desk says that it is empty", async ({ people, balcao, complaints }) => {
  const page = await people.browser("first");
  const words = texts("en");
  const setup = new SetupPage(page, words);

  await page.goto(balcao.url);
  await expect(setup.title).toBeVisible();
  await expectAccessible(page, "the first run");

  // The browser itself reports the refusal's status.
  complaints.expect(/status of 4\d\d/);
  await setup.complete("2222-2222-2222-2222-2222-2222", ADMINISTRATOR);
  await expect(page.getByText(words.invalid_code)).toBeVisible();

  await setup.complete(balcao.setupCode, ADMINISTRATOR);
  await expect(page).toHaveURL(/\/desk\/waiting$/);
  const desk = new DeskPage(page, words);
  await desk.isReady();
  await expect(page.getByText(words.pane_empty!)).toBeVisible();
  await desk.choose("in_service");
  await expect(page.getByText(words.list_empty!)).toBeVisible();

  const again = await page.request.get(`${balcao.url}/setup`);
  expect(again.status()).toBe(404);
});
