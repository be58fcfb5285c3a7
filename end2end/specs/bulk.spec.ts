// Many conversations at once: what can be done to them, the report of what could not, and the table as a file.

import { readFile } from "node:fs/promises";

import type { Balcao } from "../fixtures/balcao.ts";
import { ADMINISTRATOR } from "../fixtures/company.ts";
import { expect, expectAccessible, test } from "../fixtures/test.ts";
import { filled } from "../fixtures/texts.ts";
import { TablePage } from "../pages/table.ts";

test.use({ start: "empty" });

/** Customers who wrote a minute ago and wait. */
async function waiting(balcao: Balcao, ...names: string[]): Promise<void> {
  const at = new Date(Date.now() - 60_000).toISOString();
  await balcao.import([
    { type: "inbox", external_id: "bulk", name: "Bulk" },
    { type: "connection", external_id: "bulk", inbox: "bulk", name: "Bulk page" },
    ...names.flatMap((name) => [
      { type: "contact", external_id: name, name },
      {
        type: "conversation",
        external_id: name,
        inbox: "bulk",
        contact: name,
        happenings: [{ at, kind: "customer_message", text: "hello" }],
      },
    ]),
  ]);
}

test("ticked conversations end by one press; what was over is left as it is and named", async ({ people, balcao }) => {
  test.slow();
  await waiting(balcao, "Rosa One", "Rosa Two", "Rosa Three", "Rosa Four");
  const desk = await people.agent({ signIn: ADMINISTRATOR });
  const { page, words } = desk;
  const table = new TablePage(page, words);
  await table.open();
  const bar = page.getByRole("region", { name: words.bulk_bar, exact: true });
  const card = page.locator(".job").first();
  const press = (key: string) => bar.getByRole("button", { name: words[key], exact: true }).click();
  const answer = (key: string) => page.getByRole("dialog").getByRole("button", { name: words[key], exact: true }).click();

  await table.row("Rosa One").getByRole("checkbox").check();
  await expect(bar).toContainText(filled(words.bulk_selected!, { number: 1 }));
  await press("bulk_force_close");
  await expect(page.getByRole("dialog")).toContainText(words.bulk_force_close_lead!);
  await answer("bulk_force_close");
  await expect(card).toContainText(filled(words.job_done!, { done: 1 }));
  await expect(bar).toBeHidden();
  await expect(table.row("Rosa One")).toContainText(words.status_spam!);

  // The row that is over is ticked along.
  await table.row("Rosa Two").getByRole("checkbox").check();
  await press("bulk_all");
  await table.row("Rosa Four").getByRole("checkbox").uncheck();
  await expectAccessible(page, "the bar for what is ticked");
  await press("bulk_finish");
  await expect(page.getByRole("dialog", { name: filled(words.bulk_finish_title!, { number: 3 }) })).toBeVisible();
  await answer("bulk_finish");
  await expect(card).toContainText(filled(words.job_done_but!, { done: 2, left: 1 }));
  await card.getByRole("button", { name: words.job_report, exact: true }).click();
  const report = page.getByRole("dialog");
  await expect(report).toContainText(words.refused_inactive!);
  await expect(report.getByRole("listitem").filter({ hasText: words.status_spam! })).toHaveCount(1);
  await expectAccessible(page, "the report of a job");
  await page.keyboard.press("Escape");
  await expect(table.row("Rosa Four")).toContainText(words.status_new!);

  // On a phone everything is in the menu.
  await page.setViewportSize({ width: 390, height: 780 });
  await table.row("Rosa Four").getByRole("checkbox").check();
  await press("bulk_action");
  await page.getByRole("menuitem", { name: words.transfer, exact: true }).click();
  await page.getByRole("dialog").getByRole("option").filter({ hasText: ADMINISTRATOR.name }).click();
  await answer("transfer");
  await expect(card).toContainText(filled(words.job_done!, { done: 1 }));
  await expectAccessible(page, "jobs on a phone");
});

test("what the table shows is a file, in its columns and order", async ({ people, balcao }) => {
  await waiting(balcao, "=1+1 Rosa", "Rosa; \"Quoted\"");
  const { page, words } = await people.agent({ signIn: ADMINISTRATOR });
  const table = new TablePage(page, words);
  await table.open();
  const titles = await table.headers.evaluateAll((headers) => headers.map((header) => (header as HTMLElement).dataset.column!));
  const numbers = await table.values("number");
  await page.getByRole("button", { name: words.export_title, exact: true }).click();
  await page.getByRole("menuitem", { name: words.export_csv, exact: true }).click();
  const link = page.locator(".job").first().getByRole("link");
  await expect(link).toBeVisible();
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  expect(download.suggestedFilename()).toMatch(/\.csv$/);
  const text = await readFile(await download.path(), "utf8");
  const lines = text.trim().split("\r\n");
  expect(lines[0]!.split(",")).toHaveLength(titles.length);
  const at = titles.indexOf("number");
  expect(lines.slice(1).map((line) => line.split(",")[at])).toEqual(numbers);
  expect(text, "a formula is a text").toContain("'=1+1 Rosa");
});
