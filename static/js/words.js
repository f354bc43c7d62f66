// Live word count, by the rule of articles.markup.word_count: the two must agree.
//
// <div data-words="id_of_the_text" data-words-least="600" data-words-most="900">
//   <b data-words-said>648 words</b> <span data-words-range>of 600 to 900</span>
//   <meter min="0" value="648">648</meter></div>
//
// data-words-by="id_of_a_select another" takes the range from the chosen option's
// data-least and data-most instead, of the first select whose option has them. It says how far off the text is, and never blocks.

const NOT_WORDS = /!\[[^\[\]\n]*\]\([^()\s]*\)|\]\([^()\s]*(?:[ ]+"[^"\n]*")?|\]\[[^\[\]\n]*|\[\^[^\[\]\s]+\]:?|^[ ]{0,3}\[[^\[\]\n]+\]:[^\n]*|^[ >]*[0-9]{1,9}[.)](?=[ ])/gm;
const WORD = /[\p{L}\p{N}](?:(?!--|\.\.\.)[^\t-\r \u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000|\u2014\u2026])*/gu;
const count = (text) => (text.replaceAll("\ufeff", "").replace(NOT_WORDS, "").match(WORD) || []).length;
const figure = (number) => number.toLocaleString("en");

function distance(words, least, most) {
  if (most && words > most) return `, ${figure(words - most)} too many`;
  if (words && words < least) return `, ${figure(least - words)} short`;
  return "";
}

const choosers = (ids = "") => ids.split(" ").map((id) => document.getElementById(id)).filter(Boolean);

function rangeOf(counter) {
  const { wordsBy, wordsLeast, wordsMost } = counter.dataset;
  const chosen = choosers(wordsBy).map((box) => box.selectedOptions[0]?.dataset).find((said) => said?.most) ?? {};
  return [Number(chosen.least ?? wordsLeast ?? 0), Number(chosen.most ?? wordsMost ?? 0)];
}

function show(counter, text) {
  const words = count(text);
  const [least, most] = rangeOf(counter);
  const said = counter.querySelector("[data-words-said]");
  const range = counter.querySelector("[data-words-range]");
  const meter = counter.querySelector("meter");
  said.textContent = `${figure(words)} ${words === 1 ? "word" : "words"}${distance(words, least, most)}`;
  if (range) range.textContent = most ? `of ${figure(least)} to ${figure(most)}` : "";
  if (!meter) return;
  if (most) Object.assign(meter, { max: Math.round(most * 1.2), low: least, high: most, optimum: (least + most) / 2 });
  meter.value = words;
  meter.textContent = words;
}

for (const counter of document.querySelectorAll("[data-words]")) {
  const text = document.getElementById(counter.dataset.words);
  const now = () => show(counter, text.value);
  let waiting;
  // a long text is counted between two keystrokes, not during one
  text?.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(now, 150);
  });
  for (const box of choosers(counter.dataset.wordsBy)) box.addEventListener("change", now);
  if (text) now();
}
