// Files in both directions: a customer sends a picture and a text, an agent sends files back; what is not taken says so.

import { expect, expectAccessible, test } from "../fixtures/test.ts";
import { filled } from "../fixtures/texts.ts";
import { picture } from "../fixtures/picture.ts";

test("files reach the other side, from the chat and from the desk", async ({ people }) => {
  const desk = await people.agent();
  const chat = await people.visitor();
  await chat.open();
  const chosen = chat.frame.locator(".composer input[type=file]");
  await chosen.setInputFiles([
    { name: "shop window.png", mimeType: "image/png", buffer: picture(900, 600) },
    { name: "prices.csv", mimeType: "text/csv", buffer: Buffer.from("bread;4\n") },
  ]);
  const strip = chat.frame.locator(".attachments li");
  await expect(strip).toHaveCount(2);
  await chat.composer.fill("Here they are");
  await chat.composer.press("Enter");
  const sent = chat.message("Here they are");
  await expect(sent.getByRole("img", { name: "shop window.png" })).toBeVisible();
  await expect(sent.getByRole("link", { name: filled(chat.words.chat_file_download, { name: "prices.csv" }) })).toBeVisible();
  await expect(strip).toHaveCount(0);

  await desk.open("Here they are");
  await desk.action("accept").click();
  const bubble = desk.bubble("Here they are");
  const image = bubble.getByRole("img", { name: "shop window.png" });
  await expect(image).toBeVisible();
  // It is there indeed, in the size that was kept for it.
  await expect.poll(() => image.evaluate((it: HTMLImageElement) => it.naturalWidth)).toBe(640);
  const saving = desk.page.waitForEvent("download");
  await bubble.getByRole("link", { name: filled(desk.words.file_download, { name: "prices.csv" }) }).click();
  expect((await saving).suggestedFilename()).toBe("prices.csv");

  await desk.page.locator(".composer input[type=file]").setInputFiles({
    name: "offer.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("Two for one"),
  });
  await expect(desk.page.getByRole("list", { name: desk.words.attachments_label }).getByRole("listitem")).toHaveCount(1);
  await expectAccessible(desk.page, "the composer with a file");
  // Without a word.
  await desk.page.getByRole("button", { name: desk.words.send, exact: true }).click();
  await expect(desk.page.getByRole("link", { name: filled(desk.words.file_download, { name: "offer.txt" }) })).toBeVisible();
  await expect(
    chat.frame.getByRole("link", { name: filled(chat.words.chat_file_download, { name: "offer.txt" }) }),
  ).toBeVisible();
});

test("what is not taken says so, and goes with nothing", async ({ people }) => {
  const desk = await people.agent();
  const chat = await people.visitor();
  await chat.open();
  await chat.send("A page is coming");
  await desk.open("A page is coming");
  await desk.action("accept").click();
  const chooser = desk.page.locator(".composer input[type=file]");
  await chooser.setInputFiles({ name: "photo.png", mimeType: "image/svg+xml", buffer: Buffer.from("<svg/>") });
  const item = desk.page.getByRole("list", { name: desk.words.attachments_label }).getByRole("listitem");
  await expect(item.getByRole("alert")).toHaveText(desk.words.file_type);
  await item.getByRole("button", { name: filled(desk.words.attachment_remove, { name: "photo.png" }) }).click();
  await expect(item).toHaveCount(0);
});
