// What htmx puts into #dialog opens as a modal dialog. Links and forms inside lead to the same pages without a script.
const dialog = document.getElementById("dialog");
let opener = null;

const typed = (root) =>
  [...root.querySelectorAll("input:not([type=hidden]), textarea, select")].some((field) => {
    if (field.dataset.neverDirty !== undefined) return false;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.tagName === "SELECT") return [...field.options].some((option) => option.selected !== option.defaultSelected) && field.selectedIndex !== 0;
    return field.value !== field.defaultValue;
  });

/** Closes the dialog; asks first if something was typed. */
export function close(force = false) {
  if (!dialog?.open) return;
  const question = dialog.querySelector("[data-ask-before-close]")?.dataset.askBeforeClose;
  if (!force && question && typed(dialog) && !window.confirm(question)) return;
  dialog.close();
}

if (dialog) {
  document.addEventListener("htmx:before:request", (event) => {
    const { ctx } = event.detail;
    if (ctx.target === dialog && !dialog.open) opener = ctx.sourceElement;
  });
  document.addEventListener("htmx:after:swap", (event) => {
    if (event.detail.ctx.target !== dialog || !dialog.childElementCount) return;
    dialog.classList.toggle("dialog-small", !!dialog.querySelector("[data-dialog-small]"));
    if (!dialog.open) dialog.showModal();
    const first = dialog.querySelector("[aria-invalid=true], [autofocus]") ?? dialog.querySelector("input:not([type=hidden]), select, textarea, button:not([data-close])");
    first?.focus();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) {
      event.preventDefault();
      close();
    }
  });
  dialog.addEventListener("cancel", (event) => {
    if (event.target !== dialog) return;
    event.preventDefault();
    close();
  });
  dialog.addEventListener("close", () => {
    dialog.replaceChildren();
    opener?.isConnected && opener.focus();
    opener = null;
  });
  // The server says so when what was asked for is done.
  document.addEventListener("dialog:close", () => close(true));
}
