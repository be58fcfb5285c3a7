// Who gets what waits: offers with the time that is left, passed on when they are skipped; and who sees whom there.

import type { Page } from "@playwright/test";

import type { DeskPage } from "../pages/desk.ts";
import { DEMO } from "../fixtures/company.ts";
import { expect, expectAccessible, test } from "../fixtures/test.ts";
import { filled } from "../fixtures/texts.ts";

test.use({ start: "demo" });

const NOBODY = "Nobody is here right now. We answer as soon as somebody is.";

/** Calls a server function as the page would. */
async function call<T>(page: Page, name: string, input: unknown): Promise<T> {
  return page.evaluate(
    async ([name, body]) => {
      const headers = { "content-type": "application/json" };
      const answer = await fetch(`/api/fn/${name}`, { method: "POST", headers, body });
      if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
    [name, JSON.stringify(input)] as const,
  );
}

interface Snapshot {
  directory: { users: { id: number; name: string }[] };
}

interface Routing {
  settings: object;
  version: number;
}

/** In this order, in the shop's inbox; gives what sets it back, so that the next tests meet no offers. */
async function askInOrder(desk: DeskPage, order: string[]): Promise<() => Promise<Routing>> {
  const { directory } = await call<Snapshot>(desk.page, "snapshot", {});
  const id = (name: string) => directory.users.find((user) => user.name === name)!.id;
  const { settings: before, version } = await call<Routing>(desk.page, "inbox_routing", { inbox: 1 });
  const set = (routing: Routing) => call<Routing>(desk.page, "set_inbox_routing", { inbox: 1, routing });
  const nobody_text = { en: NOBODY, "pt-BR": NOBODY, es: NOBODY };
  const settings = { distribution: "in_order", order: order.map(id), offer_ms: 60_000, nobody_text };
  const now = await set({ settings, version });
  return () => set({ settings: before, version: now.version });
}

test("an offer counts down, goes on when it is skipped, and is taken by Accept; who pauses is seen and gets none", async ({ people }) => {
  test.slow();
  const helena = await people.agent({ signIn: DEMO.helena });
  const grace = await people.agent({ signIn: DEMO.grace });
  const lucia = await people.agent({ signIn: DEMO.lucia, language: "es" });
  // Whatever they were on this server before.
  for (const agent of [grace, lucia]) await agent.beFor("online");
  const setBack = await askInOrder(helena, [DEMO.grace.name, DEMO.lucia.name]);

  const first = await people.visitor();
  await first.open();
  await first.send("Where is my parcel, please?");
  const offer = grace.offer("Where is my parcel");
  await grace.isOffered("Where is my parcel");
  await expect(offer.getByRole("timer")).toHaveText(/^(1:00|0:[0-5]\d)$/);
  const before = await offer.getByRole("timer").textContent();
  await expect(offer.getByRole("timer"), "it runs").not.toHaveText(before!);
  await expect(lucia.offer("Where is my parcel")).toHaveCount(0);
  const kept = filled(helena.words.colleague!, { name: DEMO.grace.name, presence: helena.words.online! });
  const sign = helena.row("Where is my parcel").getByRole("img", { name: filled(helena.words.reserved_for!, { name: kept }) });
  await expect(sign).toBeVisible();
  await expectAccessible(grace.page, "the offers");

  await grace.page.reload();
  await grace.isOffered("Where is my parcel");
  await offer.getByRole("button", { name: grace.words.skip!, exact: true }).click();
  await expect(offer).toHaveCount(0);
  const next = lucia.offer("Where is my parcel");
  await lucia.isOffered("Where is my parcel");
  await next.getByRole("button", { name: lucia.words.accept!, exact: true }).click();
  await expect(lucia.action("resolve")).toBeVisible();
  await expect(next).toHaveCount(0);

  await grace.beFor("on_break");
  await expectAccessible(grace.page, "the rail");
  await grace.page.reload();
  await expect(grace.presence("on_break"), "the break survives").toBeVisible();
  await helena.choose("in_service");
  await helena.open("Where is my parcel");
  await helena.option("transfer");
  await expect(helena.dialog.getByRole("option", { name: DEMO.grace.name })).toContainText(helena.words.on_break!);
  await helena.page.keyboard.press("Escape");

  const second = await people.visitor();
  await second.open();
  await second.send("Do you have a blue bell?");
  await lucia.isOffered("Do you have a blue bell?");
  await expect(grace.offer("Do you have a blue bell?")).toHaveCount(0);
  await grace.beFor("online");
  await setBack();
});

test("where nobody is the customer is told, and served when somebody comes", async ({ people }) => {
  const helena = await people.agent({ signIn: DEMO.helena });
  const grace = await people.agent({ signIn: DEMO.grace });
  await grace.beFor("appear_offline");
  const setBack = await askInOrder(helena, [DEMO.grace.name]);
  const chat = await people.visitor();
  await chat.open();
  await chat.send("Is anybody there?");
  await expect(chat.message(NOBODY)).toBeVisible();
  await grace.beFor("online");
  await grace.isOffered("Is anybody there?");
  await expect(chat.message(NOBODY)).toHaveCount(1);
  await setBack();
});

test("the customer's support agent is chosen on the conversation", async ({ people }) => {
  const helena = await people.agent({ signIn: DEMO.helena });
  const chat = await people.visitor();
  await chat.open();
  await chat.send("I come back every week");
  await helena.open("I come back every week");
  await helena.option("support_agent_choose");
  await expectAccessible(helena.page, "the question for the support agent");
  await helena.dialog.getByRole("combobox").fill("grace");
  await helena.page.keyboard.press("Enter");
  await helena.answer("support_agent_assign").click();
  await expect(helena.fact("support_agent")).toHaveText(DEMO.grace.name);
  const said = filled(helena.words.activity_support_agent!, { by: DEMO.helena.name, agent: DEMO.grace.name });
  await expect(helena.line(said)).toBeVisible();
});

test("an administrator sets how an inbox hands out, and another is told of it", async ({ people, complaints }) => {
  complaints.expect(/409 \(Conflict\)/);
  const helena = await people.agent({ signIn: DEMO.helena });
  const { page, words } = helena;
  await page.goto(new URL("/settings/inboxes/2", page.url()).href);
  await page.getByRole("link", { name: words.routing_link!, exact: true }).click();
  await expect(page).toHaveURL(/\/routing$/);
  const distribution = page.getByRole("combobox", { name: words.routing_distribution!, exact: true });
  await distribution.selectOption({ label: words.routing_in_order! });
  const add = page.getByRole("combobox", { name: words.routing_order_add!, exact: true });
  await add.selectOption({ label: "Bruno Alves" });
  await add.selectOption({ label: DEMO.grace.name });
  await page.getByRole("button", { name: filled(words.routing_order_up!, { name: DEMO.grace.name }), exact: true }).click();
  await page.getByRole("checkbox", { name: new RegExp(`^${words.routing_limit}`) }).check();
  await page.getByRole("spinbutton", { name: words.routing_at_most!, exact: true }).fill("3");
  await page.getByRole("textbox", { name: words.routing_nobody_text!, exact: true }).fill(NOBODY);
  await expectAccessible(page, "the settings of the routing");

  // Somebody else is faster.
  const { version } = await call<{ version: number }>(page, "inbox_routing", { inbox: 2 });
  await call(page, "set_inbox_routing", { inbox: 2, routing: { settings: {}, version } });
  const save = page.getByRole("button", { name: words.save!, exact: true });
  await save.click();
  await expect(page.getByRole("alert")).toContainText(words.changed_meanwhile!);
  await page.getByRole("button", { name: words.reload!, exact: true }).click();
  await expect(distribution).toHaveValue("everyone");

  await distribution.selectOption({ label: words.routing_evenly! });
  await save.click();
  await expect(helena.notice(words.saved!)).toBeVisible();
  await page.reload();
  await expect(distribution).toHaveValue("evenly");
});
