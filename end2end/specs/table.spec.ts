// The managers' table: its columns, its filter in the address, what changes live, and what is done from a row.

import { DEMO } from "../fixtures/company.ts";
import { customer } from "../fixtures/customer.ts";
import { post } from "../fixtures/post.ts";
import { expect, expectAccessible, test } from "../fixtures/test.ts";
import { filled } from "../fixtures/texts.ts";
import { TablePage } from "../pages/table.ts";

test.use({ start: "demo" });

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

test("columns are ticked, sorted, moved by mouse and by keys, made wider, and stay so for this user", async ({ people }) => {
  const desk = await people.agent({ signIn: DEMO.helena, viewport: { width: 1440, height: 900 } });
  const { page, words } = desk;
  const table = new TablePage(page, words);
  await table.open();
  await expect(table.rows.first()).toBeVisible();
  await expectAccessible(page, "the table");

  const gear = page.getByRole("button", { name: words.table_columns, exact: true });
  await gear.click();
  const columns = table.panel("table_columns");
  await expectAccessible(page, "the choice of columns");
  await columns.getByRole("searchbox").fill("spa");
  await columns.getByLabel(words.status_spam!, { exact: true }).check();
  await columns.getByRole("searchbox").fill("");
  await columns.getByLabel(words.details_inbox!, { exact: true }).uncheck();
  await columns.getByRole("button", { name: words.table_apply, exact: true }).click();
  await expect(table.header("inbox")).toHaveCount(0);
  expect((await table.columns()).at(-1)).toBe("spam");

  const created = table.header("created");
  await created.click();
  await expect(created).toHaveAttribute("aria-sort", "ascending");
  await created.click();
  await expect(created).toHaveAttribute("aria-sort", "descending");
  await expect(page).toHaveURL(/sort=-created/);

  // By mouse: with a line where it will land, until it is let go.
  const [from, to] = [await table.header("agent").boundingBox(), await table.header("customer").boundingBox()];
  await page.mouse.move(from!.x + 30, from!.y + 15);
  await page.mouse.down();
  await page.mouse.move(from!.x, from!.y + 15, { steps: 4 });
  await page.mouse.move(to!.x + 20, to!.y + 15, { steps: 4 });
  await expect(page.locator(".table-drop-line")).toBeVisible();
  await page.mouse.up();
  await expect(page.locator(".table-drop-line")).toHaveCount(0);
  await expect.poll(async () => (await table.columns()).slice(0, 4)).toEqual(["number", "detailed_status", "agent", "customer"]);
  await expect(created, "a drag is no click").toHaveAttribute("aria-sort", "descending");

  // By keys; the focus goes along, and readers are told.
  await table.header("agent").focus();
  await page.keyboard.press("Alt+ArrowRight");
  await expect(table.header("agent")).toBeFocused();
  await expect(page.getByText(filled(words.table_moved!, { column: words.details_agent!, place: 4, of: 12 }))).toBeAttached();
  await page.keyboard.press("Alt+ArrowDown");
  await page.getByRole("menuitem", { name: words.table_move_left, exact: true }).click();
  await expect.poll(async () => (await table.columns()).indexOf("agent")).toBe(2);
  const width = (await table.header("customer").boundingBox())!.width;
  await table.header("customer").focus();
  await page.keyboard.press("Alt+Shift+ArrowRight");
  await expect.poll(async () => (await table.header("customer").boundingBox())!.width).toBe(width + 16);

  await page.reload();
  await table.isReady();
  expect((await table.columns()).slice(0, 4)).toEqual(["number", "detailed_status", "agent", "customer"]);
  await expect(table.header("created")).toHaveAttribute("aria-sort", "descending");
  await gear.click();
  await columns.getByRole("button", { name: words.table_restore, exact: true }).click();
  await expect(table.header("inbox")).toBeVisible();
});

test("on a phone a finger moves a column, and nothing is wider than the screen", async ({ people }) => {
  const desk = await people.agent({ signIn: DEMO.lucia, language: "es", colorScheme: "dark", ...PHONE });
  const { page, words } = desk;
  const table = new TablePage(page, words);
  await table.open();
  await expect(table.rows.first()).toBeVisible();
  await expectAccessible(page, "the table on a phone");
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wider, "pixels beyond the screen").toBeLessThanOrEqual(0);

  const [from, to] = [await table.header("customer").boundingBox(), await table.header("detailed_status").boundingBox()];
  const finger = await page.context().newCDPSession(page);
  const y = from!.y + 15;
  const touch = (type: string, x: number) =>
    finger.send("Input.dispatchTouchEvent", { type: type as "touchMove", touchPoints: type === "touchEnd" ? [] : [{ x, y }] });
  await touch("touchStart", from!.x + 12);
  for (const x of [from!.x, to!.x + 60, to!.x + 20]) await touch("touchMove", x);
  await expect(page.locator(".table-drop-line")).toBeVisible();
  await touch("touchEnd", 0);
  await expect.poll(async () => (await table.columns()).slice(0, 3)).toEqual(["number", "customer", "detailed_status"]);
});

