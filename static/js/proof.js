// The changes of a proof one at a time; without this file they stand in a list.

const box = document.querySelector("[data-changes]");
const cards = [...box.querySelectorAll("[data-card]")];
const ticks = [...box.querySelectorAll(".ticks a")];
let isAnswering = false;

const asked = () => cards.findIndex((card) => `#${card.id}` === location.hash);

function show(at, { focus = false } = {}) {
  cards.forEach((card, place) => { card.hidden = place !== at; });
  ticks.forEach((tick, place) => {
    if (place === at) tick.setAttribute("aria-current", "true");
    else tick.removeAttribute("aria-current");
  });
  if (!focus) return;
  const heading = cards[at].querySelector("h3");
  heading.focus({ preventScroll: true });
  box.scrollIntoView({ block: "start" });
}

const shown = () => cards.findIndex((card) => !card.hidden);

function go(step) {
  const at = shown() + step;
  if (at in cards) location.hash = cards[at].id;
}

addEventListener("hashchange", () => {
  if (asked() >= 0) show(asked(), { focus: true });
});

// j and k, or the arrows: as an editor steps through marks.
addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("textarea, input, select");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { ArrowRight: 1, j: 1, ArrowLeft: -1, k: -1 }[event.key];
  if (step) go(step);
});

// The first press of Comment or Object opens the box; the next one sends.
box.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=verdict]");
  if (!button || button.value === "accept") return;
  const say = button.form.querySelector(".say");
  const words = say.querySelector("textarea");
  if (say.open && (words.value.trim() || button.value === "object")) return;
  event.preventDefault();
  say.open = true;
  words.focus();
});

// Whoever leaves has said what they had to say: the desk gets one letter.
addEventListener("submit", () => { isAnswering = true; });
addEventListener("pageshow", () => { isAnswering = false; });
addEventListener("pagehide", () => {
  if (isAnswering || box.dataset.untold === undefined) return;
  const said = new FormData();
  said.set("csrfmiddlewaretoken", box.querySelector("[name=csrfmiddlewaretoken]").value);
  navigator.sendBeacon(box.dataset.done, said);
});

const refused = cards.findIndex((card) => card.querySelector(".field-wrong"));
const open = cards.findIndex((card) => card.querySelector(".button-main"));
const first = [refused, asked(), open, 0].find((at) => at >= 0);
show(first, { focus: asked() >= 0 && refused < 0 });
