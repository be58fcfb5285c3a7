// The panel of the live chat: ties what is known, what is on its way, the connection and the screen together.

import { Connection } from "./connection.js";
import { Host } from "./host.js";
import { NotNow, Outbox, Refused, storedEntries } from "./outbox.js";
import { Receipts } from "./receipts.js";
import { Requests, UnknownVisitor } from "./requests.js";
import { Timeline } from "./timeline.js";
import { View } from "./view.js";

/** What the other side types fades when nothing more is heard, in milliseconds. */
const TYPING_FADES = 6000;
/** What the visitor types is told at most this often. */
const TYPING_TOLD = 3000;
/** A short hiccup of the connection is not worth a notice. */
const NOTICE_AFTER = 2500;

const config = JSON.parse(document.querySelector('script[type="application/json"]').textContent);
const timeline = new Timeline();
const requests = new Requests(config.connection);
let outbox = null;
let draft = null;
/** What lies ready beside the text; there once a file was. */
let attachments = null;
/** Addresses of files; there once a message has one. */
let links = null;
let visiting = null;
/** Of a message that was refused for who sent it: they go with the next. */
let keptFiles = [];
/** What the visitor was asked and has seen. */
let asked = null;
let loadingOlder = false;
let typingFades = null;
let typingTold = 0;
let noticeTimer = null;

const view = new View(config, {
  send(text, about) {
    stopTyping();
    host.askPage();
    const files = [...keptFiles, ...(attachments?.take() ?? [])];
    keptFiles = [];
    outbox.add({ id: commandId(), text, ...(files.length && { files }), about, page: host.page, at: Date.now() });
    draft.save([]);
  },
  attach,
  speak,
  attached: () => attachments,
  files: shownFiles,
  answer: (command) => outbox.add({ id: commandId(), command, at: Date.now() }),
  download,
  retry: (id) => outbox.retry(id),
  discard: (id) => outbox.remove(id),
  older: loadOlder,
  writing,
  focused: () => host.askPage(),
  close: () => host.close(),
});

const host = new Host(config.origins, {
  color: (color) => view.paint(color),
  hello: begin,
  token(token) {
    if (requests.token) return;
    requests.token = token;
    catchUp();
  },
  shown() {
    if (host.shown) {
      view.toEnd();
      view.focus();
    }
    look();
  },
});

const connection = new Connection({
  url: `${location.origin.replace(/^http/, "ws")}/chat/${config.connection}/socket`,
  token: () => requests.token,
  heard(frame) {
    if (frame.event === "removed") catchUp();
    else if (frame.frame === "event") {
      if (frame.messages.some((message) => message.from !== "you")) otherTypes(false);
      learn(frame);
    } else if (frame.frame === "typing") otherTypes(frame.typing);
    else if (frame.frame === "resync") catchUp();
  },
  state(connected, failures) {
    if (connected) {
      clearTimeout(noticeTimer);
      noticeTimer = null;
      view.notice("");
      outbox.wake();
      receipts.flush();
    } else {
      otherTypes(false);
      noticeTimer ??= setTimeout(() => view.notice(config.texts.chat_offline), NOTICE_AFTER);
      // A refused greeting looks like any other end: a request tells whether the token still stands.
      if (failures % 3 === 0 && navigator.onLine) catchUp();
    }
  },
});

const receipts = new Receipts((upTo, read) => requests.command(commandId(), { command: "acknowledge", up_to: upTo, read }));

if (config.preview) preview();
else host.begin();

/** In the settings page, which tells how the panel is to look while somebody changes that. */
function preview() {
  draw();
  addEventListener("message", ({ origin, data }) => {
    if (origin === location.origin && data.balcao === "look") {
      view.dress({ ...config, ...data, texts: { ...config.texts, ...data.texts } });
      draw();
    }
  });
  parent.postMessage({ balcao: "ready" }, location.origin);
}

function begin(token) {
  requests.token = token;
  const key = `balcao:${host.site}:${config.connection}`;
  draft = storedEntries(() => sessionStorage, `${key}:draft`);
  asked = storedEntries(() => localStorage, `${key}:asked`);
  outbox = new Outbox({
    store: storedEntries(() => localStorage, `${key}:outbox`),
    send: deliver,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    changed: draw,
  });
  view.begin(draft.load()[0] ?? "");
  draw();
  if (token) catchUp();
  else outbox.flush();
  if (host.shown) view.focus();
  addEventListener("online", wake);
  addEventListener("offline", () => view.notice(config.texts.chat_offline));
  addEventListener("storage", (event) => {
    if (event.key === `${key}:outbox`) draw();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") wake();
    look();
  });
}

function wake() {
  if (navigator.onLine) view.notice("");
  connection.wake();
  outbox.wake();
}

/** Fetches the newest messages and goes on from there by socket. */
async function catchUp() {
  try {
    const page = await requests.page();
    timeline.reset(page);
    connection.cursor = page.cursor;
    settle(page.messages);
    connection.open();
    outbox.wake();
    look();
  } catch (error) {
    if (error instanceof UnknownVisitor) forget();
    else if (connection.cursor === null) {
      view.notice(error instanceof NotNow ? config.texts.chat_offline : config.texts.chat_unavailable);
      if (error instanceof NotNow) setTimeout(catchUp, 4000);
    }
  }
}

/** The server does not know this visitor: the next message begins anew. */
function forget() {
  requests.token = null;
  connection.close();
  connection.cursor = null;
  host.keep(null);
  timeline.reset({ conversation: null, messages: [], more: false });
  view.notice("");
  draw();
  outbox.flush();
}

