/* The pile by keyboard. Everything here has a link or a button on the page. */

import { cancel, isOpen, send, show } from "./letter.js";
import { keepPane, turnTo } from "./pane.js";

const pile = document.querySelector("[data-pile]");
const room = pile.querySelector("[data-pane-room]");
const help = document.getElementById("keys");
const KEPT = "desk.row"; // which line one was on, across the page that an act loads
const READS_ON = ["Tab", "Enter", " ", "ArrowUp", "ArrowDown", "PageUp", "PageDown"];

const said = document.createElement("p");
said.className = "unseen";
said.setAttribute("role", "status");
pile.append(said);
const say = (words) => (said.textContent = words);

const rows = () => [...pile.querySelectorAll("[data-row]")];
const current = () => pile.querySelector("[data-row].queue-on");
const find = (what) => (room ?? current())?.querySelector(what);

function mark(row) {
  current()?.classList.remove("queue-on");
  row.classList.add("queue-on");
}

function step(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(current());
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  if (room) return next !== current() && turnTo(next.querySelector("[data-pane]").href);
  mark(next);
  next.querySelector("[data-open]").focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

/* After an act the same line is found again; after a pass, the one behind it. */
function keepRow(by) {
  const all = rows();
  const at = all.indexOf(current());
  const next = all[Math.min(all.length - 1, at + by)];
  if (next) sessionStorage.setItem(KEPT, next.dataset.row);
}

function act(what, by) {
  const found = find(what);
  if (!found) return say("That cannot be done with this column.");
  keepRow(by);
  found.click();
}

function pass() {
  const link = find("[data-pass]");
  if (!link) return say("This column cannot be passed on now.");
  show(link, { say, before: () => keepRow(1) });
}

function undo() {
  const found = [...document.querySelectorAll(".waits:not(.waits-fell) button[value=undo]")];
  if (!found.length) return say("Nothing waits that you could undo.");
  keepRow(0);
  found.at(-1).click();
}

function tick() {
  const box = current()?.querySelector("[data-mark]");
  if (!box) return say("This column cannot be marked.");
  box.checked = !box.checked;
  count();
}

function count() {
  const marked = pile.querySelectorAll("[data-mark]:checked").length;
  const words = `${marked} marked`;
  say(words);
  const place = pile.querySelector("[data-marked]");
  if (place) place.textContent = `${words}. Each letter is shown before anything goes.`;
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  o: () => act("[data-open]", 0),
  r: () => (current()?.querySelector("[data-read]") ?? pile.querySelector("[data-read]"))?.click(),
  t: () => act("[data-take]", 0),
  p: pass,
  u: undo,
  x: tick,
  "?": () => help?.showModal(),
};

const isTyping = (target) =>
  target.isContentEditable || /^(textarea|select)$/i.test(target.tagName) ||
  (target.tagName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(target.type));

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (isOpen() && event.key !== "Shift") {
    if (event.key === "p" && pile.dataset.keys === "on") send();
    else if (!READS_ON.includes(event.key)) cancel();
    else return;
    return event.preventDefault();
  }
  if (pile.dataset.keys !== "on" || help?.open || !KEYS[event.key] || event.repeat && event.key !== "j" && event.key !== "k") return;
  event.preventDefault();
  KEYS[event.key]();
});

pile.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-row]");
  if (row && !room) mark(row);
});
pile.addEventListener("change", (event) => event.target.matches("[data-mark]") && count());
pile.addEventListener("submit", () => room || keepRow(0), { capture: true });
pile.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys-open]")) help.showModal();
  else if (event.target.closest("[data-keys-close]")) help.close();
  else return;
  event.preventDefault();
});

if (room) keepPane(room, { rows, mark, say });
else {
  const kept = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  const row = rows().find((each) => each.dataset.row === kept);
  if (row) mark(row), row.scrollIntoView({ block: "nearest" });
}
/* What stood on the page before its script is not read out: said once more, it is. */
const told = document.querySelector(".messagelist")?.textContent.trim().replace(/\s+/g, " ");
if (told) setTimeout(() => said.textContent || say(told), 150);
