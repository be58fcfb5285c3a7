// How the desk feels: nothing jumps, nothing typed is lost, the keyboard is enough.

import { DEMO } from "../fixtures/company.ts";
import { customer } from "../fixtures/customer.ts";
import { expect, test } from "../fixtures/test.ts";

test.use({ start: "demo" });

test("older messages come in above without moving what is read, newer ones below are counted", async ({ people, balcao }) => {
  const say = await customer(balcao);
  for (let line = 1; line <= 120; line += 1) await say(`line ${line} of many`);
  const desk = await people.agent({ signIn: DEMO.helena });
  await desk.open("line 120 of many");
  await expect(desk.bubble("line 120 of many")).toBeInViewport();
  const painted = () =>
    desk.page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
  const top = () => desk.bubble("line 75 of many").evaluate((bubble) => Math.round(bubble.getBoundingClientRect().top));
  // Up to where the next page is fetched, and what is read stays where it is.
  await expect
    .poll(async () => {
      await desk.messages.evaluate((log) => (log.scrollTop -= 150));
      await painted();
      return desk.bubble("line 75 of many").count();
    })
    .toBe(1);
  await expect(desk.bubble("line 75 of many")).toBeAttached();
  await desk.bubble("line 75 of many").evaluate((bubble) => {
    const log = bubble.closest("[role=log]")!;
    log.scrollTop += bubble.getBoundingClientRect().top - log.getBoundingClientRect().top - 100;
  });
  await painted();
  await expect(desk.bubble("line 68 of many"), "the page before").toBeAttached();
  const before = await top();
  await say("said while reading above");
  const jump = desk.page.getByRole("button", { name: desk.words.messages_new_one.replace("{count}", "1") });
  await expect(jump).toBeVisible();
  expect(await top()).toBe(before);
  await expect(desk.bubble("line 75 of many")).toBeInViewport();
  await jump.click();
  await expect(desk.bubble("said while reading above")).toBeInViewport();
});

test("a long list draws only what is in sight and loads on", async ({ people }) => {
  const desk = await people.agent({ signIn: DEMO.helena });
  await desk.choose("resolved");
  const rows = desk.page.locator(".virtual-row");
  const known = async () => Number(await rows.first().getAttribute("aria-setsize"));
  await expect(rows.first()).toBeVisible();
  expect(await known()).toBeLessThanOrEqual(100);
  await expect
    .poll(async () => {
      await desk.page.locator(".virtual").evaluate((list) => (list.scrollTop = list.scrollHeight));
      return known();
    })
    .toBeGreaterThan(150);
  expect(await rows.count()).toBeLessThan(40);
});

test("a row stays under the pointer while others come in", async ({ people, balcao }) => {
  const desk = await people.agent({ signIn: DEMO.helena });
  const third = desk.page.locator("[data-row='2']");
  const name = (await third.locator(".row-name").textContent()) ?? "";
  await third.hover();
  const say = await customer(balcao);
  await say("I come in above");
  await expect(desk.row("I come in above")).toBeVisible();
  await expect(third.locator(".row-name")).toHaveText(name);
  await desk.page.mouse.move(900, 400);
  await expect(third.locator(".row-name")).not.toHaveText(name);
});

test("a draft waits where it was begun", async ({ people, balcao }) => {
  const say = await customer(balcao);
  await say("Where my draft is");
  const desk = await people.agent({ signIn: DEMO.helena });
  await desk.open("Where my draft is");
  await desk.composer.fill("half a thought");
  await desk.page.locator(".row:not([aria-current])").first().click();
  await expect(desk.bubble("Where my draft is")).toHaveCount(0);
  await expect(desk.composer).toHaveValue("");
  await desk.page.goBack();
  await expect(desk.composer).toHaveValue("half a thought");
  await desk.page.reload();
  await expect(desk.composer).toHaveValue("half a thought");
});

test("single keys work outside of text fields only", async ({ people, balcao }) => {
  const say = await customer(balcao);
  await say("Taken by a key");
  const desk = await people.agent({ signIn: DEMO.helena });
  await expect(desk.row("Taken by a key")).toBeVisible();
  await desk.page.keyboard.press("j");
  await expect(desk.page).toHaveURL(/waiting\/\d+$/);
  const first = desk.page.url();
  await desk.page.keyboard.press("j");
  await expect(desk.page).not.toHaveURL(first);
  await desk.page.keyboard.press("k");
  await expect(desk.page).toHaveURL(first);
  await desk.open("Taken by a key");
  await desk.page.keyboard.press("a");
  await expect(desk.page).toHaveURL(/in-service\/\d+$/);
  await expect(desk.composer).toBeFocused();
  await desk.page.keyboard.type("jake ate a pear");
  await desk.page.keyboard.press("Enter");
  await expect(desk.ticks("jake ate a pear", "stored")).toBeVisible();
  await expect(desk.action("resolve")).toBeVisible();
});

test("single keys can be switched off", async ({ people, balcao }) => {
  const desk = await people.agent({ signIn: DEMO.helena });
  await desk.page.goto(`${balcao.url}/profile/sessions`);
  const group = desk.page.getByRole("group", { name: desk.words.shortcuts_label });
  await group.getByText(desk.words.shortcuts_off, { exact: true }).click();
  await desk.page.goto(`${balcao.url}/desk/waiting`);
  await expect(desk.page.locator(".row").first()).toBeVisible();
  await desk.page.keyboard.press("j");
  await desk.page.keyboard.press("a");
  await expect(desk.page.getByText(desk.words.pane_empty)).toBeVisible();
  await expect(desk.page).toHaveURL(/waiting$/);
});

test("a refused message stays with its reason and is sent by Retry", async ({ people, balcao, complaints }) => {
  const say = await customer(balcao);
  await say("Answer me twice");
  const desk = await people.agent({ signIn: DEMO.helena });
  await desk.open("Answer me twice");
  await desk.action("accept").click();
  await expect(desk.page).toHaveURL(/in-service\/\d+$/);
  await expect(desk.page.getByText(desk.words.activity_accepted.replace("{name}", DEMO.helena.name))).toBeVisible();

  complaints.expect(/status of 403/);
  const refused = { status: 403, contentType: "application/problem+json", body: JSON.stringify({ problem: "forbidden" }) };
  await desk.page.route("**/api/v1/commands", (route) => route.fulfill(refused));
  await desk.send("may I?");
  await expect(desk.bubble("may I?")).toContainText(desk.words.problem_forbidden);
  await desk.page.unroute("**/api/v1/commands");
  await desk.bubble("may I?").getByRole("button", { name: desk.words.retry }).click();
  await expect(desk.ticks("may I?", "stored")).toBeVisible();
  await expect(desk.bubble("may I?")).toHaveCount(1);
});

test("a message under way when the page is left is sent once by the next visit", async ({ people, balcao, complaints }) => {
  const say = await customer(balcao);
  await say("Do not lose this");
  const desk = await people.agent({ signIn: DEMO.helena });
  await desk.open("Do not lose this");
  await desk.action("accept").click();
  await expect(desk.page.getByText(desk.words.activity_accepted.replace("{name}", DEMO.helena.name))).toBeVisible();

  complaints.expect(/net::ERR_FAILED/);
  await desk.page.route("**/api/v1/commands", (route) => route.abort());
  await desk.send("not lost");
  await expect(desk.bubble("not lost")).toBeVisible();
  await desk.page.unroute("**/api/v1/commands");
  await desk.page.reload();
  await expect(desk.ticks("not lost", "stored")).toBeVisible();
  await expect(desk.bubble("not lost")).toHaveCount(1);
});
