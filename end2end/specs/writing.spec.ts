// What an agent writes and has not sent, on all of the agent's screens; what was sent and is called back; the signature.

import { expect, expectAccessible, test } from "../fixtures/test.ts";

test.use({ start: "empty" });

test("a draft is there on the other screen, with its file, and newer typing stays", async ({ people, balcao }) => {
  const desk = await people.agent();
  const chat = await people.visitor();
  await chat.open();
  await chat.send("Do you have rye bread?");
  await desk.open("Do you have rye bread?");
  await desk.action("accept").click();
  await desk.composer.fill("Yes, we");
  const other = await people.agent();
  await other.choose("in_service");
  await other.open("Do you have rye bread?");
  await expect(other.composer).toHaveValue("Yes, we");
  await other.composer.fill("Yes, we have it every day");
  await expect(desk.composer).toHaveValue("Yes, we have it every day");
  await other.page.locator(".composer input[type=file]").setInputFiles({
    name: "prices.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("4 euros"),
  });
  const strip = desk.page.getByRole("list", { name: desk.words.attachments_label });
  await expect(strip).toContainText("prices.txt");
  // Two at once: what was touched last is on both.
  await Promise.all([desk.composer.fill("Yes"), other.composer.fill("Yes, every morning")]);
  await desk.composer.pressSequentially(", fresh");
  await expect(async () => {
    expect(await other.composer.inputValue()).toBe(await desk.composer.inputValue());
  }).toPass();
  await expect(desk.composer).toHaveValue(/fresh$/);
  // Away before the pause is over, and back; then a new page.
  await desk.composer.pressSequentially(" daily");
  await desk.choose("waiting");
  await expect(other.composer).toHaveValue(/daily$/);
  await desk.page.goto(`${balcao.url}/desk/in-service`);
  await desk.open("Do you have rye bread?");
  await expect(desk.composer).toHaveValue(/daily$/);
  await expect(strip).toContainText("prices.txt");
  await desk.composer.press("Enter");
  await expect(chat.message("fresh")).toContainText("prices.txt");
  await expect(other.composer).toHaveValue("");
});

test("a reply waits, is called back with what it said, and goes out signed when it is left alone", async ({ people, balcao }) => {
  test.slow();
  const desk = await people.agent();
  const { page, words } = desk;
  await page.goto(`${balcao.url}/settings/profile`);
  await page.getByLabel(words.signature!, { exact: true }).fill("Ana, Padaria Aurora");
  const kept = () => page.waitForResponse((answer) => answer.url().endsWith("/change_own_settings") && answer.ok());
  await Promise.all([kept(), page.keyboard.press("Tab")]);
  await Promise.all([kept(), page.getByRole("combobox", { name: words.undo_send! }).selectOption("30")]);
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page, `the profile, ${colorScheme}`);
  }
  const chat = await people.visitor();
  await chat.open();
  await chat.send("Is my cake ready?");
  await page.goto(`${balcao.url}/desk/waiting`);
  await desk.open("Is my cake ready?");
  await desk.action("accept").click();
  await page.getByRole("button", { name: words.signature!, exact: true }).click();
  await expect(page.getByRole("button", { name: words.signature!, exact: true })).toHaveAttribute("aria-pressed", "true");
  await desk.send("Not yet");
  await expect(desk.ticks("Not yet", "held")).toBeVisible();
  await expectAccessible(page, "a reply that is held");
  await page.reload();
  await desk.bubble("Not yet").getByRole("button", { name: words.undo!, exact: true }).click();
  await expect(desk.composer).toHaveValue("Not yet");
  await expect(desk.bubble("Not yet")).toHaveCount(0);
  await desk.composer.fill("It is ready");
  await desk.composer.press("Enter");
  await expect(desk.ticks("It is ready", "held")).toBeVisible();
  // What comes next does not overtake it.
  await desk.action("resolve").click();
  await expect(chat.message("It is ready")).toContainText("Ana, Padaria Aurora");
  await expect(chat.message("Not yet")).toHaveCount(0);
  await expect(desk.bubble("It is ready").getByRole("button", { name: words.undo!, exact: true })).toHaveCount(0);
});
