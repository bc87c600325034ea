// Choosing filters with htmx: the answer replaces list and filters, and this puts back what one had in hand. What was
// unfolded stays so, focus and typing stay where they were, and who listens hears how much there is. After the button
// ("Toon 27 resultaten") one goes on to the list.
const PART = "gevonden";
const heard = document.getElementById("gezegd");
const inPart = (selector) => document.querySelectorAll(`#${PART} ${selector}`);
let held = null;

// A fold is known by the first field in it: its title may hold a number that changes.
function nameOf(fold) {
  const field = fold.matches(".facets-toggle") ? null : fold.querySelector("input[name]");
  return field ? field.name.replace(/^in_/, "") : "";
}

function twin(field) {
  if (field.id) return document.getElementById(field.id);
  return [...inPart("input:not([type=hidden])")].find((one) => one.name === field.name && one.value === field.value);
}

document.addEventListener("htmx:configRequest", (event) => {
  if (event.target.id === PART || !event.target.closest(`#${PART}`)) return;
  const { parameters } = event.detail; // what is left empty need not stand in the address that one shares
  const isEmpty = (name) => [parameters[name]].flat().every((value) => !String(value).trim());
  if (isEmpty("plaats")) delete parameters.straal;
  Object.keys(parameters).filter(isEmpty).forEach((name) => delete parameters[name]);
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target.id !== PART) return;
  const field = document.activeElement.closest(`#${PART} form`) ? document.activeElement : null;
  held = {
    isAsked: event.detail.requestConfig.triggeringEvent?.type === "submit",
    open: new Set([...inPart("details[open]")].map(nameOf)),
    field,
    top: field?.getBoundingClientRect().top,
  };
});

document.addEventListener("htmx:afterSwap", () => {
  if (!held) return;
  const { isAsked, open, field, top } = held;
  held = null;
  const count = document.getElementById("res");
  if (heard) heard.textContent = count.textContent;
  inPart("details").forEach((fold) => {
    fold.open ||= open.has(nameOf(fold)) && !(isAsked && fold.matches(".facets-toggle"));
  });
  if (isAsked) {
    count.tabIndex = -1;
    count.focus();
    return;
  }
  const again = field && twin(field);
  if (!again) return;
  if (field.matches("input:not([type=checkbox])")) again.value = field.value; // typed while the answer was on its way
  again.focus({ preventScroll: true });
  window.scrollBy(0, again.getBoundingClientRect().top - top);
});
