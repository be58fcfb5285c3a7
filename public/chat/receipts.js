// Tells the server which messages this browser has and which the visitor has seen: only the newest of it, once, and
// again when it failed.

export class Receipts {
  /** Seen up to here in this browser, also while the server does not know it yet. */
  seen = 0;
  #received = 0;
  #told = { received: 0, seen: 0 };
  #send;
  #running = false;

  /** @param {(upTo: number, read: boolean) => Promise<void>} send */
  constructor(send) {
    this.#send = send;
  }

  /** The messages up to `upTo` are here; with `read` they stand before the visitor's eyes. */
  note(upTo, read) {
    this.#received = Math.max(this.#received, upTo);
    if (read) this.seen = Math.max(this.seen, upTo);
    this.flush();
  }

  /** The server knows that the visitor has seen up to here. */
  known(upTo) {
    this.#told.received = Math.max(this.#told.received, upTo);
    this.#told.seen = Math.max(this.#told.seen, upTo);
  }

  /** Tells what is untold. A failure waits for the next occasion: a new message, a new connection. */
  async flush() {
    if (this.#running) return;
    this.#running = true;
    try {
      for (;;) {
        const read = this.seen > this.#told.seen;
        const upTo = read ? this.seen : this.#received;
        if (!read && upTo <= this.#told.received) return;
        await this.#send(upTo, read);
        if (read) this.known(upTo);
        else this.#told.received = upTo;
      }
    } catch {
      // Untold still: the next occasion comes.
    } finally {
      this.#running = false;
    }
  }
}
