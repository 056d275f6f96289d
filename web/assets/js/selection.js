// Rows that are ticked: a bar says how many and what can be done with them. Shift-click ticks everything in between.
let last = null;

function update(list) {
  const bar = list.querySelector("[data-selection-bar]");
  if (!bar) return;
  const boxes = [...list.querySelectorAll("input[name=ids]")];
  const ticked = boxes.filter((box) => box.checked);
  const everything = bar.querySelector("[data-selection-everything]");
  if (!ticked.length && everything) everything.checked = false;
  const all = list.querySelector("[data-selection-page]");
  if (all) {
    all.checked = ticked.length > 0 && ticked.length === boxes.length;
    all.indeterminate = ticked.length > 0 && ticked.length < boxes.length;
  }
  const count = bar.querySelector("[data-selection-count]");
  count.textContent = ticked.length ? count.dataset.text.replace("{count}", ticked.length) : "";
  bar.classList.toggle("selection-open", ticked.length > 0);
  for (const box of boxes) box.closest("tr, li")?.classList.toggle("row-selected", box.checked);
}

document.addEventListener("change", (event) => {
  const list = event.target.closest("[data-selection]");
  if (!list) return;
  if (event.target.matches("[data-selection-page]")) {
    for (const box of list.querySelectorAll("input[name=ids]")) box.checked = event.target.checked;
  }
  update(list);
});

document.addEventListener("click", (event) => {
  if (!event.target.matches?.("[data-selection] input[name=ids]")) return;
  const boxes = [...event.target.closest("[data-selection]").querySelectorAll("input[name=ids]")];
  if (event.shiftKey && last && boxes.includes(last)) {
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(event.target)].sort((a, b) => a - b);
    for (const box of boxes.slice(from, to + 1)) box.checked = event.target.checked;
  }
  last = event.target;
});

document.addEventListener("htmx:after:swap", () => document.querySelectorAll("[data-selection]").forEach(update));
for (const list of document.querySelectorAll("[data-selection]")) {
  list.classList.add("selection-scripted");
  update(list);
}
