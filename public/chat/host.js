// The page around the panel: tells it whether the panel is shown and where the visitor is, and keeps the visitor's token
// in its own site's storage. Opened by itself, without a page around, the panel does these things for itself.

/**
 * @typedef {{url: string, title: string}} Page
 */
export class Host {
  /** @type {?Page} where the visitor is */
  page = null;
  shown = false;
  #origin = null;
  #allowed;
  #tell;

  /**
   * @param {string[]} origins that may hold the panel; empty: every one
   * @param {{hello: (token: ?string) => void, token: (token: string) => void, color: (color: string) => void, shown: () => void}} tell
   */
  constructor(origins, tell) {
    this.#allowed = origins;
    this.#tell = tell;
  }

  /** Where the panel lives, for what is kept apart by site. */
  get site() {
    return this.#origin ?? location.origin;
  }

  begin() {
    if (parent === window) {
      this.shown = true;
      document.documentElement.classList.add("alone");
      this.#tell.hello(ownToken.read());
      return;
    }
    addEventListener("message", (event) => this.#receive(event));
    // Nothing secret: the answer shows who holds the panel, and only that origin is told anything from then on.
    parent.postMessage({ balcao: "ready" }, "*");
  }

  /** Keeps the token; `null` forgets it. */
  keep(token) {
    if (parent === window) ownToken.write(token);
    else this.#post({ balcao: "token", token });
  }

  unread(count) {
    this.#post({ balcao: "unread", count });
  }

  close() {
    this.#post({ balcao: "close" });
  }

  /** Asks where the visitor is now; the answer comes into `page`. */
  askPage() {
    this.#post({ balcao: "page" });
  }

  #post(message) {
    if (this.#origin) parent.postMessage(message, this.#origin);
  }

  #receive({ source, origin, data }) {
    if (source !== parent || !this.#mayHold(origin)) return;
    if (data?.page) this.page = { url: String(data.page.url), title: String(data.page.title) };
    switch (data?.balcao) {
      case "hello":
        if (this.#origin) return;
        this.#origin = origin;
        this.shown = data.shown === true;
        if (data.color) this.#tell.color(data.color);
        this.#tell.hello(typeof data.token === "string" ? data.token : null);
        break;
      case "token":
        this.#tell.token(data.token);
        break;
      case "shown":
        this.shown = data.shown === true;
        this.#tell.shown();
        break;
    }
  }

  #mayHold(origin) {
    if (this.#origin) return origin === this.#origin;
    return this.#allowed.length === 0 || origin === location.origin || this.#allowed.includes(origin);
  }
}

const ownToken = {
  key: `balcao:${location.origin}${location.pathname}`,
  read() {
    try {
      return localStorage.getItem(this.key);
    } catch {
      return null;
    }
  },
  write(token) {
    try {
      if (token) localStorage.setItem(this.key, token);
      else localStorage.removeItem(this.key);
    } catch {
      // Refused: the conversation lasts as long as the page.
    }
  },
};
