// One letter presses the button that carries it (data-key), so that a row of answers can be worked off by keyboard.
// Who switched single keys off (the n of the quick entry) has none here either.
const OFF = "knooppunt.quick-key-off";

function isOff() {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false; // no storage: the keys work
  }
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isOff()) return;
  const at = event.target;
  if (at instanceof Element && at.closest("input:not([type=hidden]), textarea, select, [contenteditable]")) return;
  const button = document.querySelector(`button[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!(button instanceof HTMLButtonElement) || button.disabled) return;
  event.preventDefault();
  button.click();
});
