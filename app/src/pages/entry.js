// The pages before the desk are plain forms. With this they answer in place: what was typed stays, the focus goes to
// what is wrong, and language, theme and the eye beside a password act at once.

const YEAR = 31536000;
const secure = location.protocol === "https:" ? "; Secure" : "";
const foot = document.querySelector(".entry-foot");

// Nobody is signed in here: what the service worker kept for reading without a network was somebody's.
globalThis.caches?.delete("balcao-answers");

/** Takes the form that the server has answered with; what was typed stays in it. */
function take(form, answered) {
  const typed = new Map(new FormData(form));
  form.replaceChildren(...answered.childNodes);
  for (const [name, value] of typed) {
    const field = form.elements.namedItem(name);
    if (field) field.value = value;
  }
  (form.querySelector("[aria-invalid]") ?? form.querySelector("input:not([type=hidden])"))?.focus();
}

function say(form, words) {
  const line = document.createElement("p");
  line.className = "form-alert";
  line.textContent = words;
  form.querySelector("[role=alert]").replaceChildren(line);
}

/** Where the server leads to is loaded as a page of its own; back to this page means that something is wrong. */
async function send(form) {
  const answer = await fetch(form.action, {
    method: "POST",
    headers: { Accept: "text/html" },
    body: new URLSearchParams(new FormData(form)),
  });
  const led = new URL(answer.url);
  if (answer.redirected && led.pathname !== location.pathname) return location.assign(led);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const answered = page.querySelector("form");
  if (!answered) throw new Error("no form");
  take(form, answered);
}

document.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  try {
    await send(form);
  } catch {
    say(form, foot.dataset.offline);
  } finally {
    form.ariaBusy = "false";
  }
});

document.addEventListener("click", (event) => {
  const eye = event.target.closest(".field-password > button");
  if (!eye) return;
  const shown = eye.ariaPressed !== "true";
  eye.ariaPressed = String(shown);
  eye.previousElementSibling.type = shown ? "text" : "password";
});

foot.addEventListener("change", ({ target }) => {
  const isTheme = target.name === "preferred-theme";
  const name = isTheme ? foot.dataset.theme : foot.dataset.language;
  document.cookie = `${name}=${target.value}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
  if (!isTheme) return location.reload();
  document.documentElement.dataset.theme = target.value;
  try {
    localStorage.setItem(name, target.value);
  } catch {
    // Kept by the cookie alone.
  }
});
