// Stands before django-markdownx, whose own script stays as it came: gives keys and
// drops back to the browser, judges the answers to its preview, puts text in so that
// it can be undone. Hooks inside .markdownx: [data-editor-status], [data-editor-preview].

const partOf = (editor, name) => editor.closest(".markdownx").querySelector(`[data-editor-${name}]`);
const editorOf = (event) => (event.target instanceof Element ? event.target.closest(".markdownx-editor") : null);

// Tab is the way out of the field; Ctrl+D and Ctrl+[ ] are the browser's, and on many
// keyboards AltGr and a bracket key is how a bracket is typed.
addEventListener("keydown", (event) => {
  const held = event.ctrlKey || event.metaKey;
  const taken = event.key === "Tab" || (held && ["d", "[", "]"].includes(event.key));
  if (taken && editorOf(event)) event.stopImmediatePropagation();
}, true);

// Files dropped on or pasted into the text are ours; all else is left to the browser.
for (const type of ["dragenter", "dragover", "dragleave", "drop", "paste"]) {
  addEventListener(type, (event) => {
    const editor = editorOf(event);
    if (!editor) return;
    event.stopImmediatePropagation();
    const data = event.dataTransfer ?? event.clipboardData;
    const types = [...(data?.types ?? [])];
    // a word processor puts a picture of the text beside the text
    if (!types.includes("Files") || (type === "paste" && types.includes("text/plain"))) return;
    event.preventDefault();
    if (data.files.length) editor.dispatchEvent(new CustomEvent("editor:files", { bubbles: true, detail: [...data.files] }));
  }, true);
  // before the package's own, which would forbid dropping on the whole page
  if (type !== "paste") document.addEventListener(type, (event) => event.stopImmediatePropagation());
}

document.addEventListener("editor:say", ({ target, detail }) => {
  partOf(target, "status").textContent = detail;
});

// detail: text, from, to, and what to select afterwards; undone by Ctrl+Z like typing.
document.addEventListener("editor:insert", ({ target: editor, detail }) => {
  const { text, from, to, select } = detail;
  const before = document.activeElement;
  editor.focus({ preventScroll: true });
  editor.setSelectionRange(from, to);
  if (!document.execCommand("insertText", false, text)) {
    editor.setRangeText(text, from, to, "end");
    editor.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (select) editor.setSelectionRange(...select);
  if (detail.quietly && before !== editor) before.focus({ preventScroll: true });
});

// The package pastes any answer into the page, a log-in page too, in any order.
let latest;
window.XMLHttpRequest = class extends XMLHttpRequest {
  #editor;

  open(method, address, ...rest) {
    super.open(method, address, ...rest);
    this.#editor = document.querySelector(`.markdownx-editor[data-markdownx-urls-path="${CSS.escape(address)}"]`);
    if (!this.#editor) return;
    this.addEventListener("load", (event) => this.#judge(event, address));
    this.addEventListener("error", (event) => {
      event.stopImmediatePropagation();
      this.#say("There is no connection. The preview shows an earlier text.");
    });
  }

  send(body) {
    if (this.#editor) {
      if (!partOf(this.#editor, "preview").open) return; // nobody looks
      latest?.abort();
      latest = this;
    }
    super.send(body);
  }

  #judge(event, address) {
    const isOurs = this.status === 200 && new URL(this.responseURL).pathname === address;
    if (isOurs) return this.#say("");
    event.stopImmediatePropagation();
    const isSentence = this.getResponseHeader("Content-Type")?.startsWith("text/plain");
    this.#say(isSentence ? this.responseText : "The preview could not be made. Your text stays here.");
  }

  #say(words) {
    const status = partOf(this.#editor, "status");
    if (words || status.dataset.about === "preview") status.textContent = words;
    status.dataset.about = words ? "preview" : "";
  }
};

for (const preview of document.querySelectorAll("[data-editor-preview]")) {
  const editor = preview.closest(".markdownx").querySelector(".markdownx-editor");
  preview.hidden = false;
  preview.addEventListener("toggle", () => preview.open && editor.dispatchEvent(new Event("focusin")));
  preview.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]:not([href^='#'])");
    if (link) Object.assign(link, { target: "_blank", rel: "noopener" }); // the text stays
  });
}
