/* The calendar by hand and by keyboard. Without it every column has its Move page. Hours are
   reckoned as the newsroom's wall shows them; the server says where one does not exist. */
const box = document.querySelector("[data-cal]");
const form = document.querySelector("[data-cal-form]");
const line = document.querySelector("[data-cal-said]");
const USUAL = "06:00";
let lifted = null; // the column that is on its way: { slot, hour }
document.querySelector("[data-cal-keys]").hidden = false;
const later = (hour, minutes) =>
  new Date(Date.parse(`${hour}Z`) + minutes * 60_000).toISOString().slice(0, 16);
const inWords = (hour) =>
  new Intl.DateTimeFormat("en-GB", {
    weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZone: "UTC",
  }).format(new Date(`${hour}Z`)).replace(" at ", ", ");
const cellOf = (hour) =>
  document.querySelector(`[data-drop="${hour.slice(0, 13)}:00"], [data-drop="${hour.slice(0, 10)}"]`);
const say = (words) => (line.textContent = words);
function mark(cell) {
  for (const each of document.querySelectorAll(".cal-over")) each.classList.remove("cal-over");
  cell?.classList.add("cal-over");
}

function lift(slot, hour) {
  lifted = { slot, hour };
  slot.classList.add("cal-lifted");
  mark(cellOf(hour));
  const where = cellOf(hour) ? "" : ", beyond what is shown here";
  say(`“${slot.dataset.name}”: ${inWords(hour)} ${box.dataset.zone}${where}. Enter moves it, Escape leaves it.`);
}

function leave(words = "") {
  lifted?.slot.classList.remove("cal-lifted");
  lifted = null;
  mark(null);
  say(words);
}

function drop(slot, hour) {
  if (hour === slot.dataset.hour) return leave(`“${slot.dataset.name}” stays where it was.`);
  form.action = slot.dataset.move;
  form.elements.namedItem("hour").value = hour;
  form.elements.namedItem("seen").value = slot.dataset.seen;
  say(`Moving “${slot.dataset.name}” to ${inWords(hour)} ${box.dataset.zone}.`);
  form.requestSubmit();
}
/* Where a column that has no hour yet begins: the first day that is shown. */
function start(slot) {
  const first = document.querySelector(".cal-today[data-drop]") ?? document.querySelector("[data-drop]");
  return slot.dataset.hour || `${first.dataset.drop.slice(0, 10)}T${USUAL}`;
}
const DAY = 24 * 60;
function step(event) {
  const along = { ArrowLeft: -DAY, ArrowRight: DAY }[event.key];
  const down = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (along) return along;
  return down && down * (event.shiftKey || box.dataset.cal === "day" ? 60 : 7 * DAY);
}

document.addEventListener("keydown", (event) => {
  const slot = event.target.closest?.("[data-slot]");
  if (!slot || event.ctrlKey || event.metaKey || event.altKey) return;
  const minutes = step(event);
  if (minutes) {
    const from = lifted?.slot === slot ? lifted.hour : start(slot);
    if (lifted && lifted.slot !== slot) leave();
    lift(slot, later(from, minutes));
  } else if (event.key === "Enter" && lifted?.slot === slot) drop(slot, lifted.hour);
  else if (event.key === "Escape" && lifted) leave(`“${slot.dataset.name}” stays where it was.`);
  else return;
  event.preventDefault();
});

document.addEventListener("focusout", (event) => {
  if (lifted && event.relatedTarget && !lifted.slot.contains(event.relatedTarget)) leave();
});

for (const slot of document.querySelectorAll("[data-slot]")) {
  slot.draggable = true;
  slot.addEventListener("dragstart", (event) => {
    lifted = { slot, hour: slot.dataset.hour };
    event.dataTransfer.setData("text/plain", slot.dataset.name);
    event.dataTransfer.effectAllowed = "move";
  });
  slot.addEventListener("dragend", () => mark(null));
}

for (const cell of document.querySelectorAll("[data-drop]")) {
  cell.addEventListener("dragover", (event) => {
    if (lifted) event.preventDefault();
    if (lifted) mark(cell);
  });
  cell.addEventListener("drop", (event) => {
    if (!lifted) return;
    event.preventDefault();
    const { slot } = lifted;
    const [clock, wall] = [slot.dataset.hour.slice(11), cell.dataset.drop];
    const isHour = wall.length > 10; // else a day
    drop(slot, isHour ? wall.slice(0, 14) + (clock.slice(3) || "00") : `${wall}T${clock || USUAL}`);
  });
}
