// A list one can walk through: arrow down and up go from row to row, x ticks the row, once the focus is in the list.
// Without this script Tab and Space do the same.
const rows = (list) => [...list.querySelectorAll("tbody tr")];

function focusRow(row) {
  const link = row?.querySelector("th a");
  if (!link) return;
  link.focus();
  row.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  const list = event.target instanceof Element ? event.target.closest("[data-list-keys]") : null;
  if (!list || event.altKey || event.ctrlKey || event.metaKey) return;
  const row = event.target.closest("tbody tr");
  const all = rows(list);
  const place = all.indexOf(row);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    focusRow(all[place + (event.key === "ArrowDown" ? 1 : -1)]);
  } else if (event.key === "x" && row) {
    const tick = row.querySelector("input[type=checkbox]");
    if (!tick) return;
    event.preventDefault();
    tick.click();
  }
});

// Said only where the script runs and somebody has keys.
if (matchMedia("(pointer: fine)").matches)
  for (const hint of document.querySelectorAll("[data-list-keys-hint]")) hint.hidden = false;
