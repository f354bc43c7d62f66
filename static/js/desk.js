/* The desk: live counters, and a word before typed words are left behind.
   Everything here works without it. The keys of the board are in board.js. */

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

/* A way past something moves the keyboard alone and leaves the address as it was: a form
   sent from there would come back below the line that answers it. */
for (const link of document.querySelectorAll("[data-past]")) {
  link.addEventListener("click", (event) => {
    const place = document.querySelector(link.hash);
    event.preventDefault();
    place.tabIndex = -1;
    place.focus();
    place.scrollIntoView({ block: "start" });
  });
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