test("what is asked for stands in the address, and a view keeps it", async ({ people }) => {
  const desk = await people.agent({ signIn: DEMO.helena, viewport: { width: 1440, height: 900 } });
  const { page, words } = desk;
  const table = new TablePage(page, words);
  await table.open();
  const editor = await table.addField(words.table_column_status_detailed!);
  await editor.getByLabel(words.status_closed!, { exact: true }).check();
  await editor.getByRole("button", { name: words.filter_search, exact: true }).click();
  await expect(page).toHaveURL(/filter=detailed_status\.in\.closed/);
  await expect.poll(async () => new Set(await table.values("detailed_status"))).toEqual(new Set([words.status_closed]));

  const dates = await table.addField(words.stamp_created!);
  await dates.getByLabel(filled(words.filter_last_days_other!, { count: 30 }), { exact: true }).check();
  await page.keyboard.press("Escape");
  await expect(page, "only the search asks").not.toHaveURL(/created/);
  await table.filter.getByRole("button", { name: words.filter_search, exact: true }).click();
  await expect(page).toHaveURL(/filter=detailed_status\.in\.closed~created\.last\.30/);
  await expectAccessible(page, "a filter with chips");

  await page.getByRole("button", { name: words.views_title, exact: true }).click();
  const views = table.panel("views_title");
  await views.getByRole("textbox").fill("Closed lately");
  await views.getByRole("button", { name: words.save, exact: true }).click();
  await expect(views.getByRole("button", { name: /Closed lately/ }).first()).toContainText(/\d/);
  await expectAccessible(page, "the views");
  await page.keyboard.press("Escape");

  await table.rows.first().getByRole("gridcell").nth(3).focus();
  await table.filter.getByRole("button", { name: words.filter_active, exact: true }).click();
  await expect(page).toHaveURL(/filter=detailed_status\.in\.new\.queued/);
  await expect(table.row(words.status_closed!)).toHaveCount(0);
  const inReach = table.grid.locator(":is([role=gridcell], [role=columnheader])[tabindex='0']");
  await expect(inReach, "the row that had the keyboard is gone").toHaveCount(1);
  await page.goBack();
  await expect(table.filter.getByText(words.status_closed!, { exact: true })).toBeVisible();
  await page.reload();
  await table.isReady();
  await expect.poll(async () => new Set(await table.values("detailed_status"))).toEqual(new Set([words.status_closed]));

  await table.filter.getByRole("searchbox").fill("zzzz nowhere");
  await page.keyboard.press("Enter");
  await expect(page.getByText(words.list_empty!)).toBeVisible();
  await page.getByRole("button", { name: words.views_title, exact: true }).click();
  await views.getByRole("button", { name: /Closed lately/ }).first().click();
  await expect(page).toHaveURL(/filter=detailed_status\.in\.closed~created\.last\.30/);
  await expect(table.rows.first()).toBeVisible();
});

test("in the order of agents a conversation is announced when it gets its place among the rows, and not before", async ({
  people,
  balcao,
}) => {
  const { page, words } = await people.agent({ signIn: DEMO.helena, viewport: { width: 1440, height: 900 } });
  const table = new TablePage(page, words);
  await page.goto(`${balcao.url}/conversations?sort=agent`);
  await table.isReady();
  const say = await customer(balcao);
  await say("Does the lamp come with a bulb?");
  const ana = await people.agent({ signIn: DEMO.ana, language: "pt-BR" });
  await ana.open("Does the lamp come with a bulb?");
  const fresh = page.getByRole("button", { name: filled(words.table_new_one!, { count: 1 }) });
  await expect(fresh, "without an agent it stands at the far end").toHaveCount(0);
  await ana.action("accept").click();
  await expect(fresh).toBeVisible();
  await fresh.click();
  await expect(fresh).toHaveCount(0);
});

