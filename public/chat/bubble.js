// One message on screen: made once, brought up to date in place, so that nothing flickers and a screen reader hears it once.

import { pieces } from "./links.js";

/** An element with a class and a text; texts never become markup. */
export function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

/**
 * @typedef {object} Item what stands in the chat, a message that the server has or one on its way
 * @property {string} key the same for a message before and after the server has it
 * @property {?string} name of the writer; `null`: the visitor
 * @property {string} text
 * @property {?object[]} files
 * @property {number} at Unix milliseconds
 * @property {boolean} first of a run by one writer
 * @property {?string} state a line below: sending, sent, read, failed
 * @property {?string} commandId of a refused message, for trying again
 */
export class Bubble {
  #texts;
  #act;
  #foot;
  #drawn = "";

  /**
   * @param {Item} item
   * @param {object} texts
   * @param {string} time as the visitor's language writes it
   * @param {{retry: (id: string) => void, discard: (id: string) => void, files: (files: object[]) => Element}} act
   */
  constructor(item, texts, time, act) {
    this.#texts = texts;
    this.#act = act;
    const own = item.name === null;
    this.root = element("div", own ? "message own" : "message");
    const name = element("span", own ? "name quiet" : "name", own ? texts.chat_you : item.name);
    const body = element("p", "body");
    for (const { text, href } of pieces(item.text)) {
      if (href) {
        const link = element("a", "", text);
        link.href = href;
        link.target = "_blank";
        link.rel = "noopener nofollow noreferrer";
        body.append(link);
      } else {
        body.append(text);
      }
    }
    const clock = element("time", "", time);
    clock.dateTime = new Date(item.at).toISOString();
    body.append(" ", clock);
    this.#foot = element("p", "foot");
    if (!item.text) body.classList.add("bare");
    this.root.append(name, ...(item.files?.length ? [act.files(item.files)] : []), body, this.#foot);
  }

  update(item) {
    this.root.classList.toggle("first", item.first);
    const drawn = `${item.state}${item.commandId}`;
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.root.classList.toggle("sending", item.state === "sending");
    this.root.classList.toggle("failed", item.state === "failed");
    this.#foot.replaceChildren();
    if (item.state) this.#foot.append(this.#texts[`chat_${item.state}`]);
    if (item.state === "failed") {
      this.#foot.append(
        this.#button(this.#texts.chat_retry, () => this.#act.retry(item.commandId)),
        this.#button(this.#texts.chat_discard, () => this.#act.discard(item.commandId)),
      );
    }
  }

  #button(text, act) {
    const button = element("button", "", text);
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  }
}
