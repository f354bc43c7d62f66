// Whoever has not told us a time zone finds their browser's own chosen, to be kept
// with the rest of the page. Nothing is sent before they press the button.
//
// <select data-zone><option value="">Ours</option><option>Asia/Bangkok</option>…

for (const select of document.querySelectorAll("select[data-zone]")) {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const isKnown = [...select.options].some((option) => option.value === timeZone);
  if (!select.value && isKnown && !select.form.querySelector(".field-wrong")) select.value = timeZone;
}
