// Messages and answers on their way to the server: stored before they are sent, sent strictly in order, repeated under the same
// command id until the server has answered. Whatever is lost in between, each arrives once.

/** Shortest and longest pause between two attempts, in milliseconds. */
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30_000;

/** The server will not take this as it is; repeating by itself would not help. */
export class Refused extends Error {
  constructor(reason, field) {
    super(reason);
    this.reason = reason;
    this.field = field;
  }
}

/** Not now: the network, a busy server. `after`: milliseconds that the server asks to wait. */
export class NotNow extends Error {
  constructor(after = 0) {
    super("not now");
    this.after = after;
  }
}

/**
 * @typedef {{id: string, text?: string, files?: object[], page?: {url: string, title: string}, command?: object, at: number, refused?: string}} Entry
 * a message, or the answer to a card as a command
 */
export class Outbox {
  #store;
  #send;
  #pause;
  #changed;
  #running = false;
  #wake = () => {};

  /**
   * @param {object} parts
   * @param {{load: () => Entry[], save: (entries: Entry[]) => void}} parts.store shared by the tabs of a site
   * @param {(entry: Entry) => Promise<void>} parts.send resolves when the server has it; throws Refused or NotNow
   * @param {(ms: number) => Promise<void>} parts.pause
   * @param {() => void} parts.changed told whenever `entries` differs
   */
  constructor({ store, send, pause, changed }) {
    this.#store = store;
    this.#send = send;
    this.#pause = pause;
    this.#changed = changed;
  }

  /** @returns {Entry[]} in the order in which they were written */
  get entries() {
    return this.#store.load();
  }

  add(entry) {
    this.#update((entries) => [...entries, entry]);
    this.flush();
  }

  /** Sends a refused message again, under its old id: the server may have changed its mind. */
  retry(id) {
    this.#update((entries) => {
      const entry = entries.find((it) => it.id === id);
      if (!entry) return entries;
      const { refused: _, ...again } = entry;
      return [...entries.filter((it) => it.id !== id), again];
    });
    this.flush();
  }

  /** Forgets a message: the visitor gave it up, or the server is known to have it. */
  remove(id) {
    this.#update((entries) => entries.filter((it) => it.id !== id));
  }

  /** There is reason to believe that the next attempt succeeds: no more waiting. */
  wake() {
    this.#wake();
    this.flush();
  }

  /** Sends what waits, one after the other. Safe to call at any time. */
  async flush() {
    if (this.#running) return;
    this.#running = true;
    let failures = 0;
    try {
      for (;;) {
        const head = this.entries.find((entry) => !entry.refused);
        if (!head) return;
        try {
          await this.#send(head);
          failures = 0;
          this.remove(head.id);
        } catch (error) {
          if (error instanceof Refused) {
            failures = 0;
            this.#update((entries) => entries.map((it) => (it.id === head.id ? { ...it, refused: error.reason } : it)));
          } else {
            const pause = Math.min(FIRST_PAUSE * 2 ** failures, LONGEST_PAUSE);
            failures += 1;
            await Promise.race([
              this.#pause(Math.max(pause, error instanceof NotNow ? error.after : 0)),
              new Promise((resolve) => {
                this.#wake = resolve;
              }),
            ]);
          }
        }
      }
    } finally {
      this.#running = false;
    }
  }

  #update(change) {
    // Read anew each time: another tab may have sent or added something.
    const before = this.#store.load();
    const after = change(before);
    if (after.length === before.length && after.every((entry, at) => entry === before[at])) return;
    this.#store.save(after);
    this.#changed();
  }
}

/** Keeps entries in a `Storage` under `key`, or in memory where storage is refused. */
export function storedEntries(storage, key) {
  let memory = [];
  return {
    load() {
      try {
        return JSON.parse(storage().getItem(key)) ?? memory;
      } catch {
        return memory;
      }
    },
    save(entries) {
      memory = entries;
      try {
        storage().setItem(key, JSON.stringify(entries));
      } catch {
        // Refused or full: this page's memory has them.
      }
    },
  };
}
