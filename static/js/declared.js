// “None of the nine” answers the nine at once; a “yes” takes it back.

const none = document.querySelector("[name=interests_none]");
const answers = () => [...document.querySelectorAll("[name^=interest_][type=radio]")];

none?.addEventListener("change", () => {
  if (!none.checked) return;
  for (const radio of answers()) radio.checked = radio.value === "no";
});
none?.form.addEventListener("change", ({ target }) => {
  if (target.type === "radio" && target.name.startsWith("interest_") && target.value === "yes") none.checked = false;
});
