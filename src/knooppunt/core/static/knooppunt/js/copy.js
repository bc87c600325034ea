// <button data-copy="#id" data-copied="Gekopieerd"> copies the text or the value of an element and says so.
// The button is hidden in the page and appears only where copying works.
function show(root) {
  if (!navigator.clipboard) return;
  root.querySelectorAll("[data-copy][hidden]").forEach((button) => {
    button.hidden = false;
  });
}

show(document);
document.addEventListener("htmx:load", (event) => show(event.target));

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
  if (!button) return;
  const source = document.querySelector(button.dataset.copy);
  if (!source) return;
  await navigator.clipboard.writeText("value" in source ? source.value : source.textContent.trim());
  const status = button.parentElement.querySelector("[data-copy-status]");
  if (status) status.textContent = button.dataset.copied;
});
