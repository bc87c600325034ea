// Quick entry. The key n opens the line from anywhere but a field, Escape closes it and goes back to where one was.
// A single key can be in the way of speech input and screen readers, so it can be switched off (kept in this browser).
const bar = document.querySelector("[data-quick]");
const box = bar.querySelector("[data-quick-box]");
const KEY = "n";
const OFF = "knooppunt.quick-key-off";
let before = null; // what had the focus when the line was opened by key

const line = () => bar.querySelector("#snel-regel");
const typesIn = (element) =>
  element instanceof HTMLElement && (element.isContentEditable || element.matches("input, textarea, select"));

function isOff() {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false; // no storage: the key works
  }
}

function showKeys() {
  bar.querySelector("[data-quick-key]").hidden = isOff();
  const hint = bar.querySelector("[data-quick-keys]");
  const button = bar.querySelector("[data-quick-key-switch]");
  if (!hint || !button) return;
  hint.hidden = false;
  button.textContent = isOff() ? button.dataset.on : button.dataset.off;
}

function open() {
  before = document.activeElement;
  box.open = true;
  line().focus();
  line().select();
}

function close() {
  box.open = false;
  const back = before && before.isConnected && before !== document.body ? before : box.querySelector("summary");
  back.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  // While an answer is put in nothing has the focus: then it is this that one wants to leave.
  if (event.key === "Escape" && box.open && (box.contains(event.target) || event.target === document.body)) {
    close();
    event.preventDefault();
  } else if (event.key === KEY && !typesIn(event.target) && !isOff()) {
    event.preventDefault(); // else the n would be typed in the line
    open();
  }
});

box.addEventListener("toggle", () => {
  if (box.open && !box.contains(document.activeElement)) line().focus();
});

box.querySelector("summary").addEventListener("click", () => {
  if (!box.open) requestAnimationFrame(() => line().focus());
});

bar.addEventListener("click", (event) => {
  if (!(event.target instanceof Element) || !event.target.closest("[data-quick-key-switch]")) return;
  try {
    if (isOff()) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  } catch {
    // no storage: nothing to keep
  }
  showKeys();
});

// Chips that were folded out stay so while the line is read again.
let unfolded = [];
bar.addEventListener("htmx:beforeSwap", () => {
  unfolded = [...bar.querySelectorAll("details.quick-chip[open]")].map((chip) => chip.id);
});
bar.addEventListener("htmx:afterSwap", () => {
  for (const id of unfolded) {
    const chip = document.getElementById(id);
    if (chip) chip.open = true;
  }
});
// A page that shows moments fetches its body anew; the line keeps the focus. One at a time: the answer to the first takes
// away the element that a second would replace, so a moment that is saved meanwhile waits for its own turn.
let refreshing = false;
let again = false;

async function refresh() {
  again = true;
  if (refreshing) return;
  refreshing = true;
  while (again) {
    again = false;
    try {
      await window.htmx.ajax("GET", window.location.href, { target: ".page-body", select: ".page-body", swap: "outerHTML" });
    } catch {
      // no connection: the page is right again when it is opened anew
    }
  }
  refreshing = false;
}

document.body.addEventListener("moment-saved", () => {
  if (bar.hasAttribute("data-quick-refresh")) refresh();
});

document.addEventListener("htmx:load", showKeys);
showKeys();
