// The chat on a website: the launcher on the page, the panel in its frame.

import { expect, type FrameLocator, type Locator, type Page } from "@playwright/test";

import { type Language, LAUNCHER, type Texts } from "../fixtures/texts.ts";

export class ChatPanel {
  readonly launcher: Locator;
  readonly launcherName: RegExp;
  readonly frame: FrameLocator;
  readonly composer: Locator;
  readonly log: Locator;

  constructor(
    readonly page: Page,
    readonly words: Texts,
    language: Language,
  ) {
    this.launcherName = LAUNCHER[language].open;
    this.launcher = page.getByRole("button", { name: this.launcherName });
    this.frame = page.frameLocator("iframe");
    this.composer = this.frame.getByRole("textbox", { name: words.chat_placeholder });
    this.log = this.frame.getByRole("log");
  }

  async open(): Promise<void> {
    await this.launcher.click();
    await expect(this.composer).toBeEnabled();
  }

  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }

  message(text: string): Locator {
    return this.log.locator(".message").filter({ hasText: text });
  }

  /** The texts in the log, in order. */
  async texts(): Promise<string[]> {
    // Behind the text and its links stand a space and the time.
    return this.log
      .locator(".message .body")
      .evaluateAll((all) => all.map((body) => [...body.childNodes].slice(0, -2).map((node) => node.textContent).join("")));
  }
}
