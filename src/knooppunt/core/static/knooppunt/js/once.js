// A second press on the same button sends nothing while the first is still under way: a double click makes no double.
// What htmx sends is not ours (it stops the event itself), and after a few seconds one may try again.
const PAUSE = 5000; // ms
const sent = new WeakMap();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement) || form.method !== "post") return;
  const before = sent.get(form);
  if (before && before.submitter === event.submitter && event.timeStamp - before.time < PAUSE) {
    event.preventDefault();
  } else {
    sent.set(form, { submitter: event.submitter, time: event.timeStamp });
  }
});
