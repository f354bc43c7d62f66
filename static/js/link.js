// Copies the link; without this the field can be marked and copied by hand.

const field = document.querySelector("[data-link]");
const button = document.querySelector("[data-copy-link]");

if (field && button && navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const words = button.querySelector("span");
    try {
      await navigator.clipboard.writeText(field.value);
      words.textContent = "Copied";
    } catch {
      field.select(); // the browser refused: marked, to be copied by hand
      words.textContent = "Marked: copy it";
    }
  });
}
