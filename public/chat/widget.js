// The loader: puts the chat's launcher on any site by one line of HTML and fetches the panel when it is first needed.
//
//   <script type="module" src="https://desk.example/widget.js" data-connection="1"></script>
//
// Optional: data-lang="pt-BR" (else the page's language, else the browser's), data-color="#0f766e" (else the connection's),
// data-position="left" (else the right corner). `window.Balcao` has open(), close() and on("unread", callback).
//
// It leaves the page alone: one element of no size after <body>, everything else in its shadow tree.

const TEXTS = {
  en: { open: "Open chat", close: "Close chat", unread: "Open chat, unread messages: {count}", failed: "The chat cannot be reached right now." },
  pt: { open: "Abrir chat", close: "Fechar chat", unread: "Abrir chat, mensagens não lidas: {count}", failed: "Não foi possível abrir o chat agora." },
  es: { open: "Abrir chat", close: "Cerrar chat", unread: "Abrir chat, mensajes sin leer: {count}", failed: "El chat no está disponible ahora." },
};

/** A panel that has not spoken by then was refused (this site is not among the allowed ones) or cannot be reached. */
const PATIENCE = 10_000;

const STYLE = `
:host { --color: #0f766e; --ink: #fff }
@supports (color: lch(from red l c h)) {
  /* Black or white, whichever reads better on the colour: their contrast is equal at L* 49.44. */
  :host { --ink: lch(from var(--color) calc((49.44 - l) * infinity) 0 0) }
}
button {
  all: unset; position: fixed; inset-block-end: 20px; inset-inline-end: 20px; inline-size: 56px; block-size: 56px;
  display: grid; place-items: center; border-radius: 50%; cursor: pointer; color: var(--ink); background: var(--color);
  box-shadow: 0 2px 6px rgb(0 0 0 / .16), 0 8px 24px rgb(0 0 0 / .18); -webkit-tap-highlight-color: transparent;
}
button:focus-visible { outline: 3px solid var(--ink); outline-offset: -6px; box-shadow: 0 0 0 3px var(--color) }
svg { inline-size: 30px; block-size: 30px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round }
.open .bubble, div:not(.open) .cross { display: none }
.badge {
  position: absolute; inset-block-start: -4px; inset-inline-end: -4px; min-inline-size: 22px; block-size: 22px; padding: 0 6px;
  box-sizing: border-box; border-radius: 11px; border: 2px solid #fff; background: #b3261e; color: #fff;
  font: 700 12px/18px system-ui, sans-serif; text-align: center;
}
p {
  position: fixed; inset-block-end: 88px; inset-inline-end: 20px; margin: 0; padding: 10px 14px; border-radius: 12px;
  max-inline-size: min(300px, 100vw - 40px); box-sizing: border-box; background: #1d1c1a; color: #fff; font: 14px/1.4 system-ui, sans-serif;
}
p:empty, [hidden] { display: none }
iframe {
  position: fixed; inset-block-end: 88px; inset-inline-end: 20px; inline-size: min(384px, 100vw - 40px); block-size: min(640px, 100vh - 108px); block-size: min(640px, 100dvh - 108px);
  border: 0; border-radius: 16px; color-scheme: light dark; box-shadow: 0 4px 12px rgb(0 0 0 / .12), 0 16px 48px rgb(0 0 0 / .22);
}
div:not(.ready) iframe { visibility: hidden }
.left :is(button, iframe, p) { inset-inline: 20px auto }
@media (max-width: 480px), (max-height: 420px) {
  iframe, .left iframe { inset: 0; inline-size: 100%; block-size: 100%; border-radius: 0; box-shadow: none }
  .open button { display: none }
}
@media (prefers-reduced-motion: no-preference) {
  button { transition: transform .15s }
  button:hover { transform: scale(1.05) }
  iframe { animation: rise .18s ease-out }
  @keyframes rise { from { opacity: 0; transform: translateY(12px) } }
}
@media print { button, iframe { display: none } }`;

const ICON = { bubble: "M20 11.5a7.5 7.5 0 0 1-7.5 7.5H5l1.4-3A7.5 7.5 0 1 1 20 11.5Z", cross: "m6 9 6 6 6-6" };

const script = [...document.querySelectorAll("script[data-connection]")].find((tag) => tag.src === import.meta.url);

// The same line twice on a page, or a second copy of the loader, changes nothing.
if (script && !window.Balcao) begin(script.dataset, new URL(import.meta.url).origin);

