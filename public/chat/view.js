// The panel on screen: draws what it is given and reports what the visitor does; decides nothing.

import { Begin } from "./begin.js";
import { Bubble, element } from "./bubble.js";
import { Cards } from "./cards.js";
import { items } from "./items.js";

/** Closer to the end than this, the view follows new messages, in pixels. */
const NEAR = 80;
/** Closer to the top than this, older messages are asked for, in pixels. */
const NEAR_TOP = 160;

export class View {
  #texts;
  #language;
  #act;
  #nodes = new Map();
  #following = true;
  #lastId = 0;
  #waits = false;
  #begin = new Begin();
  #cards;
  #composer = document.querySelector(".composer textarea");
  #scroller = document.querySelector(".scroller");
  #find = (selector) => document.querySelector(selector);

  /**
   * @param {{title: string, color: string, language: string, texts: object, asks: object}} config
   * @param {object} act what the visitor may do: send, answer, download, retry, discard, older, writing, focused, close
   */
  constructor(config, act) {
    this.#language = config.language;
    this.#act = act;
    this.dress(config);
    this.#cards = new Cards(config.texts, (command) => {
      act.answer(command);
      this.focus();
    });
    this.#listen();
  }

  /** How the connection looks, what it says and asks. */
  dress({ title, color, texts, asks, files }) {
    const find = this.#find;
    this.#texts = texts;
    this.paint(color);
    document.title = title;
    find("h1").textContent = title;
    find(".mark").textContent = [...title][0]?.toUpperCase() ?? "";
    // Landmarks have names of their own: the page around has its own main.
    find("main").setAttribute("aria-label", title);
    for (const node of document.querySelectorAll("[data-text]")) node.textContent = texts[node.dataset.text];
    for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", texts[node.dataset.label]);
    this.#composer.placeholder = texts.chat_placeholder;
    this.#begin.dress(asks, texts);
    find(".attach").hidden = find(".composer input").disabled = !files;
    find(".speak").hidden = !files?.audio || !navigator.mediaDevices || !globalThis.MediaRecorder;
  }

  /** The connection's colour; the style sheet finds the text colour that reads well on it. */
  paint(color) {
    if (/^#[0-9a-f]{6}$/i.test(color)) document.documentElement.style.setProperty("--color", color);
  }

  /** Brings the whole panel up to date. `isNew`: the visitor has never written, as far as anybody knows. */
  draw(timeline, entries, isNew) {
    const scroller = this.#scroller;
    const log = this.#find(".log");
    const fromEnd = scroller.scrollHeight - scroller.scrollTop;
    const shown = items(timeline, entries, this.#texts.chat_bot, this.#texts.chat_deleted);
    const grewAbove = this.#nodes.size > 0 && shown.some((item) => !this.#nodes.has(item.key) && item.id && item.id < this.#lastId);
    // Only what is new at the end is read out: history is not news.
    log.setAttribute("aria-busy", String(grewAbove || this.#nodes.size === 0));
    this.#place(log, shown);
    requestAnimationFrame(() => log.setAttribute("aria-busy", "false"));

    const { conversation } = timeline;
    this.#cards.draw(timeline, entries);
    this.#find(".download").hidden = !conversation;
    const nothing = shown.length === 0;
    this.#find(".greeting").hidden = !nothing;
    this.#begin.show(nothing && isNew);
    this.#find(".ended").hidden = nothing || !conversation || conversation.open || entries.length > 0;
    this.#find(".about").textContent =
      conversation?.open && conversation.agent
        ? this.#texts.chat_with_agent.replace("{name}", conversation.agent)
        : this.#texts.chat_subtitle;

    const newest = timeline.messages.at(-1)?.id ?? 0;
    const ownIsNew = shown.at(-1)?.name === null && shown.at(-1).state === "sending";
    if (this.#following || ownIsNew) this.toEnd();
    else if (grewAbove) scroller.scrollTop = scroller.scrollHeight - fromEnd;
    else if (newest > this.#lastId) this.#find(".jump").hidden = false;
    this.#lastId = newest;
  }

  #place(log, shown) {
    const before = this.#nodes;
    this.#nodes = new Map();
    let next = log.firstChild;
    for (const item of shown) {
      const known = before.get(item.key) ?? this.#make(item);
      known.update?.(item);
      this.#nodes.set(item.key, known);
      if (known.root === next) next = next.nextSibling;
      else log.insertBefore(known.root, next);
    }
    for (const [key, { root }] of before) if (!this.#nodes.has(key)) root.remove();
  }

  #make(item) {
    if (item.day !== undefined) return { root: element("p", "day", this.#day(item.day)) };
    const time = new Date(item.at).toLocaleTimeString(this.#language, { timeStyle: "short" });
    return new Bubble(item, this.#texts, time, this.#act);
  }

  #day(day) {
    const days = Math.round((new Date().setHours(0, 0, 0, 0) - day) / 86_400_000);
    if (days < 2) {
      const text = new Intl.RelativeTimeFormat(this.#language, { numeric: "auto" }).format(-days, "day");
      return text[0].toUpperCase() + text.slice(1);
    }
    const year = new Date(day).getFullYear() === new Date().getFullYear() ? undefined : "numeric";
    return new Date(day).toLocaleDateString(this.#language, { weekday: "long", day: "numeric", month: "long", year });
  }

  /** Scrolls to the newest message and follows from there. */
  toEnd() {
    this.#following = true;
    this.#find(".jump").hidden = true;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  /** What is shown has grown: who was at the end stays there. */
  settle() {
    if (this.#following) this.toEnd();
  }

  /** A slim line below the head; an empty text takes it away. */
  notice(text) {
    const notice = this.#find(".notice");
    if (notice.textContent !== text) notice.textContent = text;
    notice.hidden = !text;
  }

  /** The server did not take the first message, because of who the visitor says to be: both are there again. */
  askAgain(text, field, reason) {
    this.draft = [text, this.draft].filter(Boolean).join("\n");
    this.#begin.wrong(field, reason);
  }

  /** The server did not take the answer of a card. */
  refused(card, field) {
    this.#cards.wrong(card, field);
  }

  loadingOlder(loading) {
    this.#find(".loading").hidden = !loading;
  }

  /** The other side writes; `name` may be unknown. */
  typing(typing, name) {
    const line = this.#find(".typing");
    line.classList.toggle("shown", typing);
    const said = name ? this.#texts.chat_typing.replace("{name}", name) : this.#texts.chat_typing_someone;
    this.#find(".said").textContent = typing ? said : "";
    if (typing && this.#following) this.toEnd();
  }

  /** From here on the visitor may write. */
  begin(draft) {
    this.#composer.disabled = false;
    this.draft = draft;
  }

  focus() {
    this.#composer.focus();
  }

  /** What is written and not sent. */
  get draft() {
    return this.#composer.value;
  }

  set draft(text) {
    this.#composer.value = text;
    this.#grow();
  }

  #grow() {
    const field = this.#composer;
    field.style.blockSize = "auto";
    field.style.blockSize = `${field.scrollHeight}px`;
    this.written();
  }

  /** Whether there is something to send. */
  written() {
    const written = this.#composer.value.trim() !== "" || this.#act.attached()?.count > 0;
    this.#find(".composer").classList.toggle("written", written);
  }

  async #submit() {
    const attached = this.#act.attached();
    if (attached?.count) {
      // What is still coming goes with it; what cannot be sent is there to be taken out first.
      if (this.#waits) return;
      this.#waits = true;
      const ready = await attached.settled();
      this.#waits = false;
      if (!ready) return;
    }
    const text = this.#composer.value.trim();
    if ((!text && !attached?.count) || !this.#begin.check()) return;
    const about = this.#begin.about;
    this.draft = "";
    this.#act.send(text, about);
    this.focus();
  }

  #listenForFiles() {
    const chooser = this.#find(".composer input");
    const take = (files) => chooser.disabled || this.#act.attach([...files]);
    this.#find(".attach").addEventListener("click", () => chooser.click());
    this.#find(".speak").addEventListener("click", () => this.#begin.check() && this.#act.speak());
    chooser.addEventListener("change", () => {
      take(chooser.files);
      chooser.value = "";
      this.focus();
    });
    this.#composer.addEventListener("paste", (event) => {
      const { files } = event.clipboardData;
      if (!files.length) return;
      event.preventDefault();
      take(files);
    });
    addEventListener("dragover", (event) => event.preventDefault());
    addEventListener("drop", (event) => {
      event.preventDefault();
      take(event.dataTransfer.files);
    });
  }

  #listen() {
    const find = this.#find;
    find(".composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    document.forms.begin.addEventListener("submit", (event) => {
      event.preventDefault();
      this.focus();
    });
    this.#composer.addEventListener("keydown", (event) => {
      // While an input method composes, Enter chooses a word.
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#submit();
      }
    });
    this.#composer.addEventListener("input", () => {
      this.#grow();
      this.#act.writing(this.draft);
    });
    this.#composer.addEventListener("focus", () => this.#act.focused());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing) this.#act.close();
    });
    this.#listenForFiles();
    find(".close").addEventListener("click", () => this.#act.close());
    find(".download").addEventListener("click", () => this.#act.download());
    find(".jump").addEventListener("click", () => {
      this.toEnd();
      this.focus();
    });
    this.#scroller.addEventListener("scroll", () => {
      const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
      this.#following = scrollHeight - scrollTop - clientHeight < NEAR;
      if (this.#following) find(".jump").hidden = true;
      if (scrollTop < NEAR_TOP && scrollHeight > clientHeight) this.#act.older();
    });
    // The keyboard of a phone, a turned screen: who was at the end stays there.
    new ResizeObserver(() => this.#following && this.toEnd()).observe(this.#scroller);
  }
}
