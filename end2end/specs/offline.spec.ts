// Without a network: the last conversations can be read, what is written goes out once and in order when the network is back,
// and nothing is left for the next person at this browser.

import { ADMINISTRATOR, type SignIn } from "../fixtures/company.ts";
import { NO_NETWORK } from "../fixtures/console.ts";
import { wake } from "../fixtures/wake.ts";
import { expect, test } from "../fixtures/test.ts";
import { LoginPage } from "../pages/login.ts";
import type { DeskPage } from "../pages/desk.ts";

test.use({ start: "empty" });

/** From now on the service worker stands between page and server. */
async function installed(desk: DeskPage): Promise<void> {
  await desk.page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await desk.page.reload();
  await desk.isReady();
}

const kept = (desk: DeskPage) =>
  desk.page.evaluate(async () => {
    const names = await caches.keys();
    if (!names.includes("balcao-answers")) return 0;
    return (await (await caches.open("balcao-answers")).keys()).length;
  });

test("the last conversations open without the server, and what is written then goes out once, in order", async ({
  people,
  balcao,
  complaints,
}) => {
  test.slow();
  const desk = await people.agent();
  const chat = await people.visitor();
  await chat.open();
  await chat.send("Read me in the tunnel");
  await desk.open("Read me in the tunnel");
  await desk.action("accept").click();
  await expect(desk.page).toHaveURL(/in.service/);
  await installed(desk);
  await expect(desk.bubble("Read me in the tunnel")).toBeVisible();

  complaints.expect(...NO_NETWORK, /Failed to load resource/, /50[234]/);
  await balcao.kill();
  await desk.page.reload();
  await expect(desk.bubble("Read me in the tunnel")).toBeVisible({ timeout: 20_000 });
  // What was never opened before is there, too.
  await desk.page.keyboard.press("Control+k");
  await expect(desk.dialog.getByRole("combobox")).toBeVisible();
  await desk.page.keyboard.press("Escape");
  await desk.choose("waiting");
  await desk.choose("in_service");
  await desk.open("Read me in the tunnel");
  await expect(desk.bubble("Read me in the tunnel")).toBeVisible();
  await desk.send("tunnel one");
  await desk.send("tunnel two");
  await expect(desk.ticks("tunnel two", "pending")).toBeVisible();
  // Also what is written survives another start without a network.
  await desk.page.reload();
  await expect(desk.bubble("tunnel two")).toBeVisible({ timeout: 20_000 });
  await desk.send("tunnel three");

  await balcao.up();
  await wake(desk.page, chat.page);
  await expect(chat.message("tunnel three")).toBeVisible({ timeout: 60_000 });
  await expect(desk.ticks("tunnel three", "read")).toBeVisible({ timeout: 30_000 });
  const ours = (texts: string[]) => texts.filter((text) => text.startsWith("tunnel"));
  const expected = ["tunnel one", "tunnel two", "tunnel three"];
  expect(ours(await chat.texts())).toEqual(expected);
  expect(ours(await desk.texts())).toEqual(expected);
});

test("signing out leaves nothing to read, and an ended session neither", async ({ people, balcao }) => {
  const desk = await people.agent();
  await installed(desk);
  await expect.poll(() => kept(desk)).toBeGreaterThan(0);
  await desk.page.goto(`${balcao.url}/settings/profile`);
  await desk.page.getByRole("button", { name: desk.words.profile_sign_out }).click();
  await expect(desk.page).toHaveURL(/\/login/);
  await expect.poll(() => kept(desk)).toBe(0);

  const signIn: SignIn = ADMINISTRATOR;
  await new LoginPage(desk.page, desk.words).signIn(signIn);
  await desk.page.getByRole("link", { name: desk.words.rail_desk }).click();
  await desk.isReady();
  await installed(desk);
  await expect.poll(() => kept(desk)).toBeGreaterThan(0);
  await desk.page.context().clearCookies();
  await desk.page.goto(`${balcao.url}/desk/waiting`);
  await expect(desk.page).toHaveURL(/\/login/);
  await expect.poll(() => kept(desk)).toBe(0);
});
