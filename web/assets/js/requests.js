// Every request of htmx carries the session's token; a lost connection is told.
import { say } from "./notes.js";

const token = document.querySelector("meta[name=csrf]")?.content ?? "";

document.addEventListener("htmx:config:request", (event) => {
  event.detail.ctx.request.headers["x-csrf-token"] = token;
});

document.addEventListener("htmx:error", (event) => {
  const { ctx, error } = event.detail;
  if (error instanceof TypeError && ctx?.status !== "swapped") {
    say(document.body.dataset.connectionLost, true);
  }
});

// A list that was left by a link is read again when one comes back, instead of shown as it was.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

/** Sends a form's worth of values to one of our own addresses. */
export function send(address, values) {
  return fetch(address, {
    method: "POST",
    headers: { "x-csrf-token": token, "hx-request": "true" },
    body: new URLSearchParams(values),
    credentials: "same-origin",
  });
}
