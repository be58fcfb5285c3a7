// The three languages, on both sides of the conversation.

import { DEMO } from "../fixtures/company.ts";
import { expect, test } from "../fixtures/test.ts";
import { type Language, texts } from "../fixtures/texts.ts";
import { LoginPage } from "../pages/login.ts";

test.use({ start: "demo" });

const PEOPLE = [
  { language: "en", signIn: DEMO.grace, asked: "Is the blue one in stock?", answered: "It is." },
  { language: "pt-BR", signIn: DEMO.ana, asked: "A azul está em estoque?", answered: "Está, sim." },
  { language: "es", signIn: DEMO.lucia, asked: "¿Hay la azul?", answered: "Sí, hay." },
] satisfies { language: Language; [rest: string]: unknown }[];

for (const { language, signIn, asked, answered } of PEOPLE) {
  test(`the sign-in speaks ${language}`, async ({ people, balcao }) => {
    const page = await people.browser("anybody", { language });
    await new LoginPage(page, texts(language)).open(balcao.url);
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    await expect(page.getByRole("heading", { name: texts(language).login_title })).toBeVisible();
  });

  test(`desk and chat speak ${language}`, async ({ people }) => {
    const desk = await people.agent({ language, signIn });
    await expect(desk.page.locator("html")).toHaveAttribute("lang", language);
    const chat = await people.visitor({ language });
    await chat.open();
    await chat.send(asked);
    await desk.open(asked);
    await desk.action("accept").click();
    await desk.send(answered);
    await expect(chat.message(answered)).toBeVisible();
    await desk.action("resolve").click();
    await expect(chat.frame.getByText(chat.words.chat_rate_asked)).toBeVisible();
  });
}
