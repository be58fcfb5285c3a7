// Two agents and three customers do whatever chance says, without waiting for each other; at the end each screen shows what a page
// shows that was loaded just now. `BALCAO_SEED=n` takes another walk.

import { DEMO } from "../fixtures/company.ts";
import { customer } from "../fixtures/customer.ts";
import { expect, test } from "../fixtures/test.ts";
import type { DeskPage, TabName } from "../pages/desk.ts";

test.use({ start: "demo" });

const STEPS = 60;
const TABS: TabName[] = ["waiting", "in_service", "resolved"];
const SEED = Number(process.env.BALCAO_SEED ?? 1);

/** Numbers below a bound, the same for the same seed (mulberry32). */
function dice(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

async function open(desk: DeskPage, id: number): Promise<void> {
  await desk.page.keyboard.press("Control+k");
  await desk.dialog.getByRole("combobox").fill(String(id));
  await desk.page.keyboard.press("Enter");
  await expect(desk.page).toHaveURL(new RegExp(`/${id}$`));
  await expect(desk.messages).toBeVisible();
}

/** What a screen shows of these conversations: in each tab the rows, their times aside, and one of them whole. */
async function seen(desk: DeskPage, ids: number[], last: number): Promise<unknown> {
  const lists: Record<string, string[]> = {};
  await desk.page.mouse.move(700, 5);
  for (const tab of TABS) {
    await desk.choose(tab);
    const shown = await desk.list.locator("a.row").evaluateAll((all) =>
      all.map((row) => {
        const parts = [".row-name", ".row-preview-text", ".row-unread", ".status-sign"];
        const said = parts.map((part) => row.querySelector(part)?.textContent ?? "");
        return [row.getAttribute("href")!.split("?")[0], ...said].join(" | ");
      }),
    );
    lists[tab] = shown.filter((row) => ids.some((id) => row.split(" | ")[0]!.endsWith(`/${id}`)));
  }
  await open(desk, last);
  const texts = await desk.texts();
  const lines = await desk.messages.locator(".line").allTextContents();
  return { lists, texts, lines, status: await desk.fact("details_status").textContent() };
}

test("after a random walk every screen shows what a reload shows", async ({ people, balcao, complaints }) => {
  test.slow();
  console.log(`seed ${SEED}`);
  // Two who do the same at once: one of them is told.
  complaints.expect(/status of 409/);
  const roll = dice(SEED);
  const agents = [await people.agent({ signIn: DEMO.helena }), await people.agent({ signIn: DEMO.grace })];
  const customers = [await customer(balcao), await customer(balcao), await customer(balcao)];
  const present: number[] = [];
  const known = new Set<number>();
  const says = async (number: number, text: string) => {
    present[number] = await customers[number]!(text);
    known.add(present[number]!);
  };
  for (const number of customers.keys()) await says(number, `customer ${number} begins`);
  const story: string[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    const number = roll(customers.length);
    if (roll(3) === 0) {
      story.push(`customer ${number} writes`);
      await says(number, `step ${step} of customer ${number}`);
      continue;
    }
    const desk = agents[roll(agents.length)]!;
    await open(desk, present[number]!);
    const deed = ["a", "a", "b", "e", "o", "reply", "reply", "note"][roll(8)]!;
    story.push(`${agents.indexOf(desk)} ${deed} on ${present[number]}`);
    if (deed === "reply" || deed === "note") {
      await desk.messages.focus();
      await desk.page.keyboard.press(deed === "reply" ? "r" : "n");
      const area = desk.page.locator(".composer-text");
      if (await area.isVisible()) {
        await area.fill(`${deed} at step ${step}`);
        await area.press("Enter");
      }
    } else {
      await desk.messages.focus();
      await desk.page.keyboard.press(deed);
    }
  }
  for (const desk of agents) await expect(desk.page.locator(".ticks[data-kind=pending]")).toHaveCount(0);
  const ids = [...known];
  for (const desk of agents) {
    const before = await seen(desk, ids, present[0]!);
    await desk.page.reload();
    await desk.isReady();
    expect(before, `seed ${SEED}:\n${story.join("\n")}`).toEqual(await seen(desk, ids, present[0]!));
  }
});
