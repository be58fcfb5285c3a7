// What the visitor is asked: the fields of a form, a rating at the end. A card is one element all the time, so that nothing
// begun in it is lost; its answer is a command, and goes the way of the messages.

import { element } from "./bubble.js";

/**
 * What each card shows, by the command that answers it: "asked", "sending", "done", or nothing.
 * @param {import("./timeline.js").Timeline} timeline
 * @param {import("./outbox.js").Entry[]} entries
 */
export function cardStates({ conversation, messages }, entries) {
  const state = (name, asked, done) =>
    entries.some(({ command }) => command?.command === name && command.conversation === conversation?.id)
      ? "sending"
      : asked
        ? "asked"
        : done
          ? "done"
          : "";
  // The conversation goes on: the thanks for a form have been read.
  const filled = conversation?.form_filled_at > (messages.at(-1)?.at ?? 0);
  return {
    fill_form: state("fill_form", conversation?.asks_form, filled),
    rate: state("rate", conversation?.asks_rating, (conversation?.rated ?? null) !== null),
  };
}

/** `form.name` would be the field of that name. */
const NAMES = ["fill_form", "rate"];

export class Cards {
  #texts;
  #conversation;

  /** @param {(command: object) => void} answer */
  constructor(texts, answer) {
    this.#texts = texts;
    for (const card of NAMES)
      document.forms[card].addEventListener("submit", (event) => {
        event.preventDefault();
        const form = event.target;
        const given = Object.fromEntries(new FormData(form));
        const empty = Object.values(given).every((value) => !value.trim());
        // The fields of the form are all optional: an answer without any is none.
        const wrong = form.querySelector(":invalid:not(fieldset)")?.name ?? (empty && "name");
        this.wrong(card, wrong);
        if (wrong) return;
        if (given.value) given.value = Number(given.value);
        if (!given.comment?.trim()) delete given.comment;
        answer({ command: card, conversation: this.#conversation, ...given });
      });
  }

  draw(timeline, entries) {
    const { conversation } = timeline;
    this.#conversation = conversation?.id;
    if (conversation?.asks_rating) this.#choices(conversation.asks_rating);
    const states = cardStates(timeline, entries);
    for (const card of NAMES) {
      const form = document.forms[card];
      const state = states[card];
      const shown = state === "asked" || state === "sending";
      if (!shown && !form.hidden) form.reset();
      form.hidden = !shown;
      form.firstElementChild.disabled = state === "sending";
      const said = state && this.#texts[`chat_${card}_${state}`];
      const line = form.previousElementSibling;
      if (line.textContent !== said) line.textContent = said;
    }
  }

  /** Says in words which field is wrong, and leads there; without a field takes the words away. */
  wrong(card, field) {
    const form = document.forms[card];
    form.querySelector(".wrong").textContent = (field && this.#texts[`chat_wrong_${field}`]) || "";
    for (const input of form.querySelectorAll("input")) {
      input.ariaInvalid = input.name === field;
    }
    form.querySelector(`[name="${field}"]`)?.focus();
  }

  #choices(kind) {
    const box = document.querySelector(".choices");
    if (box.dataset.kind === kind) return;
    box.dataset.kind = kind;
    const texts = this.#texts;
    const choices =
      kind === "like"
        ? [[1, "👍", texts.chat_rate_like], [0, "👎", texts.chat_rate_dislike]]
        : [1, 2, 3, 4, 5].map((value) => [value, "★", texts.chat_rate_value.replace("{value}", value)]);
    box.replaceChildren(
      ...choices.map(([value, sign, said]) => {
        const label = element("label", "", sign);
        label.prepend(Object.assign(element("input"), { type: "radio", name: "value", value, required: true, ariaLabel: said }));
        return label;
      }),
    );
  }
}
