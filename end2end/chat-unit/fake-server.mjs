// A server that does a command once, however often it comes, and answers as a test wishes: late, twice, never.

import { NotNow } from "../../public/chat/outbox.js";

export class FakeServer {
  /** Texts in the order in which they were taken in. */
  stored = [];
  /** Every attempt's command id. */
  attempts = [];
  /** What the next attempts meet, first to last; then everything goes well. */
  weather = [];
  #known = new Set();

  send = async (entry) => {
    this.attempts.push(entry.id);
    const weather = this.weather.shift() ?? "fine";
    if (weather === "unreachable") throw new NotNow();
    if (weather instanceof Error) throw weather;
    if (!this.#known.has(entry.id)) {
      this.#known.add(entry.id);
      this.stored.push(entry.text);
    }
    if (weather === "answer lost") throw new NotNow();
    if (weather instanceof Promise) await weather;
  };
}

/** A storage of a browser, shared by the tabs that get the same one. */
export function fakeStorage() {
  const values = new Map();
  return { getItem: (key) => values.get(key) ?? null, setItem: (key, value) => values.set(key, value) };
}

/** Lets everything that can go on go on. */
export async function settled() {
  for (let turn = 0; turn < 50; turn += 1) await null;
}

export function gate() {
  let open;
  const closed = new Promise((resolve) => {
    open = resolve;
  });
  return { closed, open };
}
