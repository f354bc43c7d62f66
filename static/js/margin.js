/* Comments: words that are selected can be commented on, a comment and its words find
   each other, and an @ offers who may be named. Everything here works without it. */

const text = document.querySelector("[data-margin]");
const people = JSON.parse(document.getElementById("people-here")?.textContent ?? "[]");

/* Selected words, and the button beside them that opens the form of their paragraph. */

function chosen() {
  const selection = document.getSelection();
  if (!text || !selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const from = closest(range.startContainer, ".said-words");
  if (!from || closest(range.endContainer, ".said-words") !== from) return null;
  const before = document.createRange();
  before.setStart(from, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const said = range.toString();
  const quote = said.trim().replaceAll("\n", " ");
  if (!quote) return null;
  const at = before.toString().length + (said.length - said.trimStart().length);
  return { quote, at: [...from.textContent.slice(0, at)].length, row: from.closest("[data-paragraph]"), range };
}

const closest = (node, what) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest(what);

const button = document.createElement("button");
button.type = "button";
button.className = "act act-main said-pick";
button.textContent = "Comment";
let words = null;

function offer() {
  words = chosen();
  if (!words?.row.querySelector(".said-beside")) return button.remove();
  const row = words.row.getBoundingClientRect();
  const box = [...words.range.getClientRects()].at(-1);
  button.style.insetBlockStart = `${box.bottom - row.top + 4}px`;
  button.style.insetInlineStart = `${Math.max(0, Math.min(box.right - row.left - 40, row.width - 110))}px`;
  words.row.append(button);
}

/* The form of a paragraph: the one that stands there, or a copy of the empty one. */
function formOf(row) {
  const there = row.querySelector(".said-new form");
  if (there) return there;
  const copy = document.getElementById("said-form").content.cloneNode(true);
  for (const each of copy.querySelectorAll("[id], [for]")) {
    for (const name of ["id", "htmlFor"]) if (each[name]) each[name] += `_${row.dataset.paragraph}`;
  }
  copy.querySelector("[name=paragraph]").value = row.dataset.paragraph;
  row.querySelector(".said-beside").append(copy);
  row.querySelector(".said-say")?.setAttribute("hidden", "");
  return row.querySelector(".said-new form");
}

function open({ row, quote = "", at = "" }) {
  const form = formOf(row);
  form.elements.quote.value = quote;
  form.elements.at.value = at;
  form.elements.text.focus();
}

function shut(form) {
  const row = form.closest("[data-paragraph]");
  form.closest(".said-new").remove();
  const again = row?.querySelector(".said-say");
  again?.removeAttribute("hidden");
  again?.focus();
}

if (text) {
  document.addEventListener("selectionchange", () => {
    if (document.activeElement !== button) offer();
  });
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // the words stay selected
  button.addEventListener("click", () => {
    button.remove();
    open(words);
  });
  text.addEventListener("input", (event) => {
    if (event.target.name === "quote") event.target.form.elements.at.value = "";
  });

  /* The words of a comment, and the comment on some words. */
  const light = (key, isOn) => {
    for (const each of text.querySelectorAll(".said")) {
      if (each.dataset.at.split(" ").includes(key)) each.classList.toggle("said-on", isOn);
    }
  };
  for (const kind of ["mouseover", "focusin", "mouseout", "focusout"]) {
    text.addEventListener(kind, (event) => {
      const note = event.target.closest("[data-said]");
      if (note) light(note.dataset.said, kind === "mouseover" || kind === "focusin");
    });
  }
  text.addEventListener("click", (event) => {
    const say = event.target.closest(".said-say");
    const row = event.target.closest("[data-paragraph]");
    if (say && row) {
      event.preventDefault();
      open({ row });
    }
    const not = event.target.closest("[data-not-now]");
    if (not && row?.querySelector(".said-say")) {
      event.preventDefault();
      shut(not.closest("form"));
    }
    const mark = event.target.closest(".said");
    if (mark && document.getSelection().isCollapsed) document.getElementById(`said-${mark.dataset.at.split(" ")[0]}`)?.focus();
  });
}

/* Escape shuts the form one is in, unless something is typed there. */
document.addEventListener("keydown", (event) => {
  const form = event.key === "Escape" && event.target.closest?.(".said-form");
  if (!form || form.elements.text.value) return;
  const answer = form.closest("details");
  if (answer) {
    answer.open = false;
    answer.querySelector("summary").focus();
  } else if (form.closest("[data-paragraph]")?.querySelector(".said-say")) shut(form);
});

/* Who may be named: as buttons under the box, from what stands after the @. */

const offered = document.createElement("div");
offered.className = "said-names";
offered.setAttribute("role", "group");
offered.setAttribute("aria-label", "Name somebody");

function sought(box) {
  return box.value.slice(0, box.selectionStart).match(/(?:^|[^\w@./])@([^\n@]{0,40})$/u)?.[1];
}

function offerNames(box) {
  const typed = sought(box);
  const found = typed === undefined ? [] : people.filter((name) => name.toLowerCase().startsWith(typed.toLowerCase()) && name.length > typed.length);
  if (!found.length) return offered.remove();
  offered.replaceChildren(...found.slice(0, 6).map((name) => {
    const one = document.createElement("button");
    one.type = "button";
    one.className = "act";
    one.textContent = `@${name}`;
    one.addEventListener("click", () => {
      const end = box.selectionStart;
      box.setRangeText(`${name} `, end - (sought(box) ?? "").length, end, "end");
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.focus();
    });
    return one;
  }));
  box.after(offered);
}

document.addEventListener("input", (event) => {
  if (event.target.matches(".said-form textarea, #note-text")) offerNames(event.target);
});
