// The agents' screen: tabs, list, the open conversation.

import { expect, type Locator, type Page } from "@playwright/test";

import type { Texts } from "../fixtures/texts.ts";

export type TabName = "waiting" | "in_service" | "resolved";

export class DeskPage {
  readonly list: Locator;
  readonly composer: Locator;
  readonly messages: Locator;

  constructor(
    readonly page: Page,
    readonly words: Texts,
  ) {
    this.list = page.getByRole("region", { name: words.list_label, exact: true });
    this.composer = page.getByRole("textbox", { name: words.composer_label, exact: true });
    this.messages = page.getByRole("log", { name: words.messages_label });
  }

  async isReady(): Promise<void> {
    await expect(this.tab("waiting")).toHaveText(/\d/);
  }

  tab(name: TabName): Locator {
    return this.page.getByRole("tab", { name: new RegExp(`^${this.words[`tab_${name}`]}`) });
  }

  async choose(name: TabName): Promise<void> {
    await this.tab(name).click();
    await expect(this.tab(name)).toHaveAttribute("aria-selected", "true");
  }

  async count(name: TabName, count: number): Promise<void> {
    await expect(this.tab(name)).toHaveText(new RegExp(`${this.words[`tab_${name}`]}\\s*${count}$`));
  }

  row(text: string): Locator {
    return this.list.getByRole("listitem").filter({ hasText: text });
  }

  async open(text: string): Promise<void> {
    await this.row(text).getByRole("link").click();
  }

  /** One of the actions on the open conversation, by the key of its label. */
  action(key: "accept" | "resolve" | "return_to_waiting" | "reopen" | "close_unanswered"): Locator {
    return this.page.getByRole("button", { name: this.words[key], exact: true });
  }

  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }

  bubble(text: string): Locator {
    return this.page.locator(".bubble").filter({ hasText: text });
  }

  ticks(text: string, kind: "stored" | "received" | "read"): Locator {
    return this.bubble(text).getByRole("img", { name: this.words[`delivery_${kind}`], exact: true });
  }

  /** The texts of the open conversation, in order. */
  async texts(): Promise<string[]> {
    return this.page.locator(".bubble .bubble-text").allTextContents();
  }

  /** The line that says a customer is writing. */
  get typing(): Locator {
    const [before, after] = this.words.typing_customer.split("{name}");
    return this.page.getByText(new RegExp(`${before}.+${after}`));
  }
}
