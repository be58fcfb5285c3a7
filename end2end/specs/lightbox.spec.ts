// Pictures of a conversation, seen large: one after the other, by keys, buttons and fingers.

import type { Page } from "@playwright/test";

import { expect, expectAccessible, test } from "../fixtures/test.ts";
import { filled } from "../fixtures/texts.ts";
import { picture } from "../fixtures/picture.ts";
import type { ChatPanel } from "../pages/chat.ts";

async function sends(chat: ChatPanel, text: string, ...names: string[]): Promise<void> {
  const files = names.map((name, at) => ({ name, mimeType: "image/png", buffer: picture(900 + at, 600) }));
  await chat.frame.locator(".composer input[type=file]").setInputFiles(files);
  await expect(chat.frame.locator(".attachments li")).toHaveCount(names.length);
  await chat.send(text);
  await expect(chat.message(text).getByRole("img")).toHaveCount(names.length);
}

/** A finger moves over the page, in steps of which each is seen. */
async function swipe(page: Page, from: number, to: number): Promise<void> {
  const touch = await page.context().newCDPSession(page);
  const at = (x: number) => [{ x, y: 400 }];
  await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: at(from) });
  for (const part of [0.3, 0.6, 1]) {
    await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: at(from + (to - from) * part) });
  }
  await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await touch.detach();
}

test("pictures are seen large, zoomed, and one after the other, by keys and by a finger", async ({ people }) => {
  const desk = await people.agent({ colorScheme: "dark" });
  const chat = await people.visitor();
  await chat.open();
  await sends(chat, "The window", "window.png");
  await sends(chat, "The door", "door.png");
  await sends(chat, "And the roof", "roof.png");
  await desk.open("And the roof");
  const { page, words } = desk;
  const large = page.getByRole("dialog", { name: words.lightbox_label });
  const count = (at: number) => expect(large.getByRole("status")).toHaveText(filled(words.finder_count!, { at, of: 3 }));
  const button = (key: string) => large.getByRole("button", { name: words[key]!, exact: true });
  const shown = (name: string) => expect(large.getByRole("img", { name })).toBeVisible();
  const small = desk.bubble("The window").locator("a.file-picture");
  await small.click();
  await count(1);
  await shown("window.png");
  await expect(button("lightbox_previous")).toBeDisabled();
  await expectAccessible(page, "a large picture");
  await page.keyboard.press("ArrowRight");
  await count(2);
  await shown("door.png");
  await button("lightbox_next").click();
  await count(3);
  await shown("roof.png");
  await expect(button("lightbox_next")).toBeDisabled();

  const stage = large.locator(".lightbox-stage");
  const width = () => large.getByRole("img").evaluate((image) => image.getBoundingClientRect().width);
  const fits = await width();
  await page.keyboard.press("+");
  await expect.poll(width).toBeGreaterThan(fits * 1.4);
  await expect(stage).toHaveAttribute("data-zoomed", "");
  await button("lightbox_zoom_out").click();
  await expect.poll(width).toBeCloseTo(fits, 0);
  await stage.dblclick();
  await expect.poll(width).toBeGreaterThan(fits * 2);
  await page.keyboard.press("ArrowLeft");
  await count(2);
  await expect.poll(width, "the next one fits again").toBeCloseTo(fits, 0);
  await page.keyboard.press("Escape");
  await expect(large).toHaveCount(0);
  await expect(small, "the focus is back").toBeFocused();

  await page.setViewportSize({ width: 390, height: 844 });
  await small.press("Enter");
  await count(1);
  await swipe(page, 300, 120);
  await count(2);
  await swipe(page, 120, 300);
  await count(1);
  await button("close").click();
  await expect(large).toHaveCount(0);
});
