// The funnel: what the lists are narrowed down to, live and in the address; and what nobody is in charge of.

import type { Balcao } from "../fixtures/balcao.ts";
import { DEMO } from "../fixtures/company.ts";
import { expect, expectAccessible, test } from "../fixtures/test.ts";
import { filled } from "../fixtures/texts.ts";
import type { DeskPage } from "../pages/desk.ts";

test.use({ start: "demo" });

/** Open conversations of customers who wrote a minute ago, in an inbox without a department, with their tags. */
async function waiting(balcao: Balcao, name: string, conversations: Record<string, string[]>): Promise<void> {
  const at = new Date(Date.now() - 60_000).toISOString();
  const of = (text: string) => `${name}: ${text}`;
  await balcao.import([
    { type: "inbox", external_id: name, name },
    { type: "connection", external_id: name, inbox: name, name: `${name} page` },
    ...Object.entries(conversations).flatMap(([text, tags]) => [
      { type: "contact", external_id: of(text), name: `Rosa ${text}` },
      {
        type: "conversation",
        external_id: of(text),
        inbox: name,
        contact: of(text),
        happenings: [{ at, kind: "customer_message", text }, ...tags.map((tag) => ({ at, kind: "tag", tag }))],
      },
    ]),
  ]);
}

/** Opens the choices and ticks these. */
async function narrow(desk: DeskPage, ...labels: string[]): Promise<void> {
  await desk.page.locator(".funnel").click();
  for (const label of labels) await desk.dialog.getByLabel(label, { exact: true }).check();
  await desk.answer("funnel_done").click();
  await expect(desk.dialog).toHaveCount(0);
}

test("by tag and connection: the list follows live, the address keeps it, and one press clears it", async ({ people, balcao }) => {
  await waiting(balcao, "Bikes", { "a flat tyre": ["urgent"], "a new bell": ["sale"], "no brakes at all": ["urgent", "repair"] });
  const desk = await people.agent({ signIn: DEMO.helena });
  const { page, words } = desk;
  await expect(desk.row("a flat tyre").getByText("urgent", { exact: true })).toBeVisible();

  await page.locator(".funnel").click();
  await expectAccessible(page, "the choices of the funnel");
  await desk.dialog.getByLabel("urgent", { exact: true }).check();
  await expect(desk.row("a new bell"), "the list follows each tick").toHaveCount(0);
  await desk.dialog.getByLabel("Bikes page", { exact: true }).check();
  await desk.answer("funnel_done").click();
  await expect(desk.list.getByRole("listitem")).toHaveCount(2);
  await expect(page.getByText(filled(words.funnel_active_other!, { count: 2 })).first()).toBeVisible();
  await expectAccessible(page, "a list that is narrowed down");
  await expect(page).toHaveURL(/\?tags=\d+&connections=\d+$/);

  await desk.open("no brakes at all");
  await expect(desk.bubble("no brakes at all")).toBeVisible();
  await expect(page).toHaveURL(/\/\d+\?tags=\d+&connections=\d+$/);
  await page.reload();
  await expect(desk.list.getByRole("listitem")).toHaveCount(2);
  await desk.action("accept").click();
  await expect(desk.tab("in_service")).toHaveAttribute("aria-selected", "true");
  await expect(desk.list.getByRole("listitem")).toHaveCount(1);
  await desk.choose("resolved");
  await expect(page.getByText(words.list_empty!)).toBeVisible();
  await expect(page.getByText(words.pane_empty!)).toBeVisible();
  await desk.choose("waiting");
  await expect(desk.list.getByRole("listitem")).toHaveCount(1);

  await page.getByRole("button", { name: words.funnel_clear, exact: true }).click();
  await expect(desk.row("a new bell")).toBeVisible();
  await expect(page).toHaveURL(/\/desk\/waiting$/);
});

test("mine and new, unread, by user and by department", async ({ people }) => {
  const helena = await people.agent({ signIn: DEMO.helena });
  const grace = await people.agent({ signIn: DEMO.grace });
  const chat = await people.visitor();
  await chat.open();
  await chat.send("Only for Grace");
  await grace.open("Only for Grace");
  await grace.action("accept").click();
  await grace.send("Here I am");
  await helena.choose("in_service");
  await expect(helena.row("Here I am")).toBeVisible();

  await narrow(helena, helena.words.funnel_mine!);
  await expect(helena.row("Here I am")).toHaveCount(0);
  await helena.page.getByRole("button", { name: helena.words.funnel_clear, exact: true }).click();
  await narrow(helena, DEMO.grace.name);
  const row = helena.row("Here I am");
  await expect(row).toBeVisible();
  const agent = row.locator(".row-agent");
  const told = () => agent.evaluate((element) => getComputedStyle(element, "::after").content);
  expect(await told()).not.toContain(DEMO.grace.name);
  await row.getByRole("link").focus();
  await helena.page.keyboard.press("ArrowUp");
  await helena.page.keyboard.press("Home");
  await row.getByRole("link").focus();
  expect(await told(), "said to who comes by the keyboard").toContain(DEMO.grace.name);

  await grace.action("return_to_waiting").click();
  await expect(row, "live: it left her").toHaveCount(0);
  await helena.page.getByRole("button", { name: helena.words.funnel_clear, exact: true }).click();
  await helena.choose("waiting");
  await narrow(helena, helena.words.funnel_unread!);
  await expect(helena.row("Here I am")).toHaveCount(0);
  await chat.send("Where did you go?");
  await expect(helena.row("Where did you go?"), "live: it came in").toBeVisible();
});

test("what waits where nobody would take it is told to those who assign, not to agents", async ({ people, balcao }) => {
  await waiting(balcao, "Orphans", { "is anybody there": [] });
  const agent = await people.agent({ signIn: DEMO.ana, language: "pt-BR" });
  const desk = await people.agent({ signIn: DEMO.helena });
  const alert = desk.page.locator(".desk-unowned");
  await expect(alert).toBeVisible();
  await expect(desk.row("is anybody there").getByRole("img", { name: desk.words.unassigned })).toBeVisible();
  await expectAccessible(desk.page, "the alert");
  await alert.click();
  await expect(desk.row("is anybody there")).toBeVisible();
  await expect(desk.page).toHaveURL(/\?unowned$/);
  await expect(alert).toHaveCount(0);
  await desk.open("is anybody there");
  await desk.accept();
  await desk.page.keyboard.press("Escape");
  await desk.page.keyboard.press("f");
  await desk.dialog.getByRole("button", { name: desk.words.funnel_clear }).click();
  await desk.answer("funnel_done").click();
  await expect(desk.row("is anybody there")).toBeVisible();
  await expect(agent.page.locator(".desk-unowned")).toHaveCount(0);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`the funnel on a phone, ${colorScheme}`, async ({ people }) => {
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme };
    const desk = await people.agent({ signIn: DEMO.lucia, language: "es", ...phone });
    await desk.page.locator(".funnel").click();
    await desk.dialog.getByLabel(desk.words.funnel_mine!, { exact: true }).check();
    await expectAccessible(desk.page, "the choices");
    await desk.answer("funnel_done").click();
    await expectAccessible(desk.page, "the list");
    const wider = await desk.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wider, "pixels beyond the screen").toBeLessThanOrEqual(0);
  });
}
