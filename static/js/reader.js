// Print, copy, share and a remembered text size: the column reads as well without.

const SIZE = "text-size";
const tools = document.querySelector("[data-tools]");
const address = document.querySelector("link[rel=canonical]").href;

function offer(name, act) {
  const button = tools.querySelector(`[data-${name}]`);
  button.hidden = false;
  button.addEventListener("click", () => act(button));
}

offer("print", () => window.print());

if (navigator.clipboard) {
  offer("copy", async (button) => {
    const words = button.querySelector("span");
    try {
      await navigator.clipboard.writeText(address);
      words.textContent = "Link copied";
    } catch {
      words.textContent = address; // the browser refused: show it to be copied by hand
    }
  });
}

if (navigator.share) {
  offer("share", () =>
    navigator.share({ title: document.title, url: address }).catch(() => {}),
  );
}

// Storage may be shut; the choice then lasts as long as the page.
function remembered() {
  try {
    return localStorage.getItem(SIZE);
  } catch {
    return null;
  }
}

const sizes = tools.querySelectorAll("[name=size]");
for (const size of sizes) {
  if (size.value === remembered()) size.checked = true;
  size.addEventListener("change", () => {
    try {
      localStorage.setItem(SIZE, size.value);
    } catch {
      // nothing to do
    }
  });
}
