// What the write page must say while somebody types: a line in the bar, and a notice
// with buttons where a person must choose.

const line = document.querySelector("[data-saved]");
const box = document.querySelector("[data-notice]");

export function say(words) {
  if (line.textContent !== words) line.textContent = words; // read out once
}

export function close() {
  box.hidden = true;
  box.replaceChildren();
}

export const isAsking = () => box.querySelector("button") !== null;

// ``choices`` is a list of [words, what to do]; each closes the notice.
export function ask(words, choices) {
  if (!choices.length && !box.hidden && box.firstChild.textContent === words) return;
  const said = document.createElement("p");
  said.textContent = words;
  const acts = document.createElement("p");
  acts.className = "acts";
  for (const [name, act] of choices) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = name;
    button.addEventListener("click", () => {
      close();
      act();
    });
    acts.append(button);
  }
  box.setAttribute("role", "alert");
  box.replaceChildren(said, acts);
  box.hidden = false;
}

export function link(words, name, address) {
  if (!box.hidden && box.firstChild.textContent === words) return; // said already
  ask(words, []);
  const door = document.createElement("a");
  Object.assign(door, { className: "button", textContent: name, href: address, target: "_blank", rel: "noopener" });
  box.lastChild.append(door);
}
