// The connection goes and comes back: nothing is missed, nothing is doubled.

import { expect, test } from "../fixtures/test.ts";
import { NO_NETWORK } from "../fixtures/console.ts";
import { wake } from "../fixtures/wake.ts";

test("a customer's messages typed offline are sent once, in order", async ({ people, complaints }) => {
  const desk = await people.agent();
  const chat = await people.visitor();
  await chat.open();
  await chat.send("before the tunnel");
  await expect(chat.message("before the tunnel")).toContainText(chat.words.chat_sent);
  await desk.open("before the tunnel");
  await desk.action("accept").click();

  complaints.expect(...NO_NETWORK);
  await chat.page.context().setOffline(true);
  await chat.send("in the tunnel one");
  await chat.send("in the tunnel two");
  await chat.send("in the tunnel three");
  await desk.send("said meanwhile");
  await expect(desk.ticks("said meanwhile", "stored")).toBeVisible();
  await chat.page.context().setOffline(false);

  await expect(chat.message("said meanwhile")).toBeVisible({ timeout: 30_000 });
  await expect(desk.bubble("in the tunnel three")).toBeVisible({ timeout: 30_000 });
  const typed = ["in the tunnel one", "in the tunnel two", "in the tunnel three"];
  const onDesk = await desk.texts();
  expect(onDesk.filter((text) => text.startsWith("in the tunnel"))).toEqual(typed);
  await expect(chat.log.locator(".message.sending")).toHaveCount(0);
  const inChat = await chat.texts();
  expect(inChat.filter((text) => text.startsWith("in the tunnel"))).toEqual(typed);
  expect(inChat.filter((text) => text === "said meanwhile")).toHaveLength(1);
});

test("an agent's answers typed offline are sent once, in order, and what was missed arrives", async ({ people, complaints }) => {
  const desk = await people.agent();
  const chat = await people.visitor();
  await chat.open();
  await chat.send("Are you there, desk?");
  await desk.open("Are you there, desk?");
  await desk.action("accept").click();
  await expect(desk.page).toHaveURL(/in.service/);

  complaints.expect(...NO_NETWORK);
  await desk.page.context().setOffline(true);
  await expect(desk.page.getByText(desk.words.banner_offline.slice(0, 20))).toBeVisible();
  await desk.send("typed offline one");
  await desk.send("typed offline two");
  await chat.send("customer meanwhile one");
  await chat.send("customer meanwhile two");
  await desk.page.context().setOffline(false);

  await expect(chat.message("typed offline two")).toBeVisible({ timeout: 30_000 });
  await expect(desk.bubble("customer meanwhile two")).toBeVisible();
  await expect(desk.ticks("typed offline two", "read")).toBeVisible();
  const only = (texts: string[], start: string) => texts.filter((text) => text.startsWith(start));
  const [onDesk, inChat] = [await desk.texts(), await chat.texts()];
  for (const texts of [onDesk, inChat]) {
    expect(only(texts, "typed offline")).toEqual(["typed offline one", "typed offline two"]);
    expect(only(texts, "customer meanwhile")).toEqual(["customer meanwhile one", "customer meanwhile two"]);
  }
});

test("the server is killed in the middle and comes back: the story goes on", async ({ people, balcao, complaints }) => {
  const desk = await people.agent();
  const chat = await people.visitor();
  await chat.open();
  await chat.send("before the power cut");
  await desk.open("before the power cut");
  await desk.action("accept").click();
  await desk.send("answered before the power cut");
  await expect(desk.ticks("answered before the power cut", "read")).toBeVisible();

  complaints.expect(...NO_NETWORK);
  await balcao.kill();
  await chat.send("asked in the dark");
  await desk.send("answered in the dark");
  await balcao.up();
  await wake(desk.page, chat.page);

  await expect(desk.bubble("asked in the dark")).toBeVisible({ timeout: 40_000 });
  await expect(chat.message("answered in the dark")).toBeVisible({ timeout: 40_000 });
  await chat.send("after the power cut");
  await expect(desk.bubble("after the power cut")).toBeVisible();
  for (const texts of [await desk.texts(), await chat.texts()]) {
    expect(new Set(texts).size, texts.join(" | ")).toBe(texts.length);
    expect(texts).toHaveLength(5);
  }
});
