// The plan, quicker: a tap saves its row, keys set statuses and walk along the rows.
// Without this script the page is one form with a save button, and that is enough.
const plan = document.querySelector("[data-plan]");
const form = document.getElementById("plan-form");
const said = document.getElementById("plan-said");
const CODES = { 0: "", 1: "behaald", 2: "op_schema", 3: "doorlopend", 4: "achter_op_schema" };
const BEHIND = "achter_op_schema";

const waiting = new Map(); // row id → the status chosen while that row was being saved
const busy = new Set();
let byArrow = false; // an arrow walks through the choices of a row: wait until it has come to rest
let rest = 0;
let focusNext = ""; // the row that had the focus when it was replaced by its own answer
let focusUndone = ""; // the same for a row that undoing put back

const rowOf = (element) => (element instanceof Element ? element.closest("[data-plan-row]") : null);
const rows = () => [...plan.querySelectorAll("[data-plan-row]")];
const chosen = (row) => row.querySelector("input[type=radio]:checked");
const saved = (row) => row.querySelector("input[name^=seen-]").value.split(":")[1];
const isEditing = (element) => element.matches("textarea, select, input:not([type=radio]), [contenteditable]");

function say(text) {
  said.textContent = text;
}

function reasonOf(row) {
  return row.querySelector("textarea");
}

function focusRow(row) {
  const target = row && (chosen(row) || row.querySelector("input[type=radio]"));
  if (!target) return;
  target.focus();
  row.scrollIntoView({ block: "nearest" });
}

function save(row) {
  if (busy.has(row.id)) {
    waiting.set(row.id, chosen(row)?.value ?? "");
    return;
  }
  busy.add(row.id);
  row.dispatchEvent(new CustomEvent("plan:save"));
}

function choose(row, value) {
  const radio = [...row.querySelectorAll("input[type=radio]")].find((one) => one.value === value);
  if (!radio) return;
  radio.checked = true;
  radio.focus();
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}

function onChange(event) {
  const row = rowOf(event.target);
  if (!row || event.target.type !== "radio") return;
  const value = event.target.value;
  clearTimeout(rest);
  if (value === BEHIND && saved(row) !== BEHIND) {
    say(form.dataset.ask); // the reason's field has opened by itself (see plan.css)
    if (!byArrow) reasonOf(row).focus();
    return;
  }
  if (byArrow) rest = setTimeout(() => row.isConnected && save(row), 600);
  else save(row);
}

function onKey(event) {
  byArrow = event.key.startsWith("Arrow");
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof Element)) return;
  const row = rowOf(event.target);
  if (row && event.key === "Enter" && event.target.matches("textarea") && !event.shiftKey && event.target.closest(".plan-row__reason")) {
    event.preventDefault();
    save(row);
    return;
  }
  if (isEditing(event.target)) return;
  if (row && event.key === "Enter" && event.target.matches("input")) {
    event.preventDefault(); // the choice is saved already; confirming all other rows is the button's work
    return;
  }
  if (row && event.key in CODES) {
    event.preventDefault();
    byArrow = false;
    choose(row, CODES[event.key]);
  } else if (["j", "k", "ArrowDown", "ArrowUp"].includes(event.key) && (row || !event.key.startsWith("Arrow"))) {
    event.preventDefault();
    const all = rows();
    const step = event.key === "j" || event.key === "ArrowDown" ? 1 : -1;
    focusRow(row ? all[all.indexOf(row) + step] : all[step > 0 ? 0 : all.length - 1]);
  } else if (event.key === "u") {
    document.querySelector("[data-plan-undo]")?.click();
  } else if (event.key === "?") {
    const help = plan.querySelector("[data-plan-help]");
    if (help) help.open = !help.open;
  }
}

const holdsFocus = (row) => row && (row.contains(document.activeElement) || said.contains(document.activeElement));

function beforeSwap(event) {
  const row = rowOf(event.target);
  if (holdsFocus(row)) focusNext = row.id;
}

function beforeOobSwap(event) {
  const row = rowOf(event.detail.target); // undoing replaces rows by their id
  if (holdsFocus(row)) focusUndone = row.id;
}

function afterRequest(event) {
  // The row itself may be gone by now, so that the event comes from what stands around it.
  const id = event.detail.requestConfig?.elt?.id || "";
  busy.delete(id);
  const wish = waiting.get(id);
  waiting.delete(id);
  const row = document.getElementById(id);
  const answered = event.detail.xhr?.status > 0; // without a connection the choice stands, unsaved
  if (row && answered && wish !== undefined && wish !== saved(row)) choose(row, wish);
}

function afterSettle(event) {
  showButtons(plan);
  const row = rowOf(event.target);
  if (!row) return;
  const invalid = row.querySelector("textarea[aria-invalid]");
  if (invalid) invalid.focus();
  else if (focusNext === row.id) focusRow(row);
  if (focusNext === row.id) focusNext = "";
}

function afterOobSwap() {
  const row = focusUndone && document.getElementById(focusUndone);
  if (row && !row.contains(document.activeElement)) focusRow(row);
  focusUndone = "";
}

function showButtons(root) {
  root.querySelectorAll("[data-plan-save]").forEach((button) => {
    button.hidden = false;
  });
}

function onClick(event) {
  const button = event.target instanceof Element ? event.target.closest("[data-plan-save]") : null;
  const row = rowOf(button);
  if (row) save(row);
}

function editingOpened(event) {
  const field = event.target instanceof Element ? event.target.querySelector("[data-plan-edit] textarea") : null;
  if (field) field.focus();
}

if (plan && form && said) {
  plan.addEventListener("change", onChange);
  plan.addEventListener("keydown", onKey);
  plan.addEventListener("click", onClick);
  plan.addEventListener("pointerdown", () => {
    byArrow = false;
  });
  document.body.addEventListener("htmx:beforeSwap", beforeSwap);
  document.body.addEventListener("htmx:afterRequest", afterRequest);
  document.body.addEventListener("htmx:afterSettle", afterSettle);
  document.body.addEventListener("htmx:oobBeforeSwap", beforeOobSwap);
  document.body.addEventListener("htmx:oobAfterSwap", afterOobSwap);
  document.body.addEventListener("htmx:load", editingOpened);
  showButtons(plan);
}
