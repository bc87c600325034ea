// A list of one's own without an account: numbers of entries, kept in this browser only.
// Without script the same list stands in the address of /bewaard/.
const KEY = "bewaard";
const MOST = 300; // queries/collections.py: MOST_KEPT

function read() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) || "[]");
    return Array.isArray(found) ? found.filter(Number.isInteger) : [];
  } catch {
    return [];
  }
}

function write(numbers) {
  try {
    localStorage.setItem(KEY, JSON.stringify([...new Set(numbers)].slice(0, MOST)));
    return true;
  } catch {
    return false; // the browser keeps nothing: the link to the list in the address still works
  }
}

function numbersIn(text) {
  return (text || "").split(",").filter(Boolean).map(Number).filter(Number.isInteger);
}

function same(one, other) {
  return one.length === other.length && one.every((number) => other.includes(number));
}

// ---- The button of an entry ----
function lead(link, label) {
  const address = new URL(link.href);
  address.search = `?e=${read().join(",")}`;
  link.querySelector("span").textContent = label;
  link.href = address.href;
  link.removeAttribute("data-keep");
}

for (const link of document.querySelectorAll("[data-keep]")) {
  const number = Number(link.dataset.keep);
  if (read().includes(number)) {
    lead(link, link.dataset.keptLabel);
    continue;
  }
  link.addEventListener("click", (event) => {
    if (!link.dataset.keep) return;
    const full = read().length >= MOST;
    if (full || write([...read(), number])) {
      event.preventDefault();
      lead(link, full ? link.dataset.fullLabel : link.dataset.keptLabel);
      link.focus();
    }
  });
}

// ---- The page of the list ----
// An empty address shows the list of this browser; an address with another list is somebody else's, and changes nothing
// here until one asks for it.
const page = document.querySelector("[data-kept-page]");
if (page) {
  const given = new URL(location.href).searchParams.get("e");
  const shown = numbersIn(page.dataset.keptPage);
  if (given === null) {
    const mine = read();
    if (mine.length && !location.hash) location.replace(`${location.pathname}?e=${mine.join(",")}`);
  } else if (same([...new Set(numbersIn(given))], read())) {
    write(shown); // what is no longer there is forgotten
    change(shown);
  } else if (shown.length) {
    const notice = document.querySelector("[data-kept-shared]");
    notice.hidden = false;
    notice.querySelector("button").addEventListener("click", () => {
      const all = [...new Set([...read(), ...shown])].slice(0, MOST);
      if (write(all)) location.assign(`${location.pathname}?e=${all.join(",")}`);
    });
  }
}

// The list in the address is that of this browser: what one takes off or adds, changes both.
function change(shown) {
  for (const button of document.querySelectorAll("[data-drop]")) {
    button.addEventListener("click", () => write(shown.filter((one) => one !== Number(button.value))));
  }
  for (const button of document.querySelectorAll("[data-add]")) {
    button.addEventListener("click", () => write([...shown, Number(button.value)]));
  }
}

// ---- The list of an account ----
// What this browser keeps is offered once, to be kept with the account; what stands there already is forgotten here.
const own = document.querySelector("[data-kept-own]");
if (own) {
  const have = numbersIn(own.dataset.keptOwn);
  const missing = read().filter((number) => !have.includes(number));
  const asked = new URL(location.href).searchParams.get("e") !== null;
  if (!missing.length) {
    write([]);
  } else if (!asked && offer(missing)) {
    location.replace(`${location.pathname}?e=${missing.join(",")}`);
  }
}

// Whether these were not offered yet in this tab.
function offer(missing) {
  try {
    const text = missing.join(",");
    if (sessionStorage.getItem(KEY) === text) return false;
    sessionStorage.setItem(KEY, text);
    return true;
  } catch {
    return false;
  }
}
