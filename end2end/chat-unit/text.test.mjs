// Addresses in a message can be clicked, nothing else can; what was seen and received is told once.

import assert from "node:assert/strict";
import { test } from "node:test";

import { pieces } from "../../public/chat/links.js";
import { Receipts } from "../../public/chat/receipts.js";
import { settled } from "./fake-server.mjs";

test("only whole web addresses become links, and no character is lost", () => {
  const table = [
    ["no link at all", []],
    ["see https://shop.example/a?b=1#c.", ["https://shop.example/a?b=1#c"]],
    ["(http://a.example)", ["http://a.example"]],
    ["https://a.example/x_(y)", ["https://a.example/x_(y)"]],
    ["https://a.example, https://b.example!", ["https://a.example", "https://b.example"]],
    ["javascript:alert(1) data:text/html,x", []],
    ["<a href=\"https://a.example\">", ["https://a.example"]],
    ["https://", []],
  ];
  for (const [text, links] of table) {
    const found = pieces(text);
    assert.deepEqual(found.filter(({ href }) => href).map(({ href }) => href), links, text);
    assert.equal(found.map((piece) => piece.text).join(""), text);
  }
});

test("received and read are told once each, the newest only, and again after a failure", async () => {
  const told = [];
  let fails = true;
  const receipts = new Receipts(async (upTo, read) => {
    told.push([upTo, read]);
    if (fails) throw new Error("offline");
  });
  receipts.note(5, false);
  await settled();
  fails = false;
  receipts.note(6, false);
  await settled();
  receipts.note(6, true);
  receipts.note(6, true);
  await settled();
  assert.deepEqual(told, [[5, false], [6, false], [6, true]]);
  assert.equal(receipts.seen, 6);
});

test("what the server already knows is not told again", async () => {
  const told = [];
  const receipts = new Receipts(async (...what) => told.push(what));
  receipts.known(9);
  receipts.note(9, true);
  await settled();
  assert.deepEqual(told, []);
});
