// What stands in the chat: the visitor's messages in order and the state of the present conversation, merged from
// pages, events and answers, which may overlap, repeat and overtake each other.

export class Timeline {
  /** All known messages, oldest first, each once. */
  messages = [];
  /** `null`: never wrote. */
  conversation = null;
  /** The server has older ones. */
  more = false;
  #byId = new Map();

  /** Starts anew from the newest page: what was known before may have holes. */
  reset(page) {
    this.#byId.clear();
    this.conversation = null;
    this.#put(page);
    this.more = page.more;
  }

  /** Adds a page of older messages. */
  older(page) {
    this.#put({ conversation: page.conversation, messages: page.messages });
    this.more = page.more;
  }

  /** Takes in an event or the answer to a command; what is known already changes nothing. */
  apply({ conversation, messages }) {
    this.#put({ conversation, messages });
  }

  /** Id of the oldest message, from which older pages go on. */
  get oldest() {
    return this.messages[0]?.id ?? null;
  }

  /** The newest message that somebody else wrote, or 0. */
  get newestReceived() {
    return this.messages.findLast((message) => message.from !== "you")?.id ?? 0;
  }

  /** The visitor has seen everything up to here: as the server knows, and because who answers has read. */
  get seen() {
    const own = this.messages.findLast((message) => message.from === "you")?.id ?? 0;
    return Math.max(own, this.conversation?.customer_read ?? 0);
  }

  /** What the visitor is asked just now, a form or a rating, as a word for each; empty: nothing. */
  get asks() {
    const { id, asks_form, asks_rating } = this.conversation ?? {};
    return [asks_form && `form ${id}`, asks_rating && `rating ${id}`].filter(Boolean).join();
  }

  /** How many messages of others are new to the visitor, who has seen up to `seenHere` in this browser. */
  unread(seenHere) {
    const seen = Math.max(this.seen, seenHere);
    return this.messages.reduce((count, message) => count + (message.from !== "you" && message.id > seen ? 1 : 0), 0);
  }

  #put({ conversation, messages }) {
    if (conversation && isLater(conversation, this.conversation)) this.conversation = conversation;
    for (const message of messages) {
      if (!(this.#byId.get(message.id)?.version > message.version)) this.#byId.set(message.id, message);
    }
    this.messages = [...this.#byId.values()].sort((a, b) => a.id - b.id);
  }
}

function isLater(conversation, known) {
  if (!known || conversation.id !== known.id) return !known || conversation.id > known.id;
  return conversation.version > known.version;
}
