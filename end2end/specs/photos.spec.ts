// Pictures of people: one's own, a colleague's by an administrator, a customer's on the panel; seen wherever the person appears.

import type { Locator, Page } from "@playwright/test";

import { DEMO } from "../fixtures/company.ts";
import { picture } from "../fixtures/picture.ts";
import { expect, expectAccessible, test } from "../fixtures/test.ts";

test.use({ start: "demo" });

async function choose(within: Page | Locator, name: string, mimeType: string, buffer: Buffer): Promise<void> {
  await within.locator(".photo input[type=file]").setInputFiles({ name, mimeType, buffer });
}

/** It is there indeed, as a square. */
async function isShown(photo: Locator): Promise<void> {
  await expect(photo).toBeVisible();
  await expect.poll(() => photo.evaluate((it: HTMLImageElement) => `${it.naturalWidth} ${it.naturalHeight}`)).toBe("192 192");
}

test("a picture of oneself, of a colleague and of a customer", async ({ people, balcao, complaints }) => {
  const grace = await people.agent({ signIn: DEMO.grace });
  const helena = await people.agent({ signIn: DEMO.helena });
  await grace.page.goto(`${balcao.url}/settings/profile`);
  complaints.expect(/status of 422/);
  await choose(grace.page, "photo.png", "image/png", Buffer.from("not at all"));
  await expect(grace.page.getByRole("alert").filter({ hasText: grace.words.file_broken })).toBeVisible();
  await choose(grace.page, "me.png", "image/png", picture(500, 300));
  await isShown(grace.page.locator(".rail .avatar-photo"));
  await expect(grace.page.getByText(grace.words.file_broken!)).toHaveCount(0);
  await expectAccessible(grace.page, "one's own picture");

  const admin = helena.page;
  await admin.goto(`${balcao.url}/settings/users`);
  const row = admin.getByRole("listitem").filter({ hasText: DEMO.grace.name });
  await isShown(row.locator(".avatar-photo"));
  await row.getByRole("link").click();
  await isShown(admin.locator(".photo .avatar-photo"));
  await admin.locator(".photo").getByRole("button", { name: helena.words.photo_remove, exact: true }).click();
  await expect(grace.page.locator(".rail .avatar-photo")).toHaveCount(0);

  const chat = await people.visitor();
  await chat.open();
  await chat.send("This is my shop window");
  await admin.goto(`${balcao.url}/desk/waiting`);
  await grace.page.goto(`${balcao.url}/desk/waiting`);
  await helena.open("This is my shop window");
  await choose(helena.details, "window.png", "image/png", picture(300, 400));
  await isShown(helena.details.locator(".avatar-photo"));
  await isShown(helena.page.locator(".conversation-head > .avatar .avatar-photo"));
  await isShown(grace.row("This is my shop window").locator(".avatar-photo"));
});
