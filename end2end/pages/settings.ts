// The settings of inboxes and live chats, found by the labels that people read.

import { expect, type FrameLocator, type Locator, type Page } from "@playwright/test";

import { filled, type Texts } from "../fixtures/texts.ts";

export class SettingsPage {
  /** The panel in the live preview. */
  readonly preview: FrameLocator;

  constructor(
    readonly page: Page,
    readonly words: Texts,
  ) {
    this.preview = page.frameLocator(".preview-panel");
  }

  /** `address`: such as `inboxes/1`. */
  async open(url: string, address: string, heading: string): Promise<void> {
    await this.page.goto(`${url}/settings/${address}`);
    await expect(this.page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
  }

  field(key: string): Locator {
    return this.page.getByLabel(this.words[key]!, { exact: true });
  }

  /** Something that is on or off. */
  switch(key: string): Locator {
    return this.page.getByRole("checkbox", { name: new RegExp(`^${this.words[key]}`) });
  }

  button(key: string): Locator {
    return this.page.getByRole("button", { name: this.words[key]!, exact: true });
  }

  async save(): Promise<void> {
    await this.button("save").click();
    await expect(this.page.locator(".notice").filter({ hasText: this.words.saved! }).last()).toBeVisible();
    await expect(this.button("save")).toBeDisabled();
    // Not only being saved: another notice may still stand there.
    await expect(this.page.locator(".settings-save[data-dirty]")).toHaveCount(0);
  }

  /** Makes one from its list; the page of the new one is open then. */
  async make(kind: "inbox" | "live_chat", name: string, inbox?: string): Promise<number> {
    const dialog = this.page.getByRole("dialog", { name: this.words[`${kind}_new`]! });
    await this.button(`${kind}_new`).click();
    await dialog.getByLabel(this.words.field_name!, { exact: true }).fill(name);
    if (inbox) await dialog.getByLabel(this.words.live_chat_inbox!, { exact: true }).selectOption({ label: inbox });
    await dialog.getByRole("button", { name: this.words[`${kind}_create`]!, exact: true }).click();
    await expect(this.page.getByRole("heading", { level: 1, name })).toBeVisible();
    return Number(/\/(\d+)$/.exec(this.page.url())![1]);
  }

  /** Deletes the inbox whose page is open. */
  async deleteInbox(name: string, conversations: number): Promise<void> {
    const dialog = this.page.getByRole("dialog", { name: filled(this.words.inbox_delete_title!, { name }) });
    const answer = dialog.getByRole("button", { name: this.words.inbox_delete_do!, exact: true });
    await this.page.locator(".settings-page").getByRole("button", { name: this.words.inbox_delete!, exact: true }).click();
    const lost = this.words[conversations === 1 ? "inbox_delete_lost_one" : "inbox_delete_lost_other"]!;
    await expect(dialog.getByText(filled(lost, { count: conversations }))).toBeVisible();
    await dialog.getByLabel(this.words.inbox_delete_typed!).fill(name.slice(0, -1));
    await expect(answer).toBeDisabled();
    await dialog.getByLabel(this.words.inbox_delete_typed!).fill(name);
    await answer.click();
    await expect(this.page.getByRole("heading", { level: 1, name: this.words.inboxes_title! })).toBeVisible();
  }
}
