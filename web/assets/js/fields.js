// Helps while typing: counts characters, and sends small forms by themselves. The server decides all the same.
const length = (text) => [...text].length;

function count(field) {
  const counter = document.getElementById(field.dataset.counter);
  if (!counter) return;
  const max = Number(field.dataset.max);
  const now = length(field.value);
  // Far from the end the number would only be noise.
  counter.hidden = now < max * 0.75 && document.activeElement !== field;
  counter.textContent = counter.dataset.text.replace("{count}", now).replace("{max}", max);
  counter.toggleAttribute("data-over", now > max);
}

document.addEventListener("input", (event) => {
  if (event.target.dataset?.counter) count(event.target);
});
document.addEventListener("focusin", (event) => {
  if (event.target.dataset?.counter) count(event.target);
});
document.addEventListener("focusout", (event) => {
  if (event.target.dataset?.counter) setTimeout(count, 0, event.target);
});

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-submit-on-change]")) form.requestSubmit();
});

// What a person could do without a script but needs not: buttons marked so are for pages without one.
for (const extra of document.querySelectorAll("[data-without-script]")) extra.hidden = true;
