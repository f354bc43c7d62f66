// A form as typed, as the server keeps it; and the browser's own copy of it, for the
// hour when the server cannot be reached.

const NOT_TYPED = new Set(["csrfmiddlewaretoken", "version", "page", "shown", "website", "then", "image", "words"]);
const LISTS = new Set(["ai"]);

export function collect(form) {
  const typed = {};
  for (const [name, value] of new FormData(form)) {
    if (NOT_TYPED.has(name) || typeof value !== "string") continue;
    if (LISTS.has(name)) (typed[name] ??= []).push(value);
    else typed[name] = value;
  }
  return typed;
}

// What the page came with, whatever has been typed since: on a slow line people type
// before this script is there.
export function asServed(form) {
  const page = form.cloneNode(true);
  page.reset();
  return collect(page);
}

export function fill(form, typed) {
  for (const field of form.elements) {
    if (!field.name || NOT_TYPED.has(field.name) || field.type === "submit" || field.type === "file") continue;
    const value = typed[field.name] ?? "";
    if (field.type === "radio" || field.type === "checkbox") field.checked = [value].flat().includes(field.value);
    else field.value = value;
  }
  form.elements.body.dispatchEvent(new Event("input", { bubbles: true }));
}

// Nothing typed and nothing there are the same; a browser's line ends are no change.
const plain = (value) => (Array.isArray(value) ? value.join("\n") : (value ?? "").replaceAll("\r\n", "\n"));
export function same(one, other) {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => plain(one[name]) === plain(other[name]));
}

// Storage may be shut or full: then there is no copy, and the page says so.
export const copies = {
  take(key) {
    try {
      return JSON.parse(localStorage.getItem(`column:${key}`));
    } catch {
      return null;
    }
  },
  put(key, copy) {
    try {
      localStorage.setItem(`column:${key}`, JSON.stringify(copy));
      return true;
    } catch {
      return false;
    }
  },
  drop(key) {
    try {
      localStorage.removeItem(`column:${key}`);
    } catch {
      // there is none, then
    }
  },
};
