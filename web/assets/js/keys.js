// Keys that work everywhere: "/" to search, Ctrl/Cmd-K for the palette.
const palette = document.getElementById("palette");
const paletteInput = document.getElementById("palette-input");

const typing = (element) => element.closest?.("input, textarea, select, [contenteditable]");

function openPalette() {
  if (!palette || palette.open) return;
  paletteInput.value = "";
  palette.showModal();
  paletteInput.focus();
  paletteInput.dispatchEvent(new CustomEvent("palette:open", { bubbles: true }));
}

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey) {
    event.preventDefault();
    palette?.open ? palette.close() : openPalette();
    return;
  }
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target) && !document.querySelector("dialog[open]")) {
    const search = document.getElementById("search");
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  }
});

for (const button of document.querySelectorAll("[data-palette-open]")) {
  button.hidden = false;
  button.addEventListener("click", openPalette);
}

palette?.addEventListener("click", (event) => {
  if (event.target === palette) palette.close();
});

// An entry may open a dialog instead of a page.
palette?.addEventListener("click", (event) => {
  if (event.target.closest("[role=option][hx-get]")) palette.close();
});
