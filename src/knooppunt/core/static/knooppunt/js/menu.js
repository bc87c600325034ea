// Menus are details elements and open by themselves. With script they also close: on Escape, on a click elsewhere,
// and when another one opens.
const menus = document.querySelectorAll("details[data-menu]");

function closeAll(except) {
  menus.forEach((menu) => {
    if (menu !== except) menu.open = false;
  });
}

menus.forEach((menu) => {
  menu.addEventListener("toggle", () => {
    if (menu.open) closeAll(menu);
  });
});

document.addEventListener("click", (event) => {
  const inside = event.target instanceof Element ? event.target.closest("details[data-menu]") : null;
  closeAll(inside);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  menus.forEach((menu) => {
    if (!menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});
