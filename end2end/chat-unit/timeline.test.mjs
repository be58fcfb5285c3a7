// The visitor reads each message once and in order, however pages, events and answers overlap.

import assert from "node:assert/strict";
import { test } from "node:test";

import { items } from "../../public/chat/items.js";
import { Timeline } from "../../public/chat/timeline.js";

const NOON = Date.UTC(2026, 4, 4, 12);
const own = (id, command = `command-${id}`) => ({ id, from: "you", text: `own ${id}`, at: NOON + id, command });
const agent = (id, name = "Ana") => ({ id, from: "agent", name, text: `agent ${id}`, at: NOON + id, command: null });
const state = (id, version, more = {}) => ({ id, version, open: true, agent: null, agent_read: null, customer_read: null, ...more });

function of(page) {
  const timeline = new Timeline();
  timeline.reset({ more: false, ...page });
  return timeline;
}

const ids = (timeline) => timeline.messages.map((message) => message.id);

test("an event that the page already holds, or that comes twice, doubles nothing", () => {
  const timeline = of({ conversation: state(1, 2), messages: [own(10), agent(11)] });
  const event = { conversation: state(1, 3), messages: [agent(11), agent(12)] };
  timeline.apply(event);
  timeline.apply(event);
  assert.deepEqual(ids(timeline), [10, 11, 12]);
});

test("an answer that comes after the events it caused does not turn the state back", () => {
  const timeline = of({ conversation: state(1, 2), messages: [] });
  timeline.apply({ conversation: state(1, 4, { agent: "Ana" }), messages: [agent(12)] });
  timeline.apply({ conversation: state(1, 3), messages: [own(11)] });
  assert.equal(timeline.conversation.agent, "Ana");
  assert.deepEqual(ids(timeline), [11, 12]);
});

test("a new conversation replaces the ended one although its versions begin anew", () => {
  const timeline = of({ conversation: state(1, 9, { open: false }), messages: [own(10)] });
  timeline.apply({ conversation: state(2, 1), messages: [own(20)] });
  assert.deepEqual([timeline.conversation.id, timeline.conversation.open], [2, true]);
  timeline.apply({ conversation: state(1, 10, { open: false }), messages: [] });
  assert.equal(timeline.conversation.id, 2, "what still comes of the old one does not end the new one");
});

test("older pages go before, overlapping or not, and a resync starts anew", () => {
  const timeline = of({ conversation: state(1, 2), messages: [own(30), agent(31)], more: true });
  timeline.older({ conversation: state(1, 2), messages: [own(10), agent(11), own(30)], more: false });
  assert.deepEqual(ids(timeline), [10, 11, 30, 31]);
  assert.equal(timeline.more, false);
  timeline.reset({ conversation: state(1, 7), messages: [agent(31), agent(90)], more: true });
  assert.deepEqual(ids(timeline), [31, 90], "between the old and the new there may be a hole");
  assert.equal(timeline.oldest, 31);
});

test("unread is what others wrote after what the visitor has seen", () => {
  const table = [
    ["nothing seen", state(1, 1), 0, 2],
    ["seen on another page", state(1, 1, { customer_read: 12 }), 0, 1],
    ["seen here, not told yet", state(1, 1), 13, 0],
  ];
  for (const [name, conversation, here, expected] of table) {
    const timeline = of({ conversation, messages: [agent(9), own(10), agent(12), agent(13)] });
    assert.equal(timeline.unread(here), expected, name);
  }
});

test("a message keeps its bubble when the server has it, and stands there once", () => {
  const timeline = of({ conversation: state(1, 1), messages: [own(10, "aaaa-aaaa")] });
  const entries = [
    { id: "aaaa-aaaa", text: "own 10", at: NOON, page: null },
    { id: "bbbb-bbbb", text: "next", at: NOON + 50, page: null },
  ];
  const shown = items(timeline, entries, "Bot").filter((item) => item.day === undefined);
  assert.deepEqual(shown.map(({ key, state }) => [key, state]), [
    ["caaaa-aaaa", "sent"],
    ["cbbbb-bbbb", "sending"],
  ]);
});

test("read stands below the last message that the agent has read, sent below the last one", () => {
  const timeline = of({ conversation: state(1, 1, { agent_read: 11 }), messages: [own(10), own(11), own(12)] });
  assert.deepEqual(items(timeline, [], "Bot").filter((item) => item.id).map((item) => item.state), [null, "read", "sent"]);
});

test("days are parted, runs of one writer hold together", () => {
  const timeline = of({
    conversation: state(1, 1),
    messages: [own(1), own(2), agent(3), { ...agent(4), at: NOON + 86_400_000 }],
  });
  assert.deepEqual(
    items(timeline, [], "Bot").map((item) => (item.day === undefined ? item.first : "day")),
    ["day", true, false, true, "day", true],
  );
});

test("what a visitor is asked is told apart, so that the closed chat can say that something waits", () => {
  const asks = (more) => of({ conversation: state(7, 1, more), messages: [own(1)] }).asks;
  assert.equal(asks({}), "");
  assert.equal(asks({ asks_form: true }), "form 7");
  assert.equal(asks({ asks_rating: "five" }), "rating 7");
  assert.equal(asks({ asks_form: true, asks_rating: "like" }), "form 7,rating 7");
  assert.equal(new Timeline().asks, "");
});
