// Users, roles, departments: asked in by a link, changed under an open desk, kept out at once; and the forms of the settings.

import type { Page } from "@playwright/test";

import { ADMINISTRATOR, type SignIn } from "../fixtures/company.ts";
import { expect, expectAccessible, test } from "../fixtures/test.ts";
import { texts, type Texts } from "../fixtures/texts.ts";
import { DeskPage } from "../pages/desk.ts";

test.use({ start: "empty" });

const PASSWORD = "a long enough sentence";
const words = texts("en");

/** The settings' forms, by the labels that people read. */
class Settings {
  constructor(
    readonly page: Page,
    readonly url: string,
    readonly words: Texts = texts("en"),
  ) {}

  async open(path: string): Promise<void> {
    await this.page.goto(`${this.url}/settings/${path}`);
    await expect(this.page.getByRole("heading", { level: 1 }).last()).toBeVisible();
  }

  field(key: string) {
    return this.page.getByLabel(this.words[key], { exact: true });
  }

  button(key: string) {
    return this.page.getByRole("button", { name: this.words[key], exact: true });
  }

  async save(): Promise<void> {
    await this.button("save").click();
    await expect(this.page.getByText(this.words.saved, { exact: true }).first()).toBeVisible();
    await expect(this.button("save")).toBeDisabled();
    // Not only being saved: another notice may still stand there.
    await expect(this.page.locator(".settings-save[data-dirty]")).toHaveCount(0);
  }

  /** Gives the link that is shown once. */
  async invite(name: string, email: string, departments: string[] = []): Promise<string> {
    await this.open("users/new");
    await this.field("login_email").fill(email);
    await this.field("field_name").fill(name);
    await this.field("audit_of_role").selectOption({ label: this.words.role_agent });
    for (const department of departments) await this.page.getByLabel(department, { exact: true }).check();
    await this.button("invite_make_link").click();
    return this.page.getByLabel(this.words.link_label).inputValue();
  }

  async openUser(name: string): Promise<void> {
    await this.open("users");
    await this.page.locator(".settings-row").filter({ hasText: name }).click();
    await expect(this.page.getByRole("heading", { level: 1, name })).toBeVisible();
  }
}

const NINA: SignIn = { name: "Nina Paz", email: "nina@aurora.example", password: PASSWORD };

test("who is invited sets a password in another browser and sees only the own department", async ({ people, balcao, complaints }) => {
  const administrator = await people.agent();
  const visitor = await people.visitor();
  await visitor.open();
  await visitor.send("Only for the people of Service");
  await expect(visitor.message("Only for the people of Service")).toBeVisible();
  const settings = new Settings(administrator.page, balcao.url);

  await settings.open("departments/new");
  await settings.field("field_name").fill("Workshop");
  await settings.save();
  const link = await settings.invite("Nina", NINA.email, ["Workshop"]);
  expect(link).toContain("/welcome#");

  const page = await people.browser("Nina");
  await page.goto(link);
  await expect(page.getByText(NINA.email)).toBeVisible();
  await expectAccessible(page, "the invitation");
  await page.getByLabel(words.setup_name, { exact: true }).fill(NINA.name);
  await page.getByLabel(words.password_new, { exact: true }).fill("short");
  await page.getByRole("button", { name: words.welcome_submit }).click();
  await expect(page.getByText(words.invalid_password_short)).toBeVisible();
  await expect(page.getByLabel(words.setup_name, { exact: true })).toHaveValue(NINA.name);
  await page.getByLabel(words.password_new, { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: words.welcome_submit }).click();
  await expect(page).toHaveURL(/\/desk\/waiting$/);
  const nina = new DeskPage(page, words);
  await nina.isReady();
  await expect(page.getByText("Only for the people of Service")).toHaveCount(0);
  await page.getByRole("link", { name: words.settings_title, exact: true }).click();
  const sections = page.getByRole("navigation", { name: words.settings_title });
  await expect(sections.getByRole("link")).toHaveText([words.profile_title!, words.quick_replies!]);
  await page.goto(`${balcao.url}/desk/waiting`);

  complaints.expect(/status of 404/);
  const late = await people.browser("somebody with the same link");
  await late.goto(link);
  await expect(late.getByText(words.welcome_gone)).toBeVisible();

  // Her department is changed while her desk is open: the conversation comes by itself, and goes.
  await settings.openUser(NINA.name);
  await settings.page.getByLabel("Service", { exact: true }).check();
  await settings.save();
  await expect(page.getByText("Only for the people of Service").first()).toBeVisible();
  await settings.page.getByLabel("Service", { exact: true }).uncheck();
  await settings.save();
  await expect(page.getByText("Only for the people of Service")).toHaveCount(0);

  // Her role too, under the open screen.
  await settings.field("audit_of_role").selectOption({ label: words.role_director });
  await settings.save();
  await expect(page.getByText("Only for the people of Service").first()).toBeVisible();

  // Out at once.
  complaints.expect(/status of 401/);
  await settings.button("user_disable").click();
  await settings.page.getByRole("dialog").getByRole("button", { name: words.user_disable, exact: true }).click();
  await expect(page).toHaveURL(/\/login/);
  await expect(settings.page.getByText(words.user_disabled, { exact: true })).toBeVisible();
});

