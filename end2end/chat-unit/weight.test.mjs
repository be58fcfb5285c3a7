// The chat costs a customer's site next to nothing.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";

const FOLDER = new URL("../../public/chat/", import.meta.url);
const weight = (file) => brotliCompressSync(travelling(file, readFileSync(new URL(file, FOLDER), "utf8"))).length;

/** As the site's build leaves it: without comments. */
function travelling(file, text) {
  if (file.endsWith(".js")) return text.replace(/^\s*\/\*\*[^]*?\*\/\n/gm, "").replace(/^\s*\/\/.*\n/gm, "");
  return file.endsWith(".css") ? text.replace(/\/\*[^]*?\*\//g, "") : text;
}

test("the loader weighs at most 5 kB compressed, with the panel at most 20 kB", () => {
  // What stands in the folder `later` is fetched by those who need it.
  const files = readdirSync(FOLDER).filter((file) => file !== "later");
  const all = files.reduce((sum, file) => sum + weight(file), 0);
  assert.ok(weight("widget.js") <= 5_000, `widget.js: ${weight("widget.js")}`);
  assert.ok(all <= 20_000, `${files.join(", ")}: ${all}`);
});

test("the panel's page fetches all its modules at once", () => {
  const page = readFileSync(new URL("panel.html", FOLDER), "utf8");
  const modules = readdirSync(FOLDER).filter((file) => file.endsWith(".js") && file !== "widget.js");
  for (const file of modules) assert.ok(page.includes(`/chat/assets/${file}"`), `${file} would wait for another`);
});
