// Where people sign in.

import { type Locator, type Page } from "@playwright/test";

import type { SignIn } from "../fixtures/company.ts";
import type { Texts } from "../fixtures/texts.ts";

export class LoginPage {
  readonly email: Locator;
  readonly password: Locator;
  readonly submit: Locator;
  readonly alert: Locator;

  constructor(
    readonly page: Page,
    words: Texts,
  ) {
    this.email = page.getByLabel(words.login_email, { exact: true });
    this.password = page.getByLabel(words.login_password, { exact: true });
    this.submit = page.getByRole("button", { name: words.login_submit });
    this.alert = page.getByRole("alert");
  }

  async open(url: string): Promise<void> {
    await this.page.goto(`${url}/login`);
  }

  async signIn({ email, password }: SignIn): Promise<void> {
    await this.email.fill(email);
    await this.password.fill(password);
    await this.submit.click();
  }
}
