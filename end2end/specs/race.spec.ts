// Two agents reach for the same conversation.

import type { Page } from "@playwright/test";

import { DEMO } from "../fixtures/company.ts";
import { expect, test } from "../fixtures/test.ts";

test.use({ start: "demo" });

/** Holds the page's next command back; answers, once it is there, with what lets it go. */
function held(page: Page): Promise<() => Promise<void>> {
  return new Promise((hold) => {
    void page.route("**/api/v1/commands", (route) => hold(() => route.continue()), { times: 1 });
  });
}

test("two agents press Accept together: one has it, the other is told who", async ({ people, complaints }) => {
  const helena = await people.agent({ signIn: DEMO.helena });
  const grace = await people.agent({ signIn: DEMO.grace });
  const chat = await people.visitor();
  await chat.open();
  await chat.send("Who takes me?");
  const agents = [
    { desk: helena, name: DEMO.helena.name },
    { desk: grace, name: DEMO.grace.name },
  ];
  for (const { desk } of agents) {
    await desk.open("Who takes me?");
    await expect(desk.action("accept")).toBeVisible();
  }
  // The loser's refusal is an answer with the status 409, which the browser reports.
  complaints.expect(/status of 409/);
  // Neither command leaves before both agents have pressed: else the faster one's news takes the other's button away.
  const pressed = agents.map(({ desk }) => held(desk.page));
  for (const { desk } of agents) await desk.action("accept").click();
  for (const release of await Promise.all(pressed)) void release();

  const has = chat.frame.getByText(/Helena Duarte|Grace Miller/);
  await expect(has).toBeVisible();
  const won = (await has.first().textContent()) ?? "";
  const [first, other] = won.includes("Helena") ? agents : [...agents].reverse();
  await expect(first!.desk.composer).toBeVisible();
  await expect(other!.desk.page.getByText(first!.name).first()).toBeVisible();
  await expect(other!.desk.composer).toHaveCount(0);
  const told = other!.desk.words.problem_conflict_taken.replace("{name}", first!.name);
  await expect(other!.desk.page.getByText(told)).toBeVisible();
});
