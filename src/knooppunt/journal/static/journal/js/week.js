// The grid of a week, quicker: arrows and Enter walk from cell to cell as in a spreadsheet, totals count along.
// Without this script the grid is one form with a save button, and that is enough.
const form = document.querySelector("[data-week]");

const table = form && form.querySelector("table");
const cells = () => [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("td:not([data-row-total])")]);
const fieldOf = (cell) => cell && cell.querySelector("input.week__cell");

// The common notations; what this does not know the server reads, and the total waits for it.
function minutesOf(text) {
  const typed = text.trim().toLowerCase().replace(/\s+/g, "");
  if (!typed) return 0;
  let match = /^(\d{1,2})(?::|u|h|uur)(\d{1,2})m?$/.exec(typed);
  if (match) return Number(match[1]) * 60 + Number(match[2]);
  match = /^(\d{1,4}(?:[.,]\d+)?)(?:m|min|minuten)$/.exec(typed);
  if (match) return Math.round(Number(match[1].replace(",", ".")));
  match = /^(\d{1,2}(?:[.,]\d+)?|[.,]\d+)(?:u|h|uur|uren)?$/.exec(typed);
  if (match) return Math.round(Number(match[1].replace(",", ".")) * 60);
  return NaN;
}

const format = new Intl.NumberFormat(document.documentElement.lang || "nl", { maximumFractionDigits: 2 });
const shown = (minutes) => (Number.isNaN(minutes) ? "…" : format.format(minutes / 60));

function minutesIn(cell) {
  const field = fieldOf(cell);
  return field ? minutesOf(field.value) : Number(cell.querySelector("[data-minutes]")?.dataset.minutes || 0);
}

function count() {
  const grid = cells();
  const days = [0, 0, 0, 0, 0, 0, 0];
  grid.forEach((row, y) => {
    const minutes = row.map(minutesIn);
    minutes.forEach((value, x) => {
      days[x] += value;
    });
    table.tBodies[0].rows[y].querySelector("[data-row-total]").textContent = shown(minutes.reduce((a, b) => a + b, 0));
  });
  table.querySelectorAll("[data-day-total]").forEach((cell, x) => {
    cell.textContent = shown(days[x]);
  });
  table.querySelector("[data-total]").textContent = shown(days.reduce((a, b) => a + b, 0));
}

function move(field, dx, dy) {
  const grid = cells();
  let y = grid.findIndex((row) => row.some((cell) => cell.contains(field)));
  let x = grid[y].findIndex((cell) => cell.contains(field));
  for (let steps = 0; steps < 100; steps += 1) {
    x += dx;
    y += dy;
    if (x < 0 || y < 0 || y >= grid.length || x >= grid[y].length) return false;
    const target = fieldOf(grid[y][x]);
    if (target) {
      target.focus();
      target.select();
      return true;
    }
  }
  return false;
}

function onKey(event) {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || !field.matches(".week__cell") || event.altKey || event.metaKey) return;
  if (event.key === "Enter" && (event.ctrlKey || event.shiftKey) === false) {
    event.preventDefault();
    if (!move(field, 0, 1)) form.querySelector("button[type=submit]").focus();
    return;
  }
  if (event.key === "Enter" && event.shiftKey) {
    event.preventDefault();
    move(field, 0, -1);
    return;
  }
  if (event.key === "Escape") {
    field.value = field.defaultValue;
    field.select();
    count();
    return;
  }
  if (event.ctrlKey || event.shiftKey) return;
  const all = field.selectionStart === 0 && field.selectionEnd === field.value.length;
  const atStart = field.selectionStart === 0 && field.selectionEnd === 0;
  const atEnd = field.selectionStart === field.value.length && field.selectionEnd === field.value.length;
  const steps = { ArrowUp: [0, -1], ArrowDown: [0, 1] };
  if (all || atStart) steps.ArrowLeft = [-1, 0];
  if (all || atEnd) steps.ArrowRight = [1, 0];
  const step = steps[event.key];
  if (step && move(field, ...step)) event.preventDefault();
}

if (form && table) {
  form.addEventListener("keydown", onKey);
  form.addEventListener("input", count);
  table.addEventListener("focusin", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.matches(".week__cell")) event.target.select();
  });
  count();
}
