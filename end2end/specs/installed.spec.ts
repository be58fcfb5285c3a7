// As an installed app: what Chromium asks of one, and what it does without a network.

import { expect, test } from "../fixtures/test.ts";
import { ADMINISTRATOR } from "../fixtures/company.ts";
import { NO_NETWORK } from "../fixtures/console.ts";
import { wake } from "../fixtures/wake.ts";
import { texts } from "../fixtures/texts.ts";
import { LoginPage } from "../pages/login.ts";

const LONG = { timeout: 30_000 };

test("Chromium finds nothing that keeps it from being installed", async ({ people }) => {
  const desk = await people.agent();
  await desk.page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  const browser = await desk.page.context().newCDPSession(desk.page);
  const { errors } = await browser.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  const { installabilityErrors } = await browser.send("Page.getInstallabilityErrors");
  // A browser context of a test counts as a private window.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito")).toEqual([]);
});

test("opened without a network it shows its frame and says so, and fills when the network is back", async ({ people, balcao, complaints }) => {
  const desk = await people.agent();
  await desk.page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await desk.page.reload();
  await desk.isReady();
  complaints.expect(...NO_NETWORK);
  await desk.page.context().setOffline(true);
  // Chromium may forget about its service worker that it is offline: there is nothing that it could reach.
  await balcao.kill();
  // From now on no answer comes in that could be kept; the last ones may just be being written.
  await expect.poll(() => desk.page.evaluate(() => caches.delete("balcao-answers"))).toBe(false);
  await desk.page.reload();
  await expect(desk.page.getByRole("navigation", { name: desk.words.rail_label })).toBeVisible();
  await expect(desk.page.getByText(desk.words.offline_start)).toBeVisible();
  await balcao.up();
  await desk.page.context().setOffline(false);
  await desk.isReady();
});

test("what is fetched after the first page is fetched by a later connection when the first one was too short", async ({ people, balcao, complaints }) => {
  const page = await people.browser("agent");
  // The service worker, and the part that tells who looks elsewhere.
  await page.addInitScript(() => {
    const register = ServiceWorkerContainer.prototype.register;
    let asked = 0;
    ServiceWorkerContainer.prototype.register = function (...of) {
      asked += 1;
      document.documentElement.dataset.asked = asked.toString();
      return asked === 1 ? Promise.reject(new TypeError("the network went")) : register.apply(this, of);
    };
  });
  await page.route("**/split_notify.wasm", (route) => route.abort(), { times: 1 });
  complaints.expect(...NO_NETWORK);
  const login = new LoginPage(page, texts("en"));
  await login.open(balcao.url);
  const cut = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/split_notify.wasm"), LONG);
  await login.signIn(ADMINISTRATOR);
  await cut;
  await expect(page.locator("html")).toHaveAttribute("data-asked", "1");
  expect(await page.evaluate(() => navigator.serviceWorker.getRegistration().then((found) => found === undefined))).toBe(true);

  await balcao.kill();
  await balcao.up();
  const told = page.waitForResponse((response) => response.url().endsWith("/split_notify.wasm") && response.ok(), LONG);
  await wake(page);
  await told;
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
});