test("the last administrator stays, and is told why", async ({ people, balcao, complaints }) => {
  complaints.expect(/status of 4\d\d/);
  const { page } = await people.agent();
  const settings = new Settings(page, balcao.url);
  await settings.openUser(ADMINISTRATOR.name);
  await settings.field("audit_of_role").selectOption({ label: words.role_agent });
  await settings.button("save").click();
  await expect(page.getByText(words.invalid_last_administrator)).toBeVisible();
  await settings.button("discard").click();
  await settings.button("user_disable").click();
  await page.getByRole("dialog").getByRole("button", { name: words.user_disable, exact: true }).click();
  await expect(page.getByText(words.invalid_last_administrator)).toBeVisible();
});

test("of two administrators who edit the same user the second is told", async ({ people, balcao, complaints }) => {
  complaints.expect(/status of 409/);
  const [one, two] = [await people.agent(), await people.agent()];
  const [first, second] = [new Settings(one.page, balcao.url), new Settings(two.page, balcao.url)];
  await first.invite("Otto", "otto@aurora.example");
  await first.openUser("Otto");
  await second.openUser("Otto");
  await first.field("field_name").fill("Otto First");
  await first.save();
  await second.field("field_name").fill("Otto Second");
  await second.button("save").click();
  await expect(second.page.getByText(words.changed_meanwhile)).toBeVisible();
  await second.button("reload").click();
  await expect(second.field("field_name")).toHaveValue("Otto First");
  await second.field("field_name").fill("Otto Second");
  await second.save();
});

test("leaving with unsaved changes asks first", async ({ people, balcao }) => {
  const { page } = await people.agent();
  const settings = new Settings(page, balcao.url);
  await settings.open("roles");
  await page.getByRole("link", { name: words.roles_new }).click();
  await settings.field("field_name").fill("Auditor");
  const question = page.getByRole("dialog", { name: words.leave_title });
  await page.getByRole("link", { name: words.rail_desk }).click();
  await expect(question).toBeVisible();
  await question.getByRole("button", { name: words.leave_stay }).click();
  await expect(settings.field("field_name")).toHaveValue("Auditor");
  await page.getByRole("link", { name: words.roles_title }).last().click();
  await question.getByRole("button", { name: words.leave_anyway }).click();
  await expect(page).toHaveURL(/\/settings\/roles$/);

  // Once saved, nothing is asked; and it can be deleted again.
  await page.getByRole("link", { name: words.roles_new }).click();
  await settings.field("field_name").fill("Auditor");
  await page.getByLabel(words.may_read_audit_log).check();
  await settings.save();
  await expect(page).toHaveURL(/\/settings\/roles\/\d+$/);
  await settings.button("roles_delete").click();
  await page.getByRole("dialog").getByRole("button", { name: words.roles_delete }).click();
  await expect(page).toHaveURL(/\/settings\/roles$/);
  await expect(page.getByRole("link", { name: words.role_agent })).toBeVisible();
  await expect(page.getByRole("link", { name: "Auditor" })).toHaveCount(0);
});

