// Small comforts in forms: another line when the last is filled, choosing from a list, moving lines up and down.
function another(group) {
  const inputs = [...group.querySelectorAll("input")];
  const last = inputs.at(-1);
  if (!last?.value.trim() || inputs.length >= 50) return;
  const next = last.cloneNode();
  next.value = "";
  next.removeAttribute("id");
  next.classList.remove("is-invalid");
  next.setAttribute("aria-label", (last.getAttribute("aria-label") ?? "").replace(/\d+/, inputs.length + 1));
  group.append(next);
}

document.addEventListener("input", (event) => {
  const group = event.target.closest?.("[data-several]");
  if (group) another(group);
  // What was chosen is no longer meant when one types on.
  const picked = event.target.closest?.("[data-picker]")?.querySelector("[data-picked]");
  if (picked && event.target !== picked) picked.value = "";
});

document.addEventListener("click", (event) => {
  const option = event.target.closest?.("[data-pick]");
  const picker = option?.closest("[data-picker]");
  if (picker) {
    const input = picker.querySelector("[role=combobox]");
    input.value = option.dataset.pickName;
    picker.querySelector("[data-picked]").value = option.dataset.pick;
    const list = option.closest("[role=listbox]");
    list.replaceChildren();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.focus();
  }
  const move = event.target.closest?.("[data-reorder] [data-move]");
  if (move) {
    event.preventDefault();
    event.stopPropagation();
    const line = move.closest("li");
    const other = move.dataset.move === "1" ? line.nextElementSibling : line.previousElementSibling;
    if (other) move.dataset.move === "1" ? other.after(line) : other.before(line);
    move.focus();
  }
}, true);

const helped = () => {
  for (const element of document.querySelectorAll("[data-needs-script][hidden]")) element.hidden = false;
};
document.addEventListener("htmx:after:swap", helped);
helped();

document.addEventListener("focusin", (event) => {
  if (event.target.matches?.("[data-select-all]")) event.target.select();
});
