// The visitor's requests to the server, and which of their failures may be repeated.

import { NotNow, Refused } from "./outbox.js";

const TIMEOUT = 20_000;

/** The server does not know this token (any more): a new one is needed. */
export class UnknownVisitor extends Error {}

export class Requests {
  #base;
  token = null;

  constructor(connection) {
    this.#base = `/chat/${connection}`;
  }

  /** A new visitor's token. */
  async begin(language) {
    return (await this.#call("/visitors", { language })).token;
  }

  /** The newest messages, or those before the message `before`. */
  page(before) {
    return this.#call(`/messages${before ? `?before=${before}` : ""}`);
  }

  /** Where a file is uploaded. */
  get uploads() {
    return `${this.#base}/files`;
  }

  /** Addresses of files for this browser. */
  links(files) {
    return this.#call("/links", { files });
  }

  /** Does a command once, however often it is sent under this id. */
  command(id, command) {
    return this.#call("/commands", { id, ...command });
  }

  /** The whole history as a file, with times of this browser's zone. */
  transcript(language) {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return this.#call(`/transcript?${new URLSearchParams({ language, zone })}`, null, async (response) => ({
      content: await response.blob(),
      name: /"(.+)"/.exec(response.headers.get("content-disposition"))[1],
    }));
  }

  async #call(path, body, read = (response) => response.json()) {
    if (!navigator.onLine) throw new NotNow();
    let response;
    try {
      response = await fetch(this.#base + path, {
        method: body ? "POST" : "GET",
        headers: {
          ...(body && { "content-type": "application/json" }),
          ...(this.token && { authorization: `Bearer ${this.token}` }),
        },
        body: body && JSON.stringify(body),
        signal: AbortSignal.timeout(TIMEOUT),
        credentials: "omit",
      });
      if (response.ok) return await read(response);
    } catch {
      throw new NotNow();
    }
    const problem = await response.json().catch(() => ({}));
    if (response.status === 401) throw new UnknownVisitor();
    if (response.status === 429 || response.status >= 500 || response.status === 408)
      throw new NotNow((problem.retry_after ?? 0) * 1000);
    throw new Refused(problem.reason ?? problem.problem ?? String(response.status), problem.field);
  }
}
