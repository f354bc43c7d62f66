/* The desk by keyboard, live counters, and a word before typed words are left behind.
   Everything here works without it. */

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  o: () => current()?.querySelector("[data-open]")?.click(),
  t: () => (current() ?? document).querySelector("[data-take]")?.click(),
  d: () => current()?.querySelector("[data-decline]")?.click(),
  "?": () => showKeys(),
};

const rows = () => [...document.querySelectorAll("[data-row]")];
const current = () => document.querySelector("[data-row].queue-on");

function step(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(current());
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  current()?.classList.remove("queue-on");
  next.classList.add("queue-on");
  next.querySelector("[data-open]")?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function showKeys() {
  line?.querySelector("button").focus();
}

const isTyping = (target) =>
  target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName);

/* Single keys can be turned off (WCAG 2.1.4): speech input would press them. */
const OFF = "desk.keys-off";
const line = document.querySelector("[data-keys]");
if (line) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "act";
  const say = () => (button.textContent = localStorage.getItem(OFF) ? "Turn keys on" : "Turn keys off");
  button.addEventListener("click", () => {
    if (localStorage.getItem(OFF)) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
    say();
  });
  say();
  line.append(" ", button);
}

document.addEventListener("keydown", (event) => {
  if (localStorage.getItem(OFF)) return;
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const act = KEYS[event.key];
  if (!act || !document.querySelector("[data-row], [data-take]")) return;
  event.preventDefault();
  act();
});

document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("[data-row]");
  if (!row || row === current()) return;
  current()?.classList.remove("queue-on");
  row.classList.add("queue-on");
});

/* How much of a line's room is used: "58 of 140". */
for (const field of document.querySelectorAll("[data-count]")) {
  const said = document.createElement("p");
  said.className = "field-count num";
  const most = Number(field.dataset.count);
  const count = () => {
    const used = [...field.value].length;
    said.textContent = used > most ? `${used} of ${most}, ${used - most} over` : `${used} of ${most}`;
    said.classList.toggle("field-over", used > most);
  };
  field.addEventListener("input", count);
  field.after(said);
  count();
}

/* A form whose words would be lost asks before the page goes; a form is sent once. */
let hasWords = false;
for (const form of document.querySelectorAll("form[data-keep]")) {
  form.addEventListener("input", () => (hasWords = true));
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  hasWords = false;
});
window.addEventListener("beforeunload", (event) => {
  if (hasWords) event.preventDefault();
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
