// Pasting from Word, Google Docs or a page: the plain words stand in the text at once,
// and become Markdown when the server has read the rest. Undo brings the plain ones back.
//
// <textarea data-paste="/address/of/the/converter/">, in a form with the CSRF field.

import { freshToken } from "./post.js";

const SHAPED = /<(?:p|h[1-6]|li|b|i|em|strong|a|table|blockquote|sup)[\s>]/i;
const BLOCKS = /\n\n|^(?:#|- |> |\d+\. |\|)/;
const LOST = "It was pasted as plain text: the rest could not be read.";

function put(editor, text, from, to) {
  editor.setSelectionRange(from, to);
  if (document.execCommand("insertText", false, text)) return;
  editor.setRangeText(text, from, to, "end");
  editor.dispatchEvent(new Event("input", { bubbles: true }));
}

function say(editor, words) {
  const own = editor.closest(".markdownx")?.querySelector("[data-editor-status]");
  (own ?? document.querySelector("[data-paste-said]")).textContent = words;
}

// How many notes the text has: those that come are numbered on from there.
const notesIn = (text) => Math.max(0, ...[...text.matchAll(/\[\^(\d{1,4})\]/g)].map((found) => Number(found[1])));

async function read(editor, html) {
  const { dataset, elements } = editor.form;
  const asked = { notes: notesIn(editor.value), piece: dataset.piece ?? "", page: elements.page?.value ?? "" };
  const address = `${editor.dataset.paste}?${new URLSearchParams(asked)}`;
  const headers = {
    "Content-Type": "text/html",
    "X-CSRFToken": freshToken(editor.form),
    "X-Requested-With": "XMLHttpRequest",
  };
  // pictures are not taken along, and would be too heavy to send
  const body = html.replace(/src=(["'])data:[^"']*\1/gi, "");
  try {
    const answer = await fetch(address, { method: "POST", headers, body });
    return answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
  } catch {
    return {};
  }
}

// Blocks stand apart from the words before and behind them.
function apart(text, before, behind) {
  if (!BLOCKS.test(text)) return text;
  const gap = (beside, touches) => (!beside.trim() || touches.test(beside) ? "" : "\n\n");
  return gap(before, /\n\n$/) + text + gap(behind, /^\n\n/);
}

function exchange(editor, plain, from, markdown) {
  const at = editor.value.startsWith(plain, from) ? from : editor.value.indexOf(plain);
  const isOnce = at >= 0 && (at === from || editor.value.indexOf(plain, at + 1) < 0);
  if (!isOnce) return false;
  const end = at + plain.length;
  const text = apart(markdown, editor.value.slice(0, at), editor.value.slice(end));
  if (text === plain) return true;
  const [caret, was] = [editor.selectionStart, document.activeElement];
  editor.focus({ preventScroll: true });
  put(editor, text, at, end);
  if (caret < at) editor.setSelectionRange(caret, caret);
  else if (caret > end) editor.setSelectionRange(caret + text.length - plain.length, caret + text.length - plain.length);
  if (was !== editor) was?.focus({ preventScroll: true });
  return true;
}

addEventListener("paste", async (event) => {
  const editor = event.target instanceof Element ? event.target.closest("textarea[data-paste]") : null;
  const html = event.clipboardData?.getData("text/html");
  const plain = event.clipboardData?.getData("text/plain").replaceAll(/\r\n?/g, "\n");
  if (!editor || !plain || !html || !SHAPED.test(html)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  say(editor, "");
  const from = editor.selectionStart;
  const reading = read(editor, html);
  put(editor, plain, from, editor.selectionEnd);
  const { markdown, sentence } = await reading;
  const isTaken = markdown && exchange(editor, plain, from, markdown);
  say(editor, sentence || (isTaken ? "" : LOST));
}, true);
