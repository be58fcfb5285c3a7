// A voice note: recording begins at once, with its length and how loud it is; stopping sends it, Escape or the bin throws it
// away. Fetched when the microphone is first pressed.

import { element } from "../bubble.js";

/** What is recorded, the best first; the server turns WebM into Ogg. */
const FORMS = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];
const BARS = 24;

/** Records; resolves with a file, or with `null` when it was thrown away. Throws when there is no microphone to be had, or none that gives a sound. */
export async function record({ before, texts }) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
  const mimeType = FORMS.find((form) => MediaRecorder.isTypeSupported(form));
  const recorder = new MediaRecorder(stream, mimeType ? { mimeType, audioBitsPerSecond: 32_000 } : {});
  const pieces = [];
  recorder.ondataavailable = ({ data }) => pieces.push(data);
  const stopped = new Promise((resolve) => (recorder.onstop = resolve));
  recorder.start(1000);

  const bar = element("div", "recording");
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", texts.chat_recording);
  const bin = button("bin", texts.chat_record_discard, "M5 7h14M9 7V4h6v3m-8 0 1 13h8l1-13M10.5 11v5m3-5v5");
  const stop = button("stop", texts.chat_record_send, "M7 7h10v10H7z");
  const time = element("span", "time", "0:00");
  const meter = element("span", "meter");
  meter.setAttribute("aria-hidden", "true");
  for (let at = 0; at < BARS; at++) meter.append(element("i"));
  bar.append(bin, time, meter, stop);
  before.before(bar);
  before.hidden = true;
  stop.focus();

  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 256;
  context.createMediaStreamSource(stream).connect(analyser);
  const wave = new Uint8Array(analyser.fftSize);
  const levels = Array(BARS).fill(0);
  const begun = performance.now();
  const drawing = setInterval(() => {
    analyser.getByteTimeDomainData(wave);
    levels.push(Math.max(...wave.map((value) => Math.abs(value - 128))) / 128);
    levels.shift();
    levels.forEach((level, at) => meter.children[at].style.setProperty("--level", Math.min(1, level * 1.6)));
    const seconds = Math.floor((performance.now() - begun) / 1000);
    time.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }, 80);

  const keep = await new Promise((decided) => {
    stop.addEventListener("click", () => decided(true));
    bin.addEventListener("click", () => decided(false));
    bar.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      decided(false);
    });
  });
  clearInterval(drawing);
  // It has stopped by itself when the microphone was pulled out: what came until then counts.
  if (recorder.state !== "inactive") recorder.stop();
  await stopped;
  for (const track of stream.getTracks()) track.stop();
  context.close();
  bar.remove();
  before.hidden = false;
  if (!keep) return null;
  if (pieces.every((piece) => piece.size === 0)) throw new Error("nothing was recorded");
  const type = recorder.mimeType.split(";")[0];
  return new File(pieces, `${texts.chat_voice_note}.${type.split("/")[1]}`, { type });
}

function button(className, label, path) {
  const made = element("button", className);
  made.type = "button";
  made.setAttribute("aria-label", label);
  made.title = label;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "path");
  drawn.setAttribute("d", path);
  svg.append(drawn);
  made.append(svg);
  return made;
}
