// Short notes in the corner. They are read out, stay while one looks at them, and go by themselves; a refusal stays.
const area = document.getElementById("notes");
const STAYS = 6000;

function settle(note) {
  if (note.querySelector("button")) return;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "note-close";
  close.textContent = "×";
  close.setAttribute("aria-label", area.dataset.closeLabel);
  close.addEventListener("click", () => note.remove());
  note.append(close);
  if (note.classList.contains("note-danger")) return;
  let timer = setTimeout(() => note.remove(), STAYS);
  note.addEventListener("pointerenter", () => clearTimeout(timer));
  note.addEventListener("focusin", () => clearTimeout(timer));
  note.addEventListener("pointerleave", () => {
    timer = setTimeout(() => note.remove(), STAYS);
  });
}

/** Shows `text`; `danger` for something that went wrong. */
export function say(text, danger = false) {
  if (!text || !area) return;
  const note = document.createElement("div");
  note.className = danger ? "note note-danger" : "note";
  note.dataset.note = "";
  const words = document.createElement("span");
  words.textContent = text;
  note.append(words);
  area.append(note);
}

if (area) {
  area.querySelectorAll("[data-note]").forEach(settle);
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) if (node.nodeType === 1) settle(node);
  }).observe(area, { childList: true });
}

document.addEventListener("say", (event) => say(event.detail.text, event.detail.danger));
