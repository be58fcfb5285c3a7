// What an empty desk says.

import { expect, test } from "../fixtures/test.ts";

test.use({ start: "empty" });

test("an empty list and an empty pane say what they are", async ({ people }) => {
  const desk = await people.agent();
  await desk.choose("resolved");
  await expect(desk.page.getByText(desk.words.pane_empty)).toBeVisible();
  await desk.choose("in_service");
  await expect(desk.page.getByText(desk.words.list_empty)).toBeVisible();
});
