// Says every minute that this window has the draft open, and hears whether another
// has: a quiet line, and nothing to decide.

import { send, windowName } from "./post.js";

const EVERY = 60_000; // milliseconds; the server forgets a window after three of them
const line = document.querySelector("[data-elsewhere]");

export function showElsewhere(sentence = "") {
  if (line.textContent !== sentence) line.textContent = sentence; // read out once
  line.hidden = !sentence;
}

async function tell(form, isGone) {
  if (form.dataset.piece === "new" || !navigator.onLine) return; // nobody else knows of it yet
  const address = form.dataset.save.replace(/save\/$/, "here/");
  try {
    const answer = await send(form, address, { window: windowName, gone: isGone });
    if (answer.ok && !isGone) showElsewhere((await answer.json()).elsewhere);
  } catch {
    // it is said again in a minute
  }
}

export function keepPresent(form) {
  const isHere = () => document.hidden || tell(form, false);
  isHere();
  setInterval(isHere, EVERY);
  addEventListener("focus", isHere);
  addEventListener("pagehide", () => tell(form, true));
  addEventListener("pageshow", (event) => event.persisted && isHere());
}
