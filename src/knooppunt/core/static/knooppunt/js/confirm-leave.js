// <form data-confirm-leave>: the browser asks before typed text is lost. Sending the form is not leaving.
const changed = new Set();

function formOf(event) {
  return event.target instanceof Element ? event.target.closest("form[data-confirm-leave]") : null;
}

document.addEventListener("input", (event) => {
  const form = formOf(event);
  if (form) changed.add(form);
});

["submit", "reset"].forEach((name) => {
  document.addEventListener(name, (event) => {
    const form = formOf(event);
    if (form) changed.delete(form);
  });
});

window.addEventListener("beforeunload", (event) => {
  const waiting = [...changed].some((form) => form.isConnected);
  if (waiting) event.preventDefault();
});
