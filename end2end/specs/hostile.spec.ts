// What a customer or a colleague may write to do harm, in every place that shows it, on both sides: nothing of it runs, nothing
// breaks, and every text reads as it was written.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import type { BrowserContext, Page } from "@playwright/test";

import { DEMO } from "../fixtures/company.ts";
import { customer } from "../fixtures/customer.ts";
import { expect, test } from "../fixtures/test.ts";

const CORPUS: string[] = JSON.parse(readFileSync(resolve(import.meta.dirname, "../corpus/hostile.json"), "utf8"));

test.use({ start: "demo" });

/** As it is shown: control characters are not stored, and a line is trimmed. */
const shown = (text: string) => text.replace(/[\u0000-\u0008\u000b-\u001f]/g, "").trim();

/** Collects what must never be: dialogs, and reports of the content policy. */
async function watch(context: BrowserContext): Promise<string[]> {
  const seen: string[] = [];
  context.on("dialog", (dialog) => {
    seen.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await context.exposeBinding("violated", (_source, what: string) => void seen.push(what));
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      (window as unknown as { violated(what: string): void }).violated(`${event.violatedDirective}: ${event.blockedURI}`);
    });
  });
  return seen;
}

async function nothingRan(page: Page): Promise<void> {
  for (const frame of page.frames()) {
    expect(await frame.evaluate(() => (window as { ran?: number }).ran), frame.url()).toBeUndefined();
  }
}

/** All the texts of a log that draws only what is in sight, from the last one up. */
async function all(page: Page, texts: string): Promise<Set<string>> {
  const found = new Set<string>();
  let before = -1;
  for (let round = 0; found.size > before || round < 40; round += 1) {
    before = found.size;
    for (const text of await page.locator(texts).allTextContents()) found.add(text);
    await page.locator("[role=log]").evaluate((log) => (log.scrollTop -= log.clientHeight));
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    if (round > 200) break;
  }
  return found;
}

test("what a customer writes to do harm is only text for the agent", async ({ people, balcao }) => {
  const say = await customer(balcao);
  for (const text of CORPUS) await say(text);
  await say("the end of the corpus");
  const desk = await people.agent({ signIn: DEMO.helena });
  const seen = await watch(desk.page.context());
  await desk.page.reload();
  await desk.isReady();
  await desk.open("the end of the corpus");
  await expect(desk.bubble("the end of the corpus")).toBeVisible();
  const found = await all(desk.page, ".bubble-text");
  for (const text of CORPUS) expect([...found], text).toContain(shown(text));
  await nothingRan(desk.page);

  // In search results, and in the address.
  const box = desk.page.getByRole("searchbox", { name: desk.words.search_label });
  await box.fill("window ran");
  await expect(desk.page.locator(".hit").nth(5)).toBeVisible();
  await nothingRan(desk.page);
  for (const text of ["<script>window.ran=1</script>", "\"><img src=x onerror=window.ran=1>"]) {
    await desk.page.goto(`${balcao.url}/desk/waiting?q=${encodeURIComponent(text)}&message=${encodeURIComponent(text)}`);
    await expect(box).toHaveValue(text);
    await expect(desk.page.locator(".hit").first()).toBeVisible();
    await nothingRan(desk.page);
  }
  expect(seen).toEqual([]);
});

test("what an agent writes to do harm is only text for the customer", async ({ people }) => {
  test.slow();
  const desk = await people.agent({ signIn: DEMO.helena });
  const chat = await people.visitor();
  const seen = await watch(chat.page.context());
  await chat.page.reload();
  await chat.open();
  await chat.send("Go on, do your worst");
  await desk.open("Go on, do your worst");
  await desk.action("accept").click();
  const texts = CORPUS.filter((text) => !text.startsWith("/") && !text.startsWith("@"));
  for (const text of texts) {
    await desk.send(text);
    await expect(desk.composer).toHaveValue("");
  }
  await desk.send("the end of it");
  await expect(chat.message("the end of it")).toBeVisible();
  const found = await chat.texts();
  for (const text of texts) expect(found, text).toContain(shown(text));
  await nothingRan(chat.page);
  await nothingRan(desk.page);
  expect(seen).toEqual([]);
});

