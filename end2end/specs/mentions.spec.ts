// A colleague is mentioned in a note, by the keys alone; the customer never knows of it.

import { DEMO } from "../fixtures/company.ts";
import { expect, test } from "../fixtures/test.ts";

test.use({ start: "demo" });

test("an at sign in a note offers the colleagues", async ({ people }) => {
  const desk = await people.agent({ signIn: DEMO.helena });
  const chat = await people.visitor();
  await chat.open();
  await chat.send("Can I change my address?");
  await desk.open("Can I change my address?");
  await desk.action("accept").click();
  await desk.page.getByRole("button", { name: desk.words.note, exact: true }).click();
  const note = desk.page.getByRole("textbox", { name: desk.words.note_internal, exact: true });
  await note.pressSequentially("Please look, @luc");
  const list = desk.page.getByRole("listbox", { name: desk.words.mention_list });
  await expect(list.getByRole("option")).toHaveText([/Lucía Romero/]);
  await note.press("Enter");
  await expect(note).toHaveValue("Please look, @Lucía Romero ");
  await expect(list).toHaveCount(0);
  await note.press("Enter");
  await expect(desk.page.locator(".bubble .mention")).toHaveText("@Lucía Romero");
  await expect(chat.frame.getByText("Please look")).toHaveCount(0);
});
