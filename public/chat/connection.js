// The socket: greets with the token and the cursor, so that the server goes on exactly where this browser was, and
// comes back by itself with growing pauses.

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
/** Two heartbeats of the server, and a little: a socket that is silent for so long leads nowhere. */
export const SILENCE = 65_000;
/** A socket from which nothing was heard before the device slept for this long is not to be trusted. */
const STALE = 40_000;

export class Connection {
  /** Everything up to here is known; `null` until the first page is loaded. */
  cursor = null;
  #url;
  #token;
  #heard;
  #state;
  #world;
  #socket = null;
  #timer = null;
  #watch = null;
  #failures = 0;
  #greeted = false;
  #lastHeard = 0;

  /**
   * @param {object} parts
   * @param {string} parts.url of the socket
   * @param {() => string} parts.token
   * @param {(frame: object) => void} parts.heard gets every frame but hello and bye
   * @param {(connected: boolean, failures: number) => void} parts.state told of every change
   * @param {object} [world] what the browser gives: WebSocket, setTimeout, clearTimeout, random, online, now
   */
  constructor({ url, token, heard, state }, world = browser) {
    this.#url = url;
    this.#token = token;
    this.#heard = heard;
    this.#state = state;
    this.#world = world;
  }

  /** Connects, at once and anew. */
  open() {
    this.close();
    const socket = new this.#world.WebSocket(this.#url);
    this.#socket = socket;
    this.#greeted = false;
    socket.onopen = () => socket.send(JSON.stringify({ frame: "hello", token: this.#token(), after: this.cursor }));
    socket.onmessage = ({ data }) => this.#receive(socket, JSON.parse(data));
    socket.onclose = () => this.#lost(socket);
    this.#watchOver(socket);
  }

  /** Ends the connection for good. */
  close() {
    this.#world.clearTimeout(this.#timer);
    this.#world.clearTimeout(this.#watch);
    this.#timer = null;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  /** Says something that may be lost. */
  signal(frame) {
    if (this.#greeted) this.#socket?.send(JSON.stringify(frame));
  }

  /** The network is back, or the page is looked at again: no more waiting, and no trust in an old socket. */
  wake() {
    const waits = this.#timer !== null;
    const stale = this.#socket && this.#world.now() - this.#lastHeard > STALE;
    if (waits || stale) {
      this.#failures = 0;
      this.open();
    }
  }

  #receive(socket, frame) {
    if (socket !== this.#socket) return;
    this.#lastHeard = this.#world.now();
    this.#watchOver(socket);
    if (frame.frame === "beat") return;
    if (frame.frame === "hello") {
      this.#greeted = true;
      this.#failures = 0;
      this.#state(true, 0);
    } else if (frame.frame === "bye") {
      socket.close();
    } else {
      this.#heard(frame);
      if (frame.cursor) this.cursor = frame.cursor;
    }
  }

  #watchOver(socket) {
    this.#world.clearTimeout(this.#watch);
    this.#watch = this.#world.setTimeout(() => {
      // Lost first: its own end may be long in coming.
      this.#lost(socket);
      socket.close();
    }, SILENCE);
  }

  #lost(socket) {
    if (socket !== this.#socket) return;
    this.#world.clearTimeout(this.#watch);
    this.#socket = null;
    this.#greeted = false;
    const pause = Math.min(FIRST_PAUSE * 2 ** this.#failures, LONGEST_PAUSE);
    this.#failures += 1;
    this.#openAfter(pause);
    this.#state(false, this.#failures);
  }

  #openAfter(pause) {
    // Spread out, so that the browsers of a restarted server do not all come in the same instant.
    const spread = pause * (0.5 + this.#world.random() / 2);
    this.#timer = this.#world.setTimeout(() => (this.#world.online() ? this.open() : this.#openAfter(pause)), spread);
  }
}

const browser = {
  WebSocket: globalThis.WebSocket,
  setTimeout: (work, ms) => setTimeout(work, ms),
  clearTimeout: (timer) => clearTimeout(timer),
  random: Math.random,
  online: () => navigator.onLine,
  now: () => Date.now(),
};
