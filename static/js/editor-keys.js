// The keys above the text: each does what typing the marks would do.

const insert = (editor, detail) => editor.dispatchEvent(new CustomEvent("editor:insert", { bubbles: true, detail }));
const isUnderOneMark = (stars, mark) => (mark.length === 2 ? stars >= 2 : stars % 2 === 1);

function wrap(editor, mark) {
  const { value } = editor;
  let [from, to] = [editor.selectionStart, editor.selectionEnd];
  while (from < to && /\s/.test(value[from])) from += 1;
  while (to > from && /\s/.test(value[to - 1])) to -= 1;
  const text = value.slice(from, to);
  const before = value.slice(0, from).match(/\**$/)[0].length;
  const after = value.slice(to).match(/^\**/)[0].length;
  const length = mark.length;
  if (isUnderOneMark(Math.min(before, after), mark)) {
    const select = [from - length, to - length];
    insert(editor, { text, from: from - length, to: to + length, select });
  } else {
    const select = [from + length, to + length];
    insert(editor, { text: mark + text + mark, from, to, select });
  }
}

function link(editor) {
  const { value, selectionStart: from, selectionEnd: to } = editor;
  const text = value.slice(from, to);
  if (/^\s*https?:\/\/\S+\s*$/.test(text)) {
    insert(editor, { text: `[](${text.trim()})`, from, to, select: [from + 1, from + 1] });
  } else {
    const address = from + text.length + 3;
    insert(editor, { text: `[${text}](https://)`, from, to, select: [address, address + 8] });
  }
}

function line(editor, prefix) {
  const { value } = editor;
  const from = value.lastIndexOf("\n", editor.selectionStart - 1) + 1;
  const end = value.indexOf("\n", Math.max(from, editor.selectionEnd - (editor.selectionEnd > editor.selectionStart)));
  const to = end < 0 ? value.length : end;
  const lines = value.slice(from, to).split("\n");
  const isHeading = prefix.startsWith("#");
  const marked = lines.every((each) => each.startsWith(prefix.trim()));
  const plain = (each) => each.replace(isHeading ? /^#{1,6} */ : /^> ?/, "");
  const text = lines.map((each) => (marked ? plain(each) : prefix + (isHeading ? plain(each) : each))).join("\n");
  insert(editor, { text, from, to, select: [from, from + text.length] });
}

function press(editor, { wrap: mark, line: prefix, link: isLink }) {
  if (mark) wrap(editor, mark);
  if (prefix) line(editor, prefix);
  if (isLink !== undefined) link(editor);
}

for (const keys of document.querySelectorAll("[data-editor-keys]")) {
  const editor = keys.closest(".markdownx").querySelector(".markdownx-editor");
  const all = [...keys.querySelectorAll("button, input")];
  const rest = (chosen) => all.forEach((key) => { key.tabIndex = key === chosen ? 0 : -1; });
  rest(all[0]);
  keys.hidden = false;
  keys.addEventListener("focusin", (event) => rest(event.target));
  keys.addEventListener("click", (event) => {
    const key = event.target.closest("button");
    if (key) press(editor, key.dataset);
  });
  // one stop for Tab; the arrows go from key to key
  keys.addEventListener("keydown", (event) => {
    const here = all.indexOf(event.target);
    const there = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: all.length - 1 }[event.key];
    if (there === undefined) return;
    event.preventDefault();
    all[(there + all.length) % all.length].focus();
  });
  editor.addEventListener("keydown", (event) => {
    const isShortcut = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    const mark = { b: "**", i: "*" }[event.key];
    if (!isShortcut || !mark) return;
    event.preventDefault();
    wrap(editor, mark);
  });
}