test("the way back from unsaved changes asks first, however often it is pressed", async ({ people, balcao }) => {
  const { page } = await people.agent();
  const settings = new Settings(page, balcao.url);
  await settings.open("departments");
  await page.getByRole("link", { name: words.departments_new }).click();
  await expect(page).toHaveURL(/departments\/new$/);
  await settings.field("field_name").fill("Workshop");
  const question = page.getByRole("dialog", { name: words.leave_title });
  for (let times = 1; times <= 2; times++) {
    await page.goBack();
    await expect(question).toBeVisible();
    await expect(page).toHaveURL(/departments\/new$/);
    await question.getByRole("button", { name: words.leave_stay }).click();
    await expect(question).toBeHidden();
    await expect(settings.field("field_name")).toHaveValue("Workshop");
  }
  await page.goBack();
  await question.getByRole("button", { name: words.leave_anyway }).click();
  await expect(page).toHaveURL(/\/settings\/departments$/);
  await expect(page.getByRole("link", { name: words.departments_new })).toBeVisible();
  // Nothing is unsaved any more: back is just back.
  await page.goBack();
  await expect(page).not.toHaveURL(/departments/);
  await expect(question).toBeHidden();
});

test("the audit log tells who did what, by filter", async ({ people, balcao }) => {
  const { page } = await people.agent();
  const settings = new Settings(page, balcao.url);
  await settings.open("departments/new");
  await settings.field("field_name").fill("Archive");
  await settings.save();
  await settings.field("field_name").fill("Attic");
  await settings.save();
  await settings.open("audit-log");
  await settings.field("audit_what").selectOption({ label: words.audit_department_created });
  await expect(page).toHaveURL(/what=department_created/);
  const entries = page.locator(".audit-entry");
  await expect(entries.first()).toContainText("Archive");
  await expect(entries.first()).toContainText(ADMINISTRATOR.name);
  await expect(entries.filter({ hasText: words.audit_signed_in })).toHaveCount(0);
  await page.reload();
  await expect(entries.first()).toContainText("Archive");
  await settings.field("audit_what").selectOption({ label: words.audit_department_changed });
  await expect(entries.first()).toHaveAttribute("data-action", "department_changed");
  await entries.first().getByText(words.audit_changes).click();
  await expect(entries.first().getByRole("table")).toBeVisible();
});

test("a new own password signs the other browsers out", async ({ people, balcao, complaints }) => {
  const [here, there] = [await people.agent(), await people.agent()];
  const settings = new Settings(here.page, balcao.url);
  await settings.open("profile");
  complaints.expect(/status of 4\d\d/);
  await settings.field("password_present").fill("not the right one");
  await settings.field("password_new").fill(PASSWORD);
  await settings.button("password_change").click();
  await expect(here.page.getByText(words.invalid_present_password)).toBeVisible();
  await settings.field("password_present").fill(ADMINISTRATOR.password);
  await settings.button("password_change").click();
  await expect(here.page.getByText(words.password_changed)).toBeVisible();
  await expect(there.page).toHaveURL(/\/login/);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`the settings can be used by everybody, ${colorScheme}`, async ({ people, balcao }) => {
    // Nine pages, each looked through whole.
    test.slow();
    const { page } = await people.agent({ colorScheme });
    const settings = new Settings(page, balcao.url);
    for (const path of ["profile", "users", "users/new", "users/1", "roles", "roles/2", "departments", "departments/1", "audit-log"]) {
      await settings.open(path);
      await expect(page.locator(".skeleton")).toHaveCount(0);
      await expectAccessible(page, path);
    }
  });
}

test("on a phone the list of sections and a section are two pages", async ({ people, balcao }) => {
  const { page } = await people.agent({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const settings = new Settings(page, balcao.url);
  await page.goto(`${balcao.url}/settings`);
  const sections = page.getByRole("navigation", { name: words.settings_title });
  await expect(sections).toBeVisible();
  await sections.getByRole("link", { name: words.users_title }).click();
  await expect(sections).toBeHidden();
  const row = page.getByRole("link", { name: ADMINISTRATOR.email });
  await expect(row).toBeVisible();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(wide, "nothing stands out of the screen").toBe(false);
  await row.click();
  await expect(settings.field("field_name")).toHaveValue(ADMINISTRATOR.name);
  await page.getByRole("link", { name: words.users_title, exact: true }).click();
  await page.getByRole("link", { name: words.settings_title, exact: true }).first().click();
  await expect(sections).toBeVisible();
});
