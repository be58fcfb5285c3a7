// Two agents reach for the same conversation.

import type { Request } from "@playwright/test";

import { DEMO } from "../fixtures/company.ts";
import { expect, test } from "../fixtures/test.ts";

test.use({ start: "demo" });

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
  let release = () => {};
  const together = new Promise<void>((go) => (release = go));
  for (const { desk } of agents) {
    await desk.page.route("**/api/v1/commands", async (route) => {
      await together;
      await route.continue();
    });
  }
  const accepting = (request: Request) => request.postData()?.includes("accept") ?? false;
  const pressed = agents.map(({ desk }) => desk.page.waitForRequest(accepting));
  for (const { desk } of agents) await desk.action("accept").click();
  await Promise.all(pressed);
  release();

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
