// A customer is asked once: what is on its way or given already is not asked again, on whichever tab.

import assert from "node:assert/strict";
import { test } from "node:test";

import { cardStates } from "../../public/chat/cards.js";
import { items } from "../../public/chat/items.js";
import { NotNow, Outbox, storedEntries } from "../../public/chat/outbox.js";
import { Timeline } from "../../public/chat/timeline.js";
import { fakeStorage, settled } from "./fake-server.mjs";

const asked = { id: 7, version: 3, open: true, asks_rating: null, rated: null, asks_form: false, form_filled_at: null };

test("a card shows what is asked, what is on its way, and thanks", () => {
  const rate = (conversation = 7) => ({ id: "one", at: 0, command: { command: "rate", conversation, value: 4 } });
  const message = { id: 1, at: 100 };
  const table = [
    ["nothing", {}, [], "", ""],
    ["asked to rate", { asks_rating: "five" }, [], "", "asked"],
    ["on its way, also as another tab sees it", { asks_rating: "five" }, [rate()], "", "sending"],
    ["that of an earlier conversation", { asks_rating: "five" }, [rate(6)], "", "asked"],
    ["rated", { rated: 0 }, [], "", "done"],
    ["a form waits", { asks_form: true }, [], "asked", ""],
    ["filled in", { form_filled_at: 101 }, [], "done", ""],
    ["filled in, and the talk went on", { form_filled_at: 99 }, [], "", ""],
  ];
  for (const [name, more, entries, form, rating] of table) {
    const states = cardStates({ conversation: { ...asked, ...more }, messages: [message] }, entries);
    assert.deepEqual(states, { fill_form: form, rate: rating }, name);
  }
  assert.deepEqual(cardStates({ conversation: null, messages: [] }, []), { fill_form: "", rate: "" });
});

test("an answer goes through the outbox under one id, and stands nowhere as a message", async () => {
  const sent = [];
  let weather = ["unreachable"];
  const box = new Outbox({
    store: storedEntries(fakeStorage, "outbox"),
    send: async (entry) => {
      sent.push([entry.id, entry.command.value]);
      if (weather.pop()) throw new NotNow();
    },
    pause: async () => {},
    changed: () => {},
  });
  box.add({ id: "one", at: 0, command: { command: "rate", conversation: 7, value: 4 } });
  assert.deepEqual(items(new Timeline(), box.entries, "Bot"), []);
  await settled();
  assert.deepEqual(sent, [["one", 4], ["one", 4]]);
  assert.deepEqual(box.entries, []);
});
