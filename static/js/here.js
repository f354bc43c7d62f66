/* Who else has this piece open, said and heard every quarter of a minute; and what is
   typed here and not saved, kept on the server until it is. */

import { send, windowName } from "./post.js";

const EVERY = 15_000; // milliseconds; the server forgets a window after forty seconds
const SOON = 2_000;
const line = document.querySelector("[data-here]");
const form = document.querySelector("form[data-unsaved]");
const token = line?.querySelector("form");
let typedAt = -Infinity;
let isSent = false; // the form itself is on its way

async function tell(isGone) {
  if (!navigator.onLine) return;
  const editing = Date.now() - typedAt < 2 * EVERY;
  try {
    const answer = await send(token, line.dataset.here, { window: windowName, editing, gone: isGone });
    if (answer.ok && !isGone) say(line, (await answer.json()).here);
  } catch {
    // it is said again soon
  }
}

function say(where, sentence = "") {
  const place = where.querySelector("[data-said-here]") ?? where;
  if (place.textContent !== sentence) place.textContent = sentence; // read out once
}

if (line) {
  const isHere = () => document.hidden || tell(false);
  isHere();
  setInterval(isHere, EVERY);
  addEventListener("focus", isHere);
  addEventListener("pagehide", () => tell(true));
  addEventListener("pageshow", (event) => event.persisted && isHere());
}

if (form) {
  const told = document.querySelector("[data-unsaved-told]");
  let version = Number(form.dataset.version);
  let timer, kept = null, isKeeping = false, isHalted = "stale" in form.dataset;
  const typed = () => ({ body: form.elements.body.value, reason: form.elements.reason.value });

  async function keep() {
    const now = typed();
    if (isHalted || isKeeping || isSent || JSON.stringify(now) === kept) return;
    isKeeping = true;
    try {
      const answer = await send(form, form.dataset.unsaved, { typed: now, base: Number(form.elements.base.value), version });
      const said = await answer.json();
      if (answer.ok) {
        version = said.version;
        kept = JSON.stringify(now);
        told.textContent = `What you type is kept, ${said.saved}. Nobody else sees it until you save.`;
      } else if (answer.status === 409) {
        isHalted = true;
        told.textContent = said.sentence;
        told.classList.add("field-error");
      }
    } catch {
      told.textContent = "Not kept yet: no answer from the newsroom. Your words stay on this page.";
    }
    isKeeping = false;
    if (JSON.stringify(typed()) !== kept) later();
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(keep, SOON);
  }

  form.addEventListener("input", () => {
    if (Date.now() - typedAt > 2 * EVERY && line) {
      typedAt = Date.now();
      tell(false);
    }
    typedAt = Date.now();
    later();
  });
  form.addEventListener("submit", () => {
    isSent = true;
    clearTimeout(timer);
  });
}