test("page titles that mean harm are only text", async ({ people, balcao }) => {
  const desk = await people.agent({ signIn: DEMO.helena });
  const seen = await watch(desk.page.context());
  await desk.page.reload();
  await desk.isReady();
  const headers = { origin: balcao.url, "content-type": "application/json" };
  const post = async (path: string, body: unknown, more = {}) => {
    const answer = await fetch(`${balcao.url}/chat/1/${path}`, {
      method: "POST",
      headers: { ...headers, ...more },
      body: JSON.stringify(body),
    });
    expect(answer.status, path).toBe(200);
    return answer.json();
  };
  const harm = CORPUS.filter((text) => text.startsWith("<") && text.length < 100).slice(0, 12);
  for (const [number, text] of harm.entries()) {
    const { token } = await post("visitors", { language: "en" });
    const command = {
      id: crypto.randomUUID(),
      command: "send_message",
      text: `harm ${number}`,
      page: { url: "https://shop.example/", title: text },
    };
    await post("commands", command, { authorization: `Bearer ${token}` });
    await desk.open(`harm ${number}`);
    await expect(desk.bubble(`harm ${number}`)).toBeVisible();
    await expect(desk.page.locator(".conversation-head")).toContainText(text);
    await nothingRan(desk.page);
  }
  await expect(desk.page).toHaveTitle(/·/);
  expect(seen).toEqual([]);
});

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
  lists: { rows: { contact: { id: number }; preview: { text: string } | null }[] }[];
}

interface Own {
  form: { name: string };
  version: number;
}

test("names, tags and notes that mean harm are only text, on both sides", async ({ people }) => {
  const desk = await people.agent({ signIn: DEMO.helena });
  const chat = await people.visitor();
  const seen = [await watch(desk.page.context()), await watch(chat.page.context())];
  for (const { page } of [desk, chat]) await page.reload();
  await desk.isReady();
  await chat.open();
  await chat.send("What is my name?");
  await desk.open("What is my name?");
  await desk.action("accept").click();
  const { lists } = await call<Snapshot>(desk.page, "snapshot", {});
  const id = lists.flatMap((list) => list.rows).find((row) => row.preview?.text === "What is my name?")!.contact.id;
  const harm = CORPUS.filter((text) => /^<(script|img|svg|iframe|style)/i.test(text) && text.length < 90);
  let before = "";
  for (const after of harm) {
    await call(desk.page, "change_contact", { id, change: { name: { before, after } } });
    await call(desk.page, "change_contact", { id, change: { new_tag: { name: after } } });
    await call(desk.page, "change_contact", { id, change: { add_note: { text: after } } });
    await expect(desk.page.locator(".conversation-name")).toHaveText(after);
    await expect(desk.row(after).first()).toBeVisible();
    await expect(desk.details.getByText(after).first()).toBeVisible();
    await nothingRan(desk.page);
    before = after;
  }
  await desk.page.reload();
  await desk.isReady();
  for (const text of harm) await expect(desk.details.getByText(text).first()).toBeVisible();

  // The agent's own name, in the head of the customer's window.
  const own = await call<Own>(desk.page, "own_profile", {});
  const named = { ...own.form, name: harm[0]! };
  const changed = await call<Own>(desk.page, "change_own_profile", { version: own.version, form: named });
  await desk.send("It is me");
  await expect(chat.message("It is me")).toBeVisible();
  await expect(chat.frame.locator("body")).toContainText(harm[0]!);
  await call(desk.page, "change_own_profile", { version: changed.version, form: own.form });
  for (const { page } of [desk, chat]) await nothingRan(page);
  expect(seen.flat()).toEqual([]);
});

test("names of files that mean harm are only text, and a picture that could run is not taken", async ({ people }) => {
  const desk = await people.agent({ signIn: DEMO.helena });
  const chat = await people.visitor();
  const seen = [await watch(desk.page.context()), await watch(chat.page.context())];
  for (const { page } of [desk, chat]) await page.reload();
  await desk.isReady();
  await chat.open();
  const names = ["<img src=x onerror=window.ran=1>", "\" autofocus onfocus=window.ran=1 x=\"", "javascript:window.ran=1"];
  const files = names.map((name) => ({ name: `${name}.csv`, mimeType: "text/csv", buffer: Buffer.from("a;1\n") }));
  const chooser = chat.frame.locator(".composer input[type=file]");
  await chooser.setInputFiles(files);
  await expect(chat.frame.locator(".attachments li")).toHaveCount(files.length);
  await chat.send("Names of files");
  await desk.open("Names of files");
  await desk.action("accept").click();
  await expect(desk.bubble("Names of files").locator(".file-card")).toHaveCount(files.length);
  await expect(desk.bubble("Names of files")).toContainText("onerror");
  await desk.page.locator(".composer input[type=file]").setInputFiles(files);
  await expect(desk.page.locator(".attachments li")).toHaveCount(files.length);
  await desk.send("And back");
  await expect(chat.message("And back").getByRole("link")).toHaveCount(files.length);
  await expect(chat.message("And back")).toContainText("onerror");

  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>window.ran=1</script></svg>');
  await chooser.setInputFiles({ name: "logo.svg", mimeType: "image/svg+xml", buffer: svg });
  await expect(chat.frame.locator(".attachments li").getByRole("alert")).toBeVisible();
  for (const { page } of [desk, chat]) await nothingRan(page);
  expect(seen.flat()).toEqual([]);
});