function begin({ connection, lang, color, position }, server) {
  const language = chooseLanguage(lang);
  const texts = TEXTS[language.slice(0, 2)];
  const token = keptToken(`balcao:${server}:${connection}`);
  const listeners = new Set();
  let unread = 0;
  let isOpen = false;
  let frame = null;
  /** The panel listens; before that nothing is posted, its first word is "ready". */
  let ready = false;

  const host = document.createElement("div");
  // The page's own rules cannot reach inside, and nothing of them may reach the element itself.
  host.style.cssText = "all:initial!important;position:fixed!important;inline-size:0!important;block-size:0!important;z-index:2147483000!important";
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const corner = root.appendChild(document.createElement("div"));
  const launcher = corner.appendChild(document.createElement("button"));
  launcher.type = "button";
  launcher.append(icon());
  const badge = launcher.appendChild(document.createElement("span"));
  badge.className = "badge";
  badge.setAttribute("aria-hidden", "true");
  const said = corner.appendChild(document.createElement("p"));
  said.setAttribute("role", "status");
  // Not before it is known how it looks: nothing changes its colour or its place under the visitor's eyes.
  launcher.hidden = true;
  import(`${server}/chat/${connection}/look.js`).then((look) => appear(look.default), () => appear({}));

  /** `null`: the chat is switched off. */
  function appear(look) {
    if (!look) return host.remove();
    paint(color ?? look.color);
    corner.classList.toggle("left", (position ?? look.position) === "left");
    launcher.hidden = false;
    if (token.read()) whenIdle(load);
  }

  function paint(value) {
    if (/^#[0-9a-f]{6}$/i.test(value)) host.style.setProperty("--color", value);
  }

  function draw() {
    launcher.setAttribute("aria-expanded", String(isOpen));
    launcher.setAttribute("aria-label", isOpen ? texts.close : unread ? texts.unread.replace("{count}", unread) : texts.open);
    badge.hidden = isOpen || !unread;
    badge.textContent = unread > 99 ? "99+" : String(unread);
    corner.classList.toggle("open", isOpen);
    if (frame) frame.hidden = !isOpen;
  }

  function load() {
    if (frame) return;
    frame = document.createElement("iframe");
    frame.allow = "microphone";
    frame.title = "Chat";
    frame.src = `${server}/chat/${connection}?lang=${language}`;
    frame.hidden = !isOpen;
    corner.append(frame);
    setTimeout(() => ready || giveUp(), PATIENCE);
  }

  /** Takes the panel away, so that the next click tries anew, and no browser's error page stands on the site. */
  function giveUp() {
    frame.remove();
    frame = null;
    if (!isOpen) return;
    show(false);
    said.textContent = texts.failed;
    setTimeout(() => (said.textContent = ""), 6000);
    console.warn(`Balcão: no answer from ${server}. Is ${location.origin} among the allowed sites of connection ${connection}?`);
  }

  function post(message) {
    if (ready) frame.contentWindow.postMessage(message, server);
  }

  function page() {
    return { url: location.href.slice(0, 2000), title: document.title.slice(0, 300) };
  }

  function show(open) {
    if (open === isOpen) return;
    isOpen = open;
    said.textContent = "";
    if (open) load();
    draw();
    if (open) {
      fit();
      post({ balcao: "shown", shown: true, page: page() });
      frame.focus();
    } else {
      post({ balcao: "shown", shown: false });
      launcher.focus();
    }
  }

  /** A phone's on-screen keyboard covers the page without changing its height: the panel keeps to what is left. */
  function fit() {
    if (!frame || !window.visualViewport) return;
    const covered = isOpen && window.innerHeight - visualViewport.height > 120;
    frame.style.blockSize = covered ? `${visualViewport.height}px` : "";
    frame.style.insetBlockStart = covered ? `${visualViewport.offsetTop}px` : "";
  }

  const heard = {
    ready() {
      ready = true;
      corner.classList.add("ready");
      if (isOpen) frame.focus();
      post({ balcao: "hello", token: token.read(), color, page: page(), shown: isOpen });
    },
    token: (message) => token.write(message.token),
    unread({ count }) {
      if (count === unread) return;
      unread = count;
      draw();
      for (const listener of listeners) listener(count);
    },
    page: () => post({ balcao: "page", page: page() }),
    close: () => show(false),
  };

  window.addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== server) return;
    const kind = event.data?.balcao;
    if (Object.hasOwn(heard, kind)) heard[kind](event.data);
  });
  // Another tab of the site has begun a conversation: this one joins it.
  window.addEventListener("storage", (event) => {
    if (event.key === token.key && event.newValue) post({ balcao: "token", token: event.newValue });
  });
  window.navigation?.addEventListener("navigatesuccess", heard.page);
  window.visualViewport?.addEventListener("resize", fit);
  launcher.addEventListener("click", () => show(!isOpen));
  launcher.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOpen) show(false);
  });

  draw();
  // After <body>: its children, their order and `:last-child` stay what the page made them.
  document.documentElement.append(host);

  window.Balcao = {
    open: () => show(true),
    close: () => show(false),
    /** Calls back with the number of unread messages, now and whenever it changes; returns what ends it. */
    on(event, callback) {
      if (event !== "unread") throw new TypeError(`Balcao has no event "${event}"`);
      listeners.add(callback);
      callback(unread);
      return () => listeners.delete(callback);
    },
  };
}

function chooseLanguage(given) {
  const wished = [given, document.documentElement.lang, ...navigator.languages];
  const found = wished.map((tag) => tag?.slice(0, 2).toLowerCase()).find((tag) => tag in TEXTS) ?? "en";
  return found === "pt" ? "pt-BR" : found;
}

/** Made node by node: a site's Trusted Types may forbid markup from text. */
function icon() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  for (const [name, shape] of Object.entries(ICON)) {
    const path = svg.appendChild(document.createElementNS(svg.namespaceURI, "path"));
    path.setAttribute("class", name);
    path.setAttribute("d", shape);
  }
  return svg;
}

/** The visitor's token in the site's storage; where that is refused, in memory until the page is left. */
function keptToken(key) {
  let memory = null;
  return {
    key,
    read() {
      try {
        return localStorage.getItem(key) ?? memory;
      } catch {
        return memory;
      }
    },
    write(value) {
      memory = value;
      try {
        if (value) localStorage.setItem(key, value);
        else localStorage.removeItem(key);
      } catch {
        // Refused: this page's memory has it.
      }
    },
  };
}

function whenIdle(work) {
  const idle = () => (window.requestIdleCallback ? requestIdleCallback(work, { timeout: 4000 }) : setTimeout(work, 1000));
  if (document.readyState === "complete") idle();
  else window.addEventListener("load", idle, { once: true });
}
