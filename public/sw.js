// Keeps the frame of the signed-in pages and what it is built from, so that the desk opens without a connection.
// What people write and read is never kept here: nothing of /api, /chat, /demo, /login or /setup passes through.

/** The site's build and the files of its first load; put in when the site is built. */
const BUILD = "{{build}}";
const PRECACHE = "{{precache}}";

const PREFIX = "balcao-";
const CACHE = PREFIX + BUILD;

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
  if (request.method !== "GET" || url.origin !== self.location.origin) {
    return;
  }
  if (request.mode === "navigate") {
    if (isSignedIn(url.pathname)) {
      event.respondWith(frame(request));
    }
  } else if (isOfSite(url.pathname)) {
    event.respondWith(kept(request));
  }
});

function isSignedIn(path) {
  return path === "/" || ["/desk", "/settings"].some((place) => path === place || path.startsWith(place + "/"));
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
