// What a visitor writes arrives: once, in order, whatever the network does to requests and answers.

import assert from "node:assert/strict";
import { test } from "node:test";

import { NotNow, Outbox, Refused, storedEntries } from "../../public/chat/outbox.js";
import { FakeServer, fakeStorage, gate, settled } from "./fake-server.mjs";


function at(text) {
  return { id: `command-${text}`, text, page: null, at: 0 };
}

function outbox(server, { storage = fakeStorage(), pauses = [] } = {}) {
  return new Outbox({
    store: storedEntries(() => storage, "outbox"),
    send: server.send,
    pause: async (ms) => {
      pauses.push(ms);
    },
    changed: () => {},
  });
}

test("messages written in a row arrive in that order, one at a time", async () => {
  const server = new FakeServer();
  const first = gate();
  server.weather = [first.closed];
  const box = outbox(server);
  for (const text of ["one", "two", "three"]) box.add(at(text));
  await settled();
  assert.deepEqual(server.attempts, ["command-one"], "nothing overtakes a message that is not answered");
  first.open();
  await settled();
  assert.deepEqual(server.stored, ["one", "two", "three"]);
  assert.deepEqual(box.entries, []);
});

test("a lost request and a lost answer are repeated under the same id, and nothing is stored twice", async () => {
  const server = new FakeServer();
  server.weather = ["unreachable", "answer lost", "fine"];
  const box = outbox(server);
  box.add(at("one"));
  box.add(at("two"));
  await settled();
  assert.deepEqual(server.attempts, ["command-one", "command-one", "command-one", "command-two"]);
  assert.deepEqual(server.stored, ["one", "two"]);
});

test("pauses grow while the server cannot be reached, and keep to what it asks for", async () => {
  const server = new FakeServer();
  server.weather = ["unreachable", "unreachable", "unreachable", new NotNow(90_000)];
  const pauses = [];
  const box = outbox(server, { pauses });
  box.add(at("one"));
  await settled();
  assert.deepEqual(pauses, [1000, 2000, 4000, 90_000]);
  assert.deepEqual(server.stored, ["one"]);
});

test("a returning network ends the pause", async () => {
  const server = new FakeServer();
  server.weather = ["unreachable"];
  const box = new Outbox({
    store: storedEntries(fakeStorage, "outbox"),
    send: server.send,
    pause: () => new Promise(() => {}),
    changed: () => {},
  });
  box.add(at("one"));
  await settled();
  assert.deepEqual(server.stored, []);
  box.wake();
  await settled();
  assert.deepEqual(server.stored, ["one"]);
});

test("a refused message stays with its reason, lets the next one pass and can be tried again", async () => {
  const server = new FakeServer();
  server.weather = [new Refused("too_long")];
  const box = outbox(server);
  box.add(at("one"));
  box.add(at("two"));
  await settled();
  assert.deepEqual(server.stored, ["two"]);
  assert.deepEqual(box.entries.map(({ id, refused }) => [id, refused]), [["command-one", "too_long"]]);
  box.retry("command-one");
  await settled();
  assert.deepEqual(server.stored, ["two", "one"]);
  assert.deepEqual(box.entries, []);
});

test("what was not sent when the page was left is sent when it is opened again", async () => {
  const storage = fakeStorage();
  const away = new FakeServer();
  away.weather = [new Promise(() => {})];
  const before = outbox(away, { storage });
  before.add(at("one"));
  before.add(at("two"));
  await settled();
  const server = new FakeServer();
  const after = outbox(server, { storage });
  assert.equal(after.entries.length, 2, "the bubbles are there at once");
  after.flush();
  await settled();
  assert.deepEqual(server.stored, ["one", "two"]);
});

test("two tabs that send the same waiting messages store each once, in order", async () => {
  const storage = fakeStorage();
  const server = new FakeServer();
  server.weather = ["unreachable"];
  const one = outbox(server, { storage });
  const other = outbox(server, { storage });
  one.add(at("one"));
  one.add(at("two"));
  other.flush();
  await settled();
  assert.deepEqual(server.stored, ["one", "two"]);
  assert.deepEqual(other.entries, []);
});

test("an event that overtakes the answer takes the message out; the late answer changes nothing", async () => {
  const server = new FakeServer();
  const late = gate();
  server.weather = [late.closed];
  const box = outbox(server);
  box.add(at("one"));
  await settled();
  box.remove("command-one");
  assert.deepEqual(box.entries, []);
  late.open();
  await settled();
  assert.deepEqual(server.stored, ["one"]);
  assert.deepEqual(server.attempts, ["command-one"]);
});

test("without storage the messages live as long as the page", async () => {
  const server = new FakeServer();
  const box = new Outbox({
    store: storedEntries(() => {
      throw new Error("SecurityError");
    }, "outbox"),
    send: server.send,
    pause: async () => {},
    changed: () => {},
  });
  box.add(at("one"));
  await settled();
  assert.deepEqual(server.stored, ["one"]);
  assert.deepEqual(box.entries, []);
});
