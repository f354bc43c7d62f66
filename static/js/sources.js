// Words marked in the text: a button in the bar leads to their source, saved first.

const form = document.querySelector("[data-write]");
const editor = form?.elements.body;
const button = form?.querySelector("[data-add-source]");
const words = form?.querySelector("[data-source-words]");
const LONGEST = 600; // more is no sentence

function marked() {
  const { value, selectionStart: from, selectionEnd: to } = editor;
  return value.slice(from, Math.min(to, from + LONGEST)).trim();
}

function offer() {
  const chosen = document.activeElement === editor ? marked() : "";
  // the button itself may take the focus: what was marked then still counts
  if (document.activeElement === button) return;
  button.hidden = chosen.split(/\s+/).length < 2;
  words.value = chosen;
}

if (editor && button) {
  document.addEventListener("selectionchange", offer);
  for (const type of ["select", "keyup", "pointerup", "input"]) editor.addEventListener(type, offer);
}
