// The first run: company, administrator, department.

import type { Locator, Page } from "@playwright/test";

import { COMPANY, type SignIn } from "../fixtures/company.ts";
import type { Texts } from "../fixtures/texts.ts";

export class SetupPage {
  readonly title: Locator;
  readonly submit: Locator;

  constructor(
    readonly page: Page,
    private readonly words: Texts,
  ) {
    this.title = page.getByRole("heading", { name: words.setup_title });
    this.submit = page.getByRole("button", { name: words.setup_submit });
  }

  async open(url: string): Promise<void> {
    await this.page.goto(`${url}/setup`);
  }

  async complete(code: string, { name, email, password }: SignIn): Promise<void> {
    const field = (key: string) => this.page.getByLabel(this.words[key], { exact: true });
    await field("setup_code").fill(code);
    await field("setup_company").fill(COMPANY);
    await field("setup_department").fill("Service");
    await field("setup_name").fill(name);
    await field("setup_email").fill(email);
    await field("setup_password").fill(password);
    await this.submit.click();
  }
}
