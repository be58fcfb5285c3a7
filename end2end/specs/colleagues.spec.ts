// Two at the same conversation: each sees that the other looks, and is warned before both answer.

import { DEMO } from "../fixtures/company.ts";
import { expect, expectAccessible, test } from "../fixtures/test.ts";
import { filled } from "../fixtures/texts.ts";

test.use({ start: "demo" });

for (const colorScheme of ["light", "dark"] as const) {
  test(`who looks is seen, and leaves again; who writes too is warned, ${colorScheme}`, async ({ people }) => {
    const helena = await people.agent({ signIn: DEMO.helena, colorScheme });
    const grace = await people.agent({ signIn: DEMO.grace });
    const chat = await people.visitor();
    await chat.open();
    await chat.send(`Who has a minute, ${colorScheme}?`);
    await helena.open(`Who has a minute, ${colorScheme}?`);
    await expect(helena.composer).toBeVisible();
    const looks = filled(helena.words.looking!, { names: DEMO.grace.name });
    await expect(helena.page.getByText(looks)).toHaveCount(0);
    await grace.open(`Who has a minute, ${colorScheme}?`);
    await expect(helena.page.getByText(looks)).toBeAttached();
    await expect(grace.page.getByText(filled(grace.words.looking!, { names: DEMO.helena.name })), "also who came later").toBeAttached();
    await expectAccessible(helena.page, "a conversation with a colleague");

    await helena.composer.fill("I have one");
    await grace.composer.pressSequentially("So do I");
    const warning = helena.page.getByText(filled(helena.words.double_types!, { name: DEMO.grace.name }));
    await expect(warning).toBeVisible();
    await expectAccessible(helena.page, "the warning");
    await grace.composer.press("Enter");
    await expect(helena.bubble("So do I")).toBeVisible();
    await expect(warning).toHaveCount(0);
    await expect(helena.page.getByText(filled(helena.words.composer_held!, { name: DEMO.grace.name }))).toBeVisible();

    await grace.page.getByRole("button", { name: grace.words.options, exact: true }).waitFor();
    await grace.action("return_to_waiting").click();
    await expect(helena.composer, "what was typed is kept").toHaveValue("I have one");
    await grace.choose("resolved");
    await expect(helena.page.getByText(looks)).toHaveCount(0);
  });
}

test("a reply that a colleague's answer has overtaken goes out only when one insists", async ({ people }) => {
  const helena = await people.agent({ signIn: DEMO.helena });
  const chat = await people.visitor();
  await chat.open();
  await chat.send("What does delivery cost?");
  const grace = await people.agent({ signIn: DEMO.grace });
  await helena.open("What does delivery cost?");
  await grace.open("What does delivery cost?");
  await helena.composer.fill("Five euros");
  await grace.send("Nothing at all");
  await grace.action("return_to_waiting").click();
  await expect(helena.bubble("Nothing at all")).toBeVisible();
  const told = filled(helena.words.double_answered!, { name: DEMO.grace.name });
  await expect(helena.page.getByText(told)).toBeVisible();
  await helena.composer.press("Enter");
  await expect(helena.notice(told)).toBeVisible();
  await expect(helena.composer).toHaveValue("Five euros");
  await helena.notice(told).getByRole("button", { name: helena.words.double_send }).click();
  await expect(chat.message("Five euros")).toBeVisible();
});
