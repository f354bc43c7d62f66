// Pictures into the text: chosen, dropped or pasted, one after the other. The text is
// never blocked meanwhile; a picture comes after the paragraph the caret is in.

const FAILED = "The picture could not be sent. Your text stays here.";

function send(editor, file, progress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("image", file);
    request.open("POST", editor.dataset.markdownxUploadUrlsPath);
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.setRequestHeader("X-CSRFToken", editor.form.elements.csrfmiddlewaretoken.value);
    request.upload.addEventListener("progress", ({ loaded, total }) => { progress.value = loaded / total; });
    request.addEventListener("error", () => resolve({ error: `There is no connection. ${FAILED}` }));
    request.addEventListener("load", () => resolve(read(request)));
    request.send(body);
  });
}

function read(request) {
  const type = request.getResponseHeader("Content-Type") ?? "";
  if (type.startsWith("text/plain")) return { error: request.responseText };
  try {
    const { image_code: code, error } = JSON.parse(request.responseText);
    return code ? { code } : { error: error ?? FAILED };
  } catch {
    return { error: FAILED }; // a page of some kind, not for the column
  }
}

// On a paragraph of its own: only there does it stand as a picture. After those that
// follow already, so that several come in their order.
function place(editor, code) {
  const { value, selectionStart, selectionEnd } = editor;
  const end = selectionEnd + value.slice(selectionEnd).search(/\n\s*\n|\s*$/);
  const pictures = value.slice(end).match(/^(\s*\n\s*\n!\[[^\]\n]*\]\([^)\s]*\)(?=\s*(\n|$)))*/);
  const at = end + pictures[0].length;
  const text = `${value.slice(0, at).trim() ? "\n\n" : ""}${code}${value.slice(at).trim() ? "" : "\n"}`;
  const detail = { text, from: at, to: at, select: [selectionStart, selectionEnd], quietly: true };
  editor.dispatchEvent(new CustomEvent("editor:insert", { bubbles: true, detail }));
}

for (const input of document.querySelectorAll("[data-editor-file]")) {
  const box = input.closest(".markdownx");
  const editor = box.querySelector(".markdownx-editor");
  const progress = box.querySelector("[data-editor-progress]");
  const say = (words) => editor.dispatchEvent(new CustomEvent("editor:say", { bubbles: true, detail: words }));
  let turn = Promise.resolve();

  async function take(file) {
    const most = Number(editor.dataset.pictureBytes);
    if (file.size > most) {
      return say(`${file.name} is ${(file.size / 2 ** 20).toFixed(1)} MB. The most we can take is ${most / 2 ** 20} MB: save it smaller and send it again.`);
    }
    say(`${file.name} is on its way.`);
    progress.value = 0;
    progress.hidden = false;
    const { code, error } = await send(editor, file, progress);
    progress.hidden = true;
    if (!code) return say(error);
    place(editor, code);
    say("The picture stands after this paragraph. It will need a credit and a description.");
  }

  const takeAll = (files) => { for (const file of files) turn = turn.then(() => take(file)); };
  editor.addEventListener("editor:files", ({ detail }) => takeAll(detail));
  input.addEventListener("change", () => {
    takeAll([...input.files]);
    input.value = "";
  });
}
