// A list of one's own without an account: numbers of entries, kept in this browser only.
// Without script the same list stands in the address of /bewaard/.
const KEY = "bewaard";

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
    localStorage.setItem(KEY, JSON.stringify([...new Set(numbers)].slice(0, 200)));
    return true;
  } catch {
    return false; // the browser keeps nothing: the link to the list in the address still works
  }
}

function listAddress(link) {
  const address = new URL(link.href);
  address.search = `?e=${read().join(",")}`;
  return address.href;
}

function show(link) {
  link.querySelector("span").textContent = link.dataset.keptLabel;
  link.href = listAddress(link);
  link.removeAttribute("data-keep");
}

for (const link of document.querySelectorAll("[data-keep]")) {
  const number = Number(link.dataset.keep);
  if (read().includes(number)) {
    show(link);
    continue;
  }
  link.addEventListener("click", (event) => {
    if (!link.dataset.keep) return;
    if (write([...read(), number])) {
      event.preventDefault();
      show(link);
      link.focus();
    }
  });
}

// The page of the list: what stands in the address becomes the list of this browser; an empty address shows that list.
const page = document.querySelector("[data-kept-page]");
if (page) {
  const given = new URL(location.href).searchParams.get("e");
  if (given === null) {
    const mine = read();
    if (mine.length && !location.hash) location.replace(`${location.pathname}?e=${mine.join(",")}`);
  } else if (page.dataset.keptPage) {
    write([...page.dataset.keptPage.split(",").map(Number)]);
  }
  for (const link of document.querySelectorAll("[data-drop]")) {
    link.addEventListener("click", () => write(read().filter((one) => one !== Number(link.dataset.drop))));
  }
}
