// Who looks elsewhere is told: by a sound as loud as was chosen, by the browser, in the title and on the app's icon. And who touches
// nothing for a quarter of an hour is away.

import type { Page } from "@playwright/test";

import { DEMO } from "../fixtures/company.ts";
import { expect, expectAccessible, test } from "../fixtures/test.ts";
import { filled } from "../fixtures/texts.ts";

test.use({ start: "demo" });

interface Told {
  elsewhere: boolean;
  notices: { title: string; body?: string; press(): void }[];
  badges: number[];
  loudest: number;
}

/** What the page would do to the computer is written down instead. */
async function listen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const told: Told = { elsewhere: false, notices: [], badges: [], loudest: 0 };
    Object.assign(window, { told });
    class Written extends EventTarget {
      static permission = "granted";
      onclick: (() => void) | null = null;
      constructor(title: string, options?: { body?: string }) {
        super();
        told.notices.push({ title, body: options?.body, press: () => this.onclick?.() });
      }
      close() {}
    }
    Object.assign(window, { Notification: Written });
    const badge = async (number: number) => void told.badges.push(number);
    Object.defineProperty(navigator, "setAppBadge", { value: badge });
    Object.defineProperty(navigator, "clearAppBadge", { value: () => badge(0) });
    const ramp = AudioParam.prototype.exponentialRampToValueAtTime;
    AudioParam.prototype.exponentialRampToValueAtTime = function (value, time) {
      told.loudest = Math.max(told.loudest, value);
      return ramp.call(this, value, time);
    };
    Object.defineProperty(document, "visibilityState", { get: () => (told.elsewhere ? "hidden" : "visible") });
    document.hasFocus = () => !told.elsewhere;
  });
}

const told = <T>(page: Page, read: (told: Told) => T): Promise<T> =>
  page.evaluate(`(${read.toString()})(window.told)`) as Promise<T>;

async function look(page: Page, elsewhere: boolean): Promise<void> {
  await page.evaluate((elsewhere) => {
    (window as unknown as { told: Told }).told.elsewhere = elsewhere;
    document.dispatchEvent(new Event("visibilitychange"));
  }, elsewhere);
}

test("who looks elsewhere hears, sees and counts what comes, as loud as was chosen", async ({ people, balcao }) => {
  const desk = await people.agent({ signIn: DEMO.helena });
  const { page, words } = desk;
  await listen(page);
  await page.reload();
  await desk.isReady();
  // The part that tells has come when the icon has its first number.
  await expect.poll(() => told(page, (it) => it.badges.length)).toBeGreaterThan(0);
  const chat = await people.visitor();
  await chat.open();
  await chat.send("Are you there?");
  await expect(page).toHaveTitle(/^\(\d+\) /);
  await desk.open("Are you there?");
  await desk.action("accept").click();
  await desk.send("Yes, I am");
  await expect(chat.message("Yes, I am")).toBeVisible();
  const mine = page.url();
  await desk.choose("waiting");
  const before = await told(page, (it) => it.badges.at(-1)!);

  await look(page, true);
  await chat.send("And tomorrow?");
  await expect.poll(() => told(page, (it) => it.notices.at(-1)?.body)).toBe("And tomorrow?");
  expect(await told(page, (it) => it.badges.at(-1)), "on the icon").toBe(before + 1);
  expect(await told(page, (it) => it.loudest), "six tenths, as the ear hears").toBeCloseTo(0.36, 3);
  await look(page, false);
  await told(page, (it) => it.notices.at(-1)!.press());
  await expect(page).toHaveURL(mine);
  await expect.poll(() => told(page, (it) => it.badges.at(-1)), "read").toBe(before);

  await page.goto(`${balcao.url}/settings/profile`);
  const volume = page.getByRole("slider", { name: words.notify_volume });
  await expect(volume).toHaveValue("60");
  await expectAccessible(page, "how one is told");
  await page.getByRole("heading", { name: words.notify_title }).click();
  await volume.fill("20");
  await expect.poll(() => told(page, (it) => it.loudest), "heard at once").toBeCloseTo(0.04, 3);
  await page.reload();
  await expect(volume, "it goes with the user").toHaveValue("20");
});

test("who touches nothing for a quarter of an hour is away, until the next touch", async ({ people }) => {
  const helena = await people.agent({ signIn: DEMO.helena });
  const grace = await people.agent({ signIn: DEMO.grace });
  const chat = await people.visitor();
  await chat.open();
  await chat.send("For Grace, please");
  await helena.open("For Grace, please");
  await helena.option("transfer");
  await helena.dialog.getByRole("option", { name: DEMO.grace.name }).click();
  await helena.answer("transfer").click();
  const shown = (presence: "online" | "away") => {
    const grace = filled(helena.words.colleague!, { name: DEMO.grace.name, presence: helena.words[presence]! });
    const name = filled(helena.words.reserved_for!, { name: grace });
    return helena.row("For Grace, please").getByRole("img", { name, exact: true });
  };
  await expect(shown("online")).toBeVisible();
  await grace.page.clock.install();
  // A socket that is not greeted within a quarter of an hour is given up.
  const greeted = new Promise<void>((greeted) => {
    grace.page.once("websocket", (socket) => socket.once("framereceived", () => greeted()));
  });
  await grace.page.reload();
  await grace.isReady();
  await greeted;
  await grace.page.clock.fastForward("15:10");
  await expect(shown("away")).toBeVisible();
  await grace.page.mouse.move(200, 200);
  await grace.page.mouse.move(210, 210);
  await expect(shown("online")).toBeVisible();
});
