// Search: a word typed once leads to the customer or to the message, from the keyboard alone.

import type { Balcao } from "../fixtures/balcao.ts";
import { DEMO } from "../fixtures/company.ts";
import { customer } from "../fixtures/customer.ts";
import { expect, expectAccessible, test } from "../fixtures/test.ts";
import type { DeskPage } from "../pages/desk.ts";

test.use({ start: "demo" });

const box = (desk: DeskPage) => desk.page.getByRole("searchbox", { name: desk.words.search_label });
const found = (desk: DeskPage) => desk.page.getByRole("region", { name: desk.words.search_results });
const hit = (desk: DeskPage, text: string) => found(desk).getByRole("link").filter({ hasText: text });

test("a message is found without its accents and opens where it stands", async ({ people, balcao }) => {
  const say = await customer(balcao);
  await say("A instalação chegou às três");
  for (let line = 1; line <= 130; line += 1) await say(`filler ${line}`);
  const desk = await people.agent({ signIn: DEMO.helena });
  await desk.page.keyboard.press("/");
  await expect(box(desk)).toBeFocused();
  await desk.page.keyboard.type("INSTALACAO tres");
  await expect(hit(desk, "A instalação chegou às três")).toHaveCount(1);
  await expect(found(desk).locator("mark")).toHaveText(["instalação", "três"]);
  await expect(desk.page).toHaveURL(/\?q=INSTALACAO%20tres$/);
  await desk.page.keyboard.press("ArrowDown");
  await expect(hit(desk, "A instalação chegou às três")).toBeFocused();
  await desk.page.keyboard.press("Enter");
  await expect(desk.bubble("A instalação chegou às três")).toBeInViewport();
  await expect(desk.page).toHaveURL(/q=INSTALACAO%20tres&message=\d+$/);

  // The address alone leads there too.
  await desk.page.reload();
  await expect(desk.bubble("A instalação chegou às três")).toBeInViewport();
  await expect(hit(desk, "A instalação chegou às três")).toHaveCount(1);

  await box(desk).press("Escape");
  await expect(found(desk)).toHaveCount(0);
  await expect(desk.row("filler 130")).toBeVisible();
});

/** Two customers whose conversations are over. */
async function pastCustomers(balcao: Balcao, ...names: [string, string]): Promise<void> {
  const [wrote, closed] = [2, 1].map((minutes) => new Date(Date.now() - minutes * 60_000).toISOString());
  const happenings = [
    { at: wrote, kind: "customer_message", text: "Thank you for the spare key" },
    { at: closed, kind: "accept_close", user: "locksmith" },
  ];
  await balcao.import([
    { type: "user", external_id: "locksmith", name: DEMO.helena.name, email: DEMO.helena.email },
    { type: "inbox", external_id: "locks", name: "Locks" },
    ...names.flatMap((name) => [
      { type: "contact", external_id: name, name },
      { type: "conversation", external_id: name, inbox: "locks", contact: name, happenings },
    ]),
  ]);
}

test("a customer is found by a part of the name, and the arrows go up and down", async ({ people, balcao }) => {
  await pastCustomers(balcao, "Zenóbia Prado", "Quirino Zenith");
  const desk = await people.agent({ signIn: DEMO.helena });
  await box(desk).fill("zen");
  const contacts = found(desk).getByRole("list", { name: desk.words.search_contacts });
  await expect(contacts.getByRole("link").filter({ hasText: "Zenóbia Prado" })).toBeVisible();
  await expect(contacts.getByRole("link").filter({ hasText: "Quirino Zenith" })).toBeVisible();
  const hits = found(desk).getByRole("link");
  await box(desk).press("ArrowDown");
  await expect(hits.first()).toBeFocused();
  await desk.page.keyboard.press("ArrowDown");
  await expect(hits.nth(1)).toBeFocused();
  await desk.page.keyboard.press("ArrowUp");
  await desk.page.keyboard.press("ArrowUp");
  await expect(box(desk)).toBeFocused();
});

test("what nobody wrote is not found, and it says so", async ({ people }) => {
  const desk = await people.agent({ signIn: DEMO.ana, language: "pt-BR" });
  await box(desk).fill("xylophagous");
  await expect(desk.page.getByText(desk.words.search_nothing.replace("{text}", "xylophagous"))).toBeVisible();
});

test("more is looked for further back", async ({ people, balcao }) => {
  const say = await customer(balcao);
  for (let line = 1; line <= 45; line += 1) await say(`quokka number ${line}`);
  const desk = await people.agent({ signIn: DEMO.helena });
  await box(desk).fill("quokka");
  await expect(hit(desk, "quokka number 45")).toBeVisible();
  await expect(hit(desk, "quokka number 9")).toHaveCount(0);
  await found(desk).evaluate((list) => (list.scrollTop = list.scrollHeight));
  await expect(hit(desk, "quokka number 9")).toBeAttached();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`what was found can be read by everybody, ${colorScheme}`, async ({ people, balcao }) => {
    const say = await customer(balcao);
    await say("An accessible giraffe");
    const desk = await people.agent({ signIn: DEMO.helena, colorScheme });
    await box(desk).fill("giraffe");
    await expect(hit(desk, "An accessible giraffe").first()).toBeVisible();
    await expectAccessible(desk.page, "what was found");
  });
}
