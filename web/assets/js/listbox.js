// A box with a list below it that is chosen from with the arrow keys: the search, the palette, pickers.
const RESULT = "[role=option]";

function listOf(input) {
  return document.getElementById(input.getAttribute("aria-controls"));
}

function mark(input, list, option) {
  list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
  if (!option) {
    input.removeAttribute("aria-activedescendant");
    return;
  }
  option.setAttribute("aria-selected", "true");
  option.id ||= `option-${Math.random().toString(36).slice(2)}`;
  input.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function show(input, list, visible) {
  if (list.closest("dialog.palette")) return;
  list.hidden = !visible;
  input.setAttribute("aria-expanded", String(visible));
}

document.addEventListener("keydown", (event) => {
  const input = event.target.closest?.("[role=combobox]");
  const list = input && listOf(input);
  if (!list) return;
  const options = [...list.querySelectorAll(RESULT)];
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  switch (event.key) {
    case "ArrowDown":
    case "ArrowUp": {
      if (!options.length) return;
      event.preventDefault();
      show(input, list, true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = at < 0 ? (step > 0 ? 0 : options.length - 1) : (at + step + options.length) % options.length;
      mark(input, list, options[next]);
      break;
    }
    case "Enter":
      if (at >= 0 && !list.hidden) {
        event.preventDefault();
        options[at].click();
      }
      break;
    case "Escape":
      if (!list.hidden && !list.closest("dialog.palette")) {
        show(input, list, false);
        event.stopPropagation();
        if (input.id === "search") input.select();
      }
      break;
  }
});

document.addEventListener("htmx:after:swap", (event) => {
  const { ctx } = event.detail;
  const input = ctx.sourceElement;
  if (input?.getAttribute?.("role") !== "combobox") return;
  const list = listOf(input);
  if (ctx.target !== list) return;
  show(input, list, list.childElementCount > 0 && document.activeElement === input);
  mark(input, list, list.querySelector(RESULT));
});

document.addEventListener("focusin", (event) => {
  const input = event.target.closest?.("[role=combobox]");
  const list = input && listOf(input);
  if (list?.childElementCount) show(input, list, true);
});

document.addEventListener("pointerdown", (event) => {
  for (const input of document.querySelectorAll("[role=combobox][aria-expanded=true]")) {
    const list = listOf(input);
    if (list && event.target !== input && !list.contains(event.target)) show(input, list, false);
  }
});

document.addEventListener("focusout", (event) => {
  const input = event.target.closest?.("[role=combobox]");
  const list = input && listOf(input);
  // Leaving by the Tab key closes the list; a click on an option must still reach it.
  if (list && event.relatedTarget && !list.contains(event.relatedTarget)) show(input, list, false);
});
