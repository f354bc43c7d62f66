/* The letter of a pass, shown where one is: the first keystroke shows it and whom it
   goes to, the second sends it. */

let box, opener, hooks;

export const isOpen = () => Boolean(box?.isConnected);

export async function show(link, { say, before }) {
  opener = document.activeElement;
  hooks = { say, before };
  const address = new URL(link.href);
  if (!address.searchParams.has("next")) address.searchParams.set("next", location.pathname + location.search);
  address.searchParams.set("part", "letter");
  const answer = await fetch(address, { credentials: "same-origin" }).catch(() => null);
  if (isOpen()) return; // pressed twice while it came
  if (!answer || (!answer.ok && answer.status !== 409)) return location.assign(link.href);
  box = document.createElement("div");
  box.className = "pass-room";
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", "Pass on this column");
  box.innerHTML = await answer.text();
  const form = box.querySelector("form");
  if (!form) {
    const why = box.textContent.trim();
    box = null;
    return say(why);
  }
  const hint = document.createElement("p");
  hint.className = "grain";
  hint.textContent = "Press p again to send it. Any other key sends nothing.";
  form.append(hint);
  box.querySelector("[data-pass-cancel]").addEventListener("click", (event) => {
    event.preventDefault();
    cancel();
  });
  form.addEventListener("submit", () => hooks.before());
  document.querySelector("[data-pile]").append(box);
  box.querySelector("[data-pass-send]").focus();
  const to = box.querySelector(".room-head").textContent.trim().replace(/\s+/g, " ");
  say(`${to}. Press p again to send.`);
}

export function send() {
  const form = box.querySelector("form");
  if (!form.dataset.sent) form.requestSubmit();
}

export function cancel() {
  box.remove();
  box = null;
  opener?.focus?.({ preventScroll: true });
  hooks.say("Nothing was sent.");
}