/** Brings one message to the server; a visitor without a token gets one with the first. */
async function deliver(entry) {
  await visit();
  try {
    const { text, page, about } = entry;
    const files = entry.files?.map((file) => file.id);
    learn(await requests.command(entry.id, entry.command ?? { command: "send_message", text, files, page, about }));
  } catch (error) {
    if (!entry.command && error instanceof Refused && error.field in config.asks) {
      outbox.remove(entry.id);
      keptFiles = entry.files ?? keptFiles;
      view.askAgain(entry.text, error.field, error.reason);
      return;
    }
    if (entry.command && error instanceof Refused) {
      // A card stands for itself: it is open again, unless the server has an answer by now.
      outbox.remove(entry.id);
      view.refused(entry.command.command, error.field);
      catchUp();
      return;
    }
    if (!(error instanceof UnknownVisitor)) throw error;
    forget();
    throw new NotNow();
  }
}

/** The visitor's token; who has none gets one. */
async function visit() {
  if (!requests.token) {
    visiting ??= (async () => {
      try {
        requests.token = await requests.begin(config.language);
        host.keep(requests.token);
        // The socket first: an answer may come before the next line is through.
        await catchUp();
      } finally {
        visiting = null;
      }
    })();
    await visiting;
  }
  return requests.token;
}

/** What few visitors need is fetched when the first does. */
function later(name) {
  if (!document.querySelector("link.later")) {
    const sheet = { className: "later", rel: "stylesheet", href: "/chat/assets/later/files.css" };
    document.head.append(Object.assign(document.createElement("link"), sheet));
  }
  return import(`./later/${name}.js`);
}

/** Takes files in that the visitor chose, dropped or pasted. */
async function attach(files) {
  if (!files.length) return;
  try {
    const { Attachments } = await later("attach");
    attachments ??= new Attachments({
      before: document.querySelector(".composer"),
      texts: config.texts,
      language: config.language,
      rules: config.files,
      address: requests.uploads,
      token: visit,
      newId: commandId,
      changed: () => view.written(),
    });
    attachments.add(files);
  } catch {
    view.notice(config.texts.chat_offline);
  }
}

/** Records a voice note, which is sent when recording stops; what is written stays. */
async function speak() {
  try {
    const { record } = await later("record");
    const note = await record({ before: document.querySelector(".composer"), texts: config.texts });
    view.focus();
    if (!note) return;
    await attach([note]);
    if (await attachments?.settled()) {
      host.askPage();
      outbox.add({ id: commandId(), text: "", files: attachments.take(), page: host.page, at: Date.now() });
    }
  } catch {
    view.notice(config.texts.chat_record_refused);
  }
}

/** The place of a message's files, which are put there in a moment. */
function shownFiles(files) {
  const place = document.createElement("div");
  place.className = "files";
  later("files").then(({ Links, fill }) => {
    links ??= new Links((ids) => requests.links(ids));
    fill(place, files, { links, texts: config.texts, language: config.language });
    view.settle();
  }, () => {});
  return place;
}

function learn(change) {
  timeline.apply(change);
  settle(change.messages);
  look();
}

/** What the server has is no longer on its way. */
function settle(messages) {
  for (const { command } of messages) if (command) outbox.remove(command);
}

/** Draws, tells what has arrived and what is seen, and how much is unread. */
function look() {
  draw();
  receipts.known(timeline.seen);
  const looking = host.shown && document.visibilityState === "visible";
  if (timeline.newestReceived > timeline.seen) receipts.note(timeline.newestReceived, looking);
  // A question that nobody has seen counts as something unread.
  const { asks } = timeline;
  let seen = asked.load()[0] ?? "";
  if (asks !== seen && (looking || !asks)) asked.save([(seen = asks)]);
  host.unread(timeline.unread(receipts.seen) + (asks !== seen ? 1 : 0));
}

function draw() {
  view.draw(timeline, outbox?.entries ?? [], !requests.token || connection.cursor !== null);
}

async function loadOlder() {
  if (loadingOlder || !timeline.more) return;
  loadingOlder = true;
  view.loadingOlder(true);
  try {
    timeline.older(await requests.page(timeline.oldest));
    draw();
  } catch {
    // Scrolling up again tries again.
  } finally {
    loadingOlder = false;
    view.loadingOlder(false);
  }
}

/** The visitor takes the history along. */
async function download() {
  try {
    await requests.command(commandId(), { command: "request_transcript", conversation: timeline.conversation.id });
    const { content, name } = await requests.transcript(config.language);
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(content), download: name });
    link.click();
    // The browser reads it after this.
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  } catch {
    view.notice(config.texts.chat_download_failed);
  }
}

function writing(text) {
  draft.save(text ? [text] : []);
  if (!text) stopTyping();
  else if (Date.now() - typingTold > TYPING_TOLD) {
    typingTold = Date.now();
    connection.signal({ frame: "typing", typing: true });
  }
}

function stopTyping() {
  if (typingTold) connection.signal({ frame: "typing", typing: false });
  typingTold = 0;
}

function otherTypes(typing) {
  clearTimeout(typingFades);
  view.typing(typing, timeline.conversation?.agent);
  if (typing) typingFades = setTimeout(() => view.typing(false), TYPING_FADES);
}

/** `crypto.randomUUID` is missing on sites without HTTPS. */
function commandId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
