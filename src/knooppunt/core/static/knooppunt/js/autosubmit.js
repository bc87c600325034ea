// <form data-autosubmit> sends itself when a choice changes; its <button data-autosubmit-button> is then not needed.
// Delegated, so that forms that htmx brings in work as well.
function hideButtons(root) {
  root.querySelectorAll("form[data-autosubmit] [data-autosubmit-button]").forEach((button) => {
    button.hidden = true;
  });
}

hideButtons(document);
document.addEventListener("htmx:load", (event) => hideButtons(event.target));

document.addEventListener("change", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLSelectElement || field instanceof HTMLInputElement)) return;
  const form = field.form;
  if (form && form.matches("form[data-autosubmit]")) form.requestSubmit();
});
