// The managers' table of conversations.

import { expect, type Locator, type Page } from "@playwright/test";

import { escaped, type Texts } from "../fixtures/texts.ts";

export class TablePage {
  readonly grid: Locator;
  readonly rows: Locator;
  readonly headers: Locator;
  /** What stands beside it. */
  readonly beside: Locator;
  readonly filter: Locator;

  constructor(
    readonly page: Page,
    readonly words: Texts,
  ) {
    this.grid = page.getByRole("grid", { name: words.table_grid, exact: true });
    this.rows = this.grid.locator("[data-row]");
    this.headers = this.grid.locator("[role=columnheader][data-column]");
    this.beside = page.locator(".beside-pane");
    this.filter = page.getByRole("search", { name: words.filter_label, exact: true });
  }

  /** By the rail, as people come. */
  async open(): Promise<void> {
    await this.page.getByRole("link", { name: this.words.table_title, exact: true }).click();
    await this.isReady();
  }

  async isReady(): Promise<void> {
    await expect(this.grid).toHaveAttribute("aria-busy", "false");
    await expect(this.headers.first()).toBeVisible();
  }

  header(key: string): Locator {
    return this.grid.locator(`[role=columnheader][data-column=${key}]`);
  }

  /** The columns from the first to the last. */
  async columns(): Promise<string[]> {
    return this.headers.evaluateAll((headers) => headers.map((header) => (header as HTMLElement).dataset.column!));
  }

  row(text: string | RegExp): Locator {
    return this.rows.filter({ hasText: text });
  }

  /** What stands in a column, from the first drawn row down. */
  async values(key: string): Promise<string[]> {
    const at = (await this.columns()).indexOf(key) + 2;
    const cells = await this.grid.locator(`[data-row] > :nth-child(${at + 1})`).all();
    const placed = await Promise.all(
      cells.map(async (cell) => ({ y: (await cell.boundingBox())!.y, text: (await cell.innerText()).trim() })),
    );
    return placed.sort((a, b) => a.y - b.y).map(({ text }) => text);
  }

  panel(key: string): Locator {
    return this.page.getByRole("dialog", { name: this.words[key], exact: true });
  }

  async choose(row: Locator, key: string): Promise<void> {
    await row.locator("[data-lead=menu] button").click();
    await this.page.getByRole("menuitem", { name: this.words[key], exact: true }).click();
  }

  /** Adds a field to the filter; its editor is then open. */
  async addField(label: string): Promise<Locator> {
    await this.filter.getByRole("button", { name: this.words.filter_add, exact: true }).click();
    // Ticked it gives way to its editor.
    await this.panel("filter_add").getByLabel(label, { exact: true }).click();
    const editor = this.page.getByRole("dialog", { name: new RegExp(`^${escaped(label)}:`) });
    await expect(editor).toBeVisible();
    return editor;
  }
}
