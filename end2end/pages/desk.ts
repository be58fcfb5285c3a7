// The agents' screen: tabs, list, the open conversation.

import { expect, type Locator, type Page } from "@playwright/test";

import { escaped, type Texts } from "../fixtures/texts.ts";

export type TabName = "waiting" | "in_service" | "resolved";

export class DeskPage {
  readonly list: Locator;
  readonly composer: Locator;
  readonly messages: Locator;
  /** The panel beside the conversation. */
  readonly details: Locator;
  /** The open question. */
  readonly dialog: Locator;

  constructor(
    readonly page: Page,
    readonly words: Texts,
  ) {
    this.list = page.getByRole("region", { name: words.list_label, exact: true });
    this.composer = page.getByRole("textbox", { name: words.composer_label, exact: true });
    this.details = page.getByRole("complementary", { name: words.details_label });
    this.dialog = page.getByRole("dialog");
    this.messages = page.getByRole("log", { name: words.messages_label });
  }

  async isReady(): Promise<void> {
    await expect(this.tab("waiting")).toHaveText(/\d/);
    // The counts are nought, and a list holds its place, until the first snapshot is there.
    await expect(this.page.locator(".desk-list .skeleton-row")).toHaveCount(0);
  }

  tab(name: TabName): Locator {
    return this.page.getByRole("tab", { name: new RegExp(`^${this.words[`tab_${name}`]}`) });
  }

  async choose(name: TabName): Promise<void> {
    await this.tab(name).click();
    await expect(this.tab(name)).toHaveAttribute("aria-selected", "true");
    // The list follows a frame later.
    await expect(this.page.getByRole("tabpanel", { name: new RegExp(`^${this.words[`tab_${name}`]}`) })).toBeAttached();
  }

  row(text: string): Locator {
    return this.list.getByRole("listitem").filter({ hasText: text });
  }

  async open(text: string): Promise<void> {
    await this.row(text).getByRole("link").click();
  }

  /** One of the actions on the open conversation, by the key of its label. */
  action(key: "accept" | "resolve" | "return_to_waiting" | "reopen" | "close_unanswered" | "write_again"): Locator {
    return this.page.locator(".conversation-head").getByRole("button", { name: this.words[key], exact: true });
  }

  /** Accepts the open conversation, until it is there to be answered. */
  async accept(): Promise<void> {
    await this.action("accept").click();
    await expect(this.composer).toBeFocused();
  }

  /** Chooses from the Options of the open conversation, by the key of the label. */
  async option(key: string): Promise<void> {
    await this.page.getByRole("button", { name: this.words.options, exact: true }).click();
    await this.page.getByRole("menuitem", { name: this.words[key], exact: true }).click();
  }

  /** The answer of the open question. */
  answer(key: string): Locator {
    return this.dialog.getByRole("button", { name: this.words[key], exact: true });
  }

  /** What the panel says under a label. */
  fact(key: string): Locator {
    const label = this.page.locator("dt").filter({ hasText: new RegExp(`^${escaped(this.words[key]!)}$`) });
    return this.details.locator(".fact").filter({ has: label }).locator("dd");
  }

  /** What is offered to me, by its text. */
  offer(text: string): Locator {
    return this.offers.getByRole("article").filter({ hasText: text });
  }

  private get offers(): Locator {
    return this.page.getByRole("region", { name: this.words.offers_label, exact: true });
  }

  /** Sees that it is offered to me, if need be behind the first ones. */
  async isOffered(text: string): Promise<void> {
    const others = this.offers.getByRole("button", { expanded: false });
    await expect(async () => {
      if (await others.isVisible()) await others.click();
      await expect(this.offer(text)).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 15_000 });
  }

  /** The button that says what I am for my colleagues. */
  presence(key: "online" | "on_break" | "offline"): Locator {
    const name = this.words.your_presence!.replace("{presence}", this.words[key]!);
    return this.page.getByRole("button", { name, exact: true });
  }

  /** Chooses what to be for my colleagues. */
  async beFor(key: "online" | "on_break" | "appear_offline"): Promise<void> {
    await this.page.locator(".presence-menu > button").click();
    await this.page.getByRole("menuitemradio", { name: this.words[key], exact: true }).click();
    await expect(this.presence(key === "appear_offline" ? "offline" : key)).toBeVisible();
  }

  /** A notice that says this. */
  notice(text: string): Locator {
    return this.page.locator(".notice").filter({ hasText: text });
  }

  /** A line between the messages. */
  line(text: string): Locator {
    return this.messages.locator(".line").filter({ hasText: text });
  }

  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }

  bubble(text: string): Locator {
    return this.page.locator(".bubble").filter({ hasText: text });
  }

  ticks(text: string, kind: "pending" | "held" | "stored" | "received" | "read"): Locator {
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
