// What the connection asks before the first message. The message takes the answers along; there is no button of its own.

export class Begin {
  #form = document.forms.begin;
  #texts;
  #asks;

  /** @param {{name: string, email: string, phone: string}} asks each "no", "optional" or "required" */
  dress(asks, texts) {
    this.#asks = asks;
    this.#texts = texts;
    for (const input of this.#form.querySelectorAll("input")) {
      const asked = asks[input.name];
      input.required = asked === "required";
      input.disabled = input.parentElement.hidden = asked === "no";
      const label = texts[`chat_form_${input.name}`];
      input.previousElementSibling.textContent = asked === "optional" ? `${label} (${texts.chat_optional})` : label;
    }
  }

  show(wanted) {
    this.#form.hidden = !wanted || Object.values(this.#asks).every((asked) => asked === "no");
  }

  /** Whether the message may go; else says what is wrong, and leads there. */
  check() {
    if (this.#form.hidden) return true;
    const wrong = [...this.#form.querySelectorAll("input")].find((input) => !input.checkValidity() || (input.required && !input.value.trim()));
    this.wrong(wrong?.name, wrong?.value.trim() ? "" : "required");
    return !wrong;
  }

  /** @returns {object | undefined} the answers, while they are asked for */
  get about() {
    return this.#form.hidden ? undefined : Object.fromEntries(new FormData(this.#form));
  }

  /** Without a field takes the words away. */
  wrong(field, reason) {
    const form = this.#form;
    const words = this.#texts[reason === "required" ? "chat_wrong_required" : `chat_wrong_${field}`];
    form.querySelector(".wrong").textContent = (field && words) || "";
    for (const input of form.querySelectorAll("input")) input.ariaInvalid = input.name === field;
    if (!field) return;
    form.hidden = false;
    form.querySelector(`[name="${field}"]`).focus();
  }
}
