// Voice notes: recorded in the browser, sent by stopping, played on the other side, taken back. The microphone is Chromium's own beep.

import { type Frame, type Page } from "@playwright/test";

import { expect, test } from "../fixtures/test.ts";

/** Lets the test pull out the microphone that a page uses. */
async function withPlug(page: Page) {
  await page.addInitScript(() => {
    const devices = navigator.mediaDevices;
    const give = devices?.getUserMedia.bind(devices);
    if (!give) return;
    devices.getUserMedia = async (wanted) => {
      const stream = await give(wanted);
      Object.assign(window, { unplug: () => stream.getTracks().forEach((track) => track.stop()) });
      return stream;
    };
  });
}

async function unplug(where: Page | Frame) {
  await where.evaluate(() => (window as unknown as { unplug(): void }).unplug());
}

test("a voice note reaches the other side and plays there; Escape throws one away", async ({ people }) => {
  const desk = await people.agent();
  const chat = await people.visitor();
  await chat.open();
  await chat.send("Listen to this");
  await desk.open("Listen to this");
  await desk.action("accept").click();

  await desk.composer.fill("typed before");
  const record = desk.page.getByRole("button", { name: desk.words.record, exact: true });
  await record.click();
  const recording = desk.page.getByRole("group", { name: desk.words.recording });
  await expect(recording.getByRole("timer")).toHaveText(/^0:0[1-9]$/);
  await desk.page.keyboard.press("Escape");
  await expect(recording).toHaveCount(0);
  await record.click();
  await expect(recording.getByRole("timer")).toHaveText(/^0:0[2-9]$/);
  await recording.getByRole("button", { name: desk.words.record_send }).click();
  const own = desk.page.locator(".bubble audio");
  await expect(own).toHaveCount(1);
  await expect(desk.composer, "what was written stays").toHaveValue("typed before");
  const heard = chat.log.locator("audio");
  await expect(heard).toHaveCount(1);
  // It is Ogg by now, and lasts as long as it was spoken.
  await expect.poll(() => heard.evaluate((it: HTMLAudioElement) => it.duration)).toBeGreaterThan(1);

  await chat.frame.getByRole("button", { name: chat.words.chat_record, exact: true }).click();
  const speaking = chat.frame.getByRole("group", { name: chat.words.chat_recording });
  await expect(speaking.locator(".time")).toHaveText(/^0:0[1-9]$/);
  await speaking.getByRole("button", { name: chat.words.chat_record_send }).click();
  await expect(chat.log.locator("audio")).toHaveCount(2);
  await expect(own).toHaveCount(2);

  const spoken = desk.page.locator(".bubble[data-side=agent]").filter({ has: desk.page.locator("audio") });
  await spoken.hover();
  await spoken.getByRole("button", { name: desk.words.bubble_more, exact: true }).click();
  await spoken.getByRole("menuitem", { name: desk.words.bubble_delete, exact: true }).click();
  await desk.answer("bubble_delete").click();
  await expect(chat.message(chat.words.chat_deleted!)).toBeVisible();
  await expect(heard, "the customer's own stays").toHaveCount(1);
  await expect(own).toHaveCount(1);
});

test("what was said before the microphone was pulled out is sent, by the agent and by the customer", async ({ people }) => {
  const desk = await people.agent();
  const chat = await people.visitor();
  for (const page of [desk.page, chat.page]) {
    await withPlug(page);
    await page.reload();
  }
  await chat.open();
  await chat.send("Can you hear me?");
  await desk.open("Can you hear me?");
  await desk.action("accept").click();

  await desk.page.getByRole("button", { name: desk.words.record, exact: true }).click();
  const recording = desk.page.getByRole("group", { name: desk.words.recording });
  await expect(recording.getByRole("timer")).toHaveText(/^0:0[2-9]$/);
  await unplug(desk.page);
  await recording.getByRole("button", { name: desk.words.record_send }).click();
  await expect(chat.log.locator("audio")).toHaveCount(1);

  await chat.frame.getByRole("button", { name: chat.words.chat_record, exact: true }).click();
  const speaking = chat.frame.getByRole("group", { name: chat.words.chat_recording });
  await expect(speaking.locator(".time")).toHaveText(/^0:0[2-9]$/);
  for (const frame of chat.page.frames().slice(1)) await unplug(frame);
  await speaking.getByRole("button", { name: chat.words.chat_record_send }).click();
  await expect(desk.page.locator(".bubble audio")).toHaveCount(2);
  await expect(speaking).toHaveCount(0);
});
