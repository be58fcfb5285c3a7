// The files of messages on screen: pictures in their place before they are there, players, documents to save. Fetched with the
// first message that has one.

import { element } from "../bubble.js";

const PATHS = {
  image: "M4 5h16v14H4zm0 11 4.5-4.5 4 4L16 12l4 4M9 9h.01",
  audio: "M9 18V6l10-2v12M9 18a3 3 0 1 1-3-3 3 3 0 0 1 3 3Zm10-2a3 3 0 1 1-3-3",
  video: "M4 6h11v12H4zm11 4 5-3v10l-5-3",
  document: "M7 3h7l4 4v14H7zM14 3v4h4",
};

/** A size for people. */
export function bytes(size, language) {
  const unit = size < 1_000_000 ? "kilobyte" : "megabyte";
  const amount = size / (unit === "kilobyte" ? 1_000 : 1_000_000);
  const digits = amount < 10 ? 1 : 0;
  return amount.toLocaleString(language, { style: "unit", unit, maximumFractionDigits: digits });
}

/** A line drawing for a kind of file. */
export function icon(kind) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[kind] ?? PATHS.document);
  svg.append(path);
  return svg;
}

/** Addresses of files, asked for together, each good for an hour at least. */
export class Links {
  #ask;
  #known = new Map();
  #wanted = null;

  /** @param {(ids: number[]) => Promise<{id: number, url: string}[]>} ask the server */
  constructor(ask) {
    this.#ask = ask;
  }

  /** The address of a file; `anew`: the known one has ended. */
  async of(id, anew = false) {
    if (anew) this.#known.delete(id);
    if (!this.#known.has(id)) {
      this.#wanted ??= this.#soon();
      this.#wanted.ids.add(id);
      await this.#wanted.answer;
    }
    return this.#known.get(id);
  }

  #soon() {
    const ids = new Set();
    const answer = Promise.resolve().then(async () => {
      this.#wanted = null;
      for (const { id, url } of await this.#ask([...ids])) this.#known.set(id, url);
    });
    return { ids, answer };
  }
}

/** Puts the files of a message into their place. */
export function fill(place, files, { links, texts, language }) {
  place.classList.toggle("pictures", files.every((file) => file.kind === "image"));
  place.replaceChildren(...files.map((file) => one(file, links, texts, language)));
}

function one(file, links, texts, language) {
  if (file.kind === "image") return image(file, links);
  if (file.kind === "document") return card(file, links, texts, language);
  const player = element(file.kind);
  player.controls = true;
  player.preload = "metadata";
  player.setAttribute("aria-label", file.name);
  source(player, file, links, "");
  if (file.kind === "audio") return player;
  player.playsInline = true;
  return player;
}

function image(file, links) {
  const link = element("a", "picture");
  link.target = "_blank";
  link.rel = "noopener";
  const picture = element("img");
  picture.alt = file.name;
  picture.loading = "lazy";
  // Its place is kept before it is there: nothing jumps.
  picture.width = file.width ?? 4;
  picture.height = file.height ?? 3;
  link.append(picture);
  source(picture, file, links, file.thumbnail ? "&small" : "", (url) => (link.href = url));
  return link;
}

function card(file, links, texts, language) {
  const link = element("a", "document");
  const words = element("span", "words");
  words.append(element("b", "", file.name), element("small", "", bytes(file.size, language)));
  link.append(icon("document"), words);
  link.setAttribute("aria-label", texts.chat_file_download.replace("{name}", file.name));
  link.href = "#";
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    const url = await links.of(file.id, true).catch(() => null);
    if (!url) return;
    const saved = Object.assign(element("a"), { href: `${url}&download`, download: file.name });
    saved.click();
  });
  return link;
}

/** Its address, and once another one when that has ended. */
function source(node, file, links, form, told = () => {}) {
  let again = true;
  const set = async (anew) => {
    try {
      const url = await links.of(file.id, anew);
      if (!url) return;
      node.src = url + form;
      told(url);
    } catch {
      // Offline: the browser says so by what it shows in its place.
    }
  };
  node.addEventListener("error", () => {
    if (again) set(true);
    again = false;
  });
  set(false);
}
