// Signing in and out, and ending a session from elsewhere.

import { ADMINISTRATOR } from "../fixtures/company.ts";
import { expect, test } from "../fixtures/test.ts";
import { texts } from "../fixtures/texts.ts";
import { LoginPage } from "../pages/login.ts";

test("a wrong password is refused in words", async ({ people, balcao, complaints }) => {
  const page = await people.browser("stranger");
  const login = new LoginPage(page, texts("en"));
  await login.open(balcao.url);
  complaints.expect(/status of 4\d\d/);
  await login.signIn({ ...ADMINISTRATOR, password: "not the right one" });
  await expect(page.getByText(texts("en").login_wrong)).toBeVisible();
  await expect(login.email).toHaveValue(ADMINISTRATOR.email);
  await expect(login.password).toBeFocused();
});

test("signing in needs no script", async ({ people, balcao }) => {
  const page = await people.browser("plain", { javaScriptEnabled: false });
  const login = new LoginPage(page, texts("en"));
  await login.open(balcao.url);
  await login.signIn({ ...ADMINISTRATOR, password: "not the right one" });
  await expect(page.getByText(texts("en").login_wrong)).toBeVisible();
  await login.signIn(ADMINISTRATOR);
  await expect(page).toHaveURL(/\/desk\/waiting$/);
});

test("the pages before the desk take language, theme and a look at the password at once", async ({ people, balcao }) => {
  const page = await people.browser("chooser");
  const login = new LoginPage(page, texts("en"));
  await login.open(balcao.url);
  await login.password.fill("what I typed");
  await page.getByRole("button", { name: texts("en").password_show }).click();
  await expect(login.password).toHaveAttribute("type", "text");
  const dark = page.getByRole("radio", { name: texts("en").theme_dark });
  await dark.check({ force: true });
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.getByRole("radio", { name: "Español" }).check({ force: true });
  await expect(page.getByRole("button", { name: texts("es").login_submit })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("who is not signed in is led to the sign-in, and from there to where they wanted", async ({ people, balcao }) => {
  const page = await people.browser("forgetful");
  await page.goto(`${balcao.url}/desk/resolved`);
  await expect(page).toHaveURL(/\/login\?next=/);
  await new LoginPage(page, texts("en")).signIn(ADMINISTRATOR);
  await expect(page).toHaveURL(/\/desk\/resolved$/);
});

test("a session that is ended elsewhere is over at once", async ({ people, balcao, complaints }) => {
  const here = await people.agent();
  const there = await people.agent();
  complaints.expect(/status of 401/);
  await here.page.goto(`${balcao.url}/profile/sessions`);
  const others = here.page.locator("[data-session]").filter({ hasNotText: here.words.session_this });
  await others.first().getByRole("button").click();
  await expect(here.page.getByText(here.words.session_revoked)).toBeVisible();
  await expect(there.page).toHaveURL(/\/login/);
});

test("signing out ends it, and the way back asks for the password", async ({ people, balcao, complaints }) => {
  const desk = await people.agent();
  complaints.expect(/status of 401/);
  await desk.page.goto(`${balcao.url}/profile/sessions`);
  await desk.page.getByRole("button", { name: desk.words.profile_sign_out }).click();
  await expect(desk.page).toHaveURL(/\/login/);
  await desk.page.goto(`${balcao.url}/desk/waiting`);
  await expect(desk.page).toHaveURL(/\/login/);
});
