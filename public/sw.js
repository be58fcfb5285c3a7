// Keeps the frame of the signed-in pages and all that it is built from, so that the desk opens without a connection; and the last
// answers of what its first screen and its conversations show, so that they can be read then. Those belong to who is signed in:
// they go when somebody signs in or out, when a session ends, and with every update. Nothing else of /api passes through, and
// nothing of /chat, /demo, /login or /setup.

/** The site's build and all files of its client; put in when the site is built. */
const BUILD = "{{build}}";
const PRECACHE = "{{precache}}";

const PREFIX = "balcao-";
const CACHE = PREFIX + BUILD;

/** The answers that are kept, and how many of each: to read them again changes nothing on the server. */
const ANSWERS = PREFIX + "answers";
const KEPT = { "/api/fn/snapshot": 1, "/api/fn/open_conversation": 30 };
/** After these somebody else may sit here. */
const ENDS = ["/api/fn/sign_in", "/api/fn/sign_out", "/api/fn/setup", "/api/fn/set_password_by_link"];

/** Where a page goes whose session has ended. */
const SIGN_IN = "/login";

/** All signed-in pages are this one document. */
const FRAME = "/desk/waiting";
const ICONS = ["/icons/sprite.svg", "/icons/mark.svg"];

self.addEventListener("install", (event) => {
  event.waitUntil(install());
});

async function install() {
  const cache = await caches.open(CACHE);
  await cache.addAll([...PRECACHE, ...ICONS]);
  await keepFrame(await fetch(FRAME, { cache: "no-store" }));
}

self.addEventListener("activate", (event) => {
  event.waitUntil(activate());
});

async function activate() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

// The page asks when its user agreed to the update: taking over by itself would change the app under their hands.
self.addEventListener("message", (event) => {
  if (event.data === "take_over") {
    self.skipWaiting();
  }
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) {
    return;
  }
  if (request.method === "POST") {
    if (url.pathname in KEPT) {
      event.respondWith(answer(request, url.pathname, event.clientId));
    } else if (ENDS.includes(url.pathname)) {
      event.waitUntil(caches.delete(ANSWERS));
    }
    return;
  }
  if (request.method !== "GET") {
    return;
  }
  if (request.mode === "navigate") {
    if (isSignedIn(url.pathname)) {
      event.respondWith(frame(request));
    } else if (url.pathname === SIGN_IN) {
      event.waitUntil(caches.delete(ANSWERS));
    }
  } else if (isOfSite(url.pathname)) {
    event.respondWith(kept(request));
  }
});

function isSignedIn(path) {
  return path === "/" || ["/desk", "/conversations", "/settings"].some((place) => path === place || path.startsWith(place + "/"));
}

function isOfSite(path) {
  return path.startsWith("/pkg/") || path.startsWith("/icons/") || path === "/manifest.webmanifest";
}

/** From the server while it answers; else the kept one. A proxy without its server answers 502 to 504. */
async function frame(request) {
  try {
    const response = await fetch(request);
    if (response.status < 502 || response.status > 504) {
      await keepFrame(response);
      return response;
    }
    return (await caches.match(FRAME)) ?? response;
  } catch (error) {
    const response = await caches.match(FRAME);
    if (response) {
      return response;
    }
    throw error;
  }
}

/** Keeps a frame; a redirection to the sign-in is none. */
async function keepFrame(response) {
  if (response.ok && response.type === "basic" && !response.redirected) {
    const cache = await caches.open(CACHE);
    await cache.put(FRAME, response.clone());
  }
}

/** Files under /pkg never change under their names; the others change with the build. */
async function kept(request) {
  const cache = await caches.open(CACHE);
  const found = await cache.match(request);
  if (found) {
    return found;
  }
  const response = await fetch(request);
  if (response.ok) {
    await cache.put(request, response.clone());
  }
  return response;
}

/** From the server while it answers; else the last answer to the same question, and the page is told that it is old. */
async function answer(request, path, client) {
  const question = await request.clone().text();
  const key = `/answers${path}?${encodeURIComponent(question)}`;
  let response;
  try {
    response = await fetch(request);
  } catch (error) {
    response = error;
  }
  const isGone = response instanceof Error || (response.status >= 502 && response.status <= 504);
  if (isGone) {
    const found = await (await caches.open(ANSWERS)).match(key);
    if (found) {
      (await self.clients.get(client))?.postMessage("kept_answer");
      return found;
    }
    if (response instanceof Error) throw response;
    return response;
  }
  if (response.ok) {
    await keepAnswer(key, path, response.clone());
  } else if (response.status === 401) {
    await caches.delete(ANSWERS);
  } else if (response.status < 500) {
    await (await caches.open(ANSWERS)).delete(key);
  }
  return response;
}

/** The oldest go when there are too many. A disk that is full keeps nothing, and that is no reason not to answer. */
async function keepAnswer(key, path, response) {
  try {
    const cache = await caches.open(ANSWERS);
    await cache.delete(key);
    await cache.put(key, response);
    const all = (await cache.keys()).filter(({ url }) => new URL(url).pathname === `/answers${path}`);
    await Promise.all(all.slice(0, -KEPT[path]).map((old) => cache.delete(old)));
  } catch {
    await caches.delete(ANSWERS);
  }
}