test("after scrolling, rows are read out as they are seen, each with its own texts, and the cell with the keyboard keeps it", async ({
  people,
  balcao,
}) => {
  const { page, words } = await people.agent({ signIn: DEMO.helena, viewport: { width: 1440, height: 900 } });
  const table = new TablePage(page, words);
  await page.goto(`${balcao.url}/conversations?sort=number`);
  await table.isReady();
  const elements = await table.rows.count();
  const numbers = () => table.rows.locator("a.cell-number").allTextContents();
  const first = Number((await numbers())[0]);
  const cell = table.rows.nth(3).locator("[data-look=customer]");
  await cell.click();
  const focused = () => page.evaluate(() => document.activeElement?.closest<HTMLElement>("[data-row]")?.dataset.row);
  const before = await focused();
  expect(before).toBeDefined();
  await page.mouse.wheel(0, 3_000);
  await expect(async () => {
    const rows = await table.rows.evaluateAll((rows) =>
      rows.map((row) => [row.getAttribute("aria-rowindex"), (row as HTMLElement).dataset.row, row.querySelector("a.cell-number")?.textContent]),
    );
    const places = rows.map(([place]) => Number(place));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places.at(-1)).toBeGreaterThan(elements + 20);
    for (const [place, row, text] of rows) {
      expect(text).toBe(row);
      // The header is the first row, and no number is missing in this company.
      expect(Math.abs(Number(text) - first)).toBe(Number(place) - 2);
    }
  }).toPass();
  expect(await focused()).toBe(before);
  expect(await table.rows.count(), "elements are used again").toBeLessThan(elements + 20);
});

test("rows change where they stand, what is new is announced, and a row leads to history and review", async ({ people, balcao }) => {
  test.slow();
  const desk = await people.agent({ signIn: DEMO.helena, viewport: { width: 1440, height: 900 } });
  const { page, words } = desk;
  const table = new TablePage(page, words);
  await table.open();
  await expect(table.rows.first()).toBeVisible();
  const before = (await table.values("number"))[0]!;

  const say = await customer(balcao);
  await say("Is the blue one still there?");
  const fresh = page.getByRole("button", { name: filled(words.table_new_one!, { count: 1 }) });
  await expect(fresh).toBeVisible();
  expect((await table.values("number"))[0], "nothing moved").toBe(before);
  await fresh.click();
  const row = table.rows.first();
  await expect(row).not.toContainText(before);
  await expect(row).toContainText(words.status_new!);
  await expect(row.locator(".cell-running"), "counts on").toBeVisible();

  await table.choose(row, "table_history");
  await expect(table.beside.locator(".bubble").filter({ hasText: "Is the blue one still there?" })).toBeVisible();
  await say("Or the red one?");
  await expect(table.beside.locator(".bubble").filter({ hasText: "Or the red one?" }), "live").toBeVisible();
  await expect(row, "reading takes nothing").toContainText(words.status_new!);
  await expectAccessible(page, "a conversation beside the table");
  await page.keyboard.press("Escape");
  await expect(table.beside).toHaveCount(0);

  await table.choose(row, "accept_and_close");
  await expect(row, "it changes in place").toContainText(words.status_closed!);
  await table.choose(row, "table_review");
  const rating = table.beside.getByRole("group", { name: words.review_title });
  await rating.getByText("2", { exact: true }).click();
  await table.beside.getByRole("button", { name: words.review_save }).click();
  await page.getByRole("button", { name: words.table_columns, exact: true }).click();
  await table.panel("table_columns").getByLabel(words.review_title!, { exact: true }).check();
  await table.panel("table_columns").getByRole("button", { name: words.table_apply, exact: true }).click();
  await expect(row.locator("[data-low]"), "a low rating stands out").toContainText(filled(words.rating_of_five!, { value: 2 }));

  // The keyboard stays in its cell while the row changes under it.
  const cell = row.getByRole("gridcell").nth(2);
  await cell.focus();
  const conversation = Number(await row.getAttribute("data-row"));
  await post(page, "/api/v1/commands", { id: crypto.randomUUID(), command: { review: { conversation, value: 4, comment: null } } });
  await expect(row.locator("[data-low]")).toHaveCount(0);
  await expect(cell).toBeFocused();

  // By keys alone: tick, extend, open the menu, open the conversation.
  await page.keyboard.press("Space");
  await expect(row).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Shift+ArrowDown");
  await expect(table.grid.locator("[data-row][aria-selected=true]")).toHaveCount(2);
  await page.keyboard.press("Escape");
  await expect(table.grid.locator("[data-row][aria-selected=true]")).toHaveCount(0);
  await page.keyboard.press("Shift+F10");
  await page.getByRole("menuitem", { name: words.force_close }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/desk\/[a-z-]+\/\d+$/);
  await page.goBack();
  await expect(table.rows.first()).toBeVisible();

  // The customer is written to first, from the row of what is over.
  await table.choose(table.rows.first(), "table_outgoing");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: words.composer_label, exact: true }).fill("It is back in stock");
  await dialog.getByRole("button", { name: words.send, exact: true }).click();
  await expect(page).toHaveURL(/\/desk\/[a-z-]+\/\d+$/);
  await expect(desk.bubble("It is back in stock")).toBeVisible();
});
