// What the visitor is about to send besides text: chosen, dropped or pasted files, each on its way to the server, with what
// became of it. Fetched when the first file is there.

import { element } from "../bubble.js";
import { bytes, icon } from "./files.js";

/** The most files of one message. */
const MOST = 10;

/** @typedef {{id: string, file: File, node: Element, sent: ?object, wrong: ?string, request: ?XMLHttpRequest}} Attachment */
export class Attachments {
  #list = [];
  #parts;
  #strip;
  #waiting = [];

  /**
   * @param {object} parts
   * @param {Element} parts.before where the strip stands
   * @param {object} parts.texts
   * @param {string} parts.language
   * @param {object} parts.rules which files are taken, as the server says
   * @param {() => Promise<string>} parts.token the visitor's, who gets one if need be
   * @param {string} parts.address of uploads
   * @param {() => string} parts.newId
   * @param {() => void} parts.changed told whenever there is more or less
   */
  constructor(parts) {
    this.#parts = parts;
    this.#strip = element("ul", "attachments");
    this.#strip.setAttribute("aria-label", parts.texts.chat_attachments);
    this.#strip.hidden = true;
    parts.before.before(this.#strip);
  }

  get count() {
    return this.#list.length;
  }

  /** Takes files in and begins to upload them. */
  add(files) {
    for (const file of files) {
      if (this.#list.length === MOST) break;
      const attachment = { id: this.#parts.newId(), file, node: element("li"), sent: null, wrong: null, request: null };
      this.#list.push(attachment);
      this.#strip.append(attachment.node);
      attachment.wrong = this.#refused(file);
      if (attachment.wrong) this.#draw(attachment, 0);
      else this.#upload(attachment);
    }
    this.#changed();
  }

  /** What the server would refuse is said at once. */
  #refused({ size, type, name }) {
    const { rules, texts, language } = this.#parts;
    if (size === 0) return texts.chat_file_empty;
    if (size > rules.max_size) return texts.chat_file_too_large.replace("{size}", bytes(rules.max_size, language));
    const taken = { image: rules.images, audio: rules.audio, video: rules.videos }[type.split("/")[0]];
    const refused = taken === false || /\.(svg|html?|exe|js|bat|cmd|msi|sh)$/i.test(name);
    return refused ? texts.chat_file_type : null;
  }

  async #upload(attachment) {
    const { id, file } = attachment;
    attachment.wrong = null;
    attachment.again = false;
    this.#draw(attachment, 0);
    let token;
    try {
      token = await this.#parts.token();
    } catch {
      return this.#failed(attachment, this.#parts.texts.chat_file_failed, true);
    }
    if (!this.#list.includes(attachment)) return;
    const request = new XMLHttpRequest();
    attachment.request = request;
    request.open("POST", `${this.#parts.address}?${new URLSearchParams({ id, name: file.name || "file" })}`);
    request.setRequestHeader("authorization", `Bearer ${token}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => this.#draw(attachment, loaded / total);
    request.onload = () => {
      if (request.status === 200) {
        attachment.sent = request.response;
        this.#draw(attachment, 1);
        this.#changed();
      } else this.#answered(attachment, request);
    };
    request.onerror = () => this.#failed(attachment, this.#parts.texts.chat_file_failed, true);
    request.send(file);
  }

  #answered(attachment, { status, response }) {
    const { texts, language, rules } = this.#parts;
    const reason = response?.field === "file" ? response.reason : status === 413 ? "too_large" : "";
    const said = {
      too_large: texts.chat_file_too_large.replace("{size}", bytes(rules.max_size, language)),
      type: texts.chat_file_type,
      image: texts.chat_file_broken,
      required: texts.chat_file_empty,
    }[reason];
    this.#failed(attachment, said ?? texts.chat_file_failed, !said);
  }

  #failed(attachment, reason, again) {
    attachment.wrong = reason;
    attachment.again = again;
    this.#draw(attachment, 0);
    this.#changed();
  }

  #draw(attachment, progress) {
    const { file, node, sent, wrong, again } = attachment;
    const { texts, language } = this.#parts;
    node.className = wrong ? "failed" : sent ? "" : "uploading";
    if (!node.firstChild) {
      const picture = file.type.startsWith("image/") && !file.type.includes("svg");
      const preview = picture ? element("img") : icon(file.type.split("/")[0]);
      if (picture) {
        preview.alt = "";
        preview.src = attachment.preview = URL.createObjectURL(file);
      }
      const words = element("span", "words");
      words.append(element("b", "", file.name), element("small"));
      const bar = element("progress");
      bar.max = 1;
      bar.setAttribute("aria-label", file.name);
      node.append(preview, words, bar, this.#button(texts.chat_retry, "again", () => this.#upload(attachment)));
      node.append(this.#button(texts.chat_file_remove, "remove", () => this.#remove(attachment)));
    }
    const [small, bar, retry, remove] = ["small", "progress", ".again", ".remove"].map((it) => node.querySelector(it));
    small.textContent = wrong ?? bytes(file.size, language);
    small.setAttribute("role", wrong ? "alert" : "presentation");
    bar.value = progress;
    bar.hidden = Boolean(wrong || sent);
    retry.hidden = !again || !wrong;
    remove.setAttribute("aria-label", `${texts.chat_file_remove}: ${file.name}`);
  }

  #button(text, className, act) {
    const button = element("button", className, className === "remove" ? "×" : text);
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  }

  #remove(attachment) {
    attachment.request?.abort();
    this.#list = this.#list.filter((it) => it !== attachment);
    attachment.node.remove();
    if (attachment.preview) URL.revokeObjectURL(attachment.preview);
    this.#changed();
  }

  #changed() {
    this.#strip.hidden = this.#list.length === 0;
    const busy = this.#list.some((it) => !it.sent && !it.wrong);
    if (!busy) for (const done of this.#waiting.splice(0)) done();
    this.#parts.changed();
  }

  /** When nothing is on its way any more: whether all of it has arrived. */
  async settled() {
    if (this.#list.some((it) => !it.sent && !it.wrong)) await new Promise((done) => this.#waiting.push(done));
    return this.#list.every((it) => it.sent);
  }

  /** What has arrived, to be sent; the strip is empty then. */
  take() {
    const sent = this.#list.map((it) => it.sent).filter(Boolean);
    for (const attachment of [...this.#list]) this.#remove(attachment);
    return sent;
  }
}
