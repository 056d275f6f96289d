// News from the server, one connection for all tabs of a browser: a browser opens only a handful of connections to a
// host, and an agent has many tabs. The tab that holds the lock listens and tells the others.
import { say } from "./notes.js";

const bell = document.querySelector("[data-bell]");
const channel = "BroadcastChannel" in window ? new BroadcastChannel("kartotek") : null;

function hear(message) {
  if (message.kind === "signed-out") {
    location.reload();
    return;
  }
  if (message.kind === "notifications") {
    const count = bell?.querySelector("[data-unread]");
    if (count) {
      count.textContent = message.unread_text ?? message.unread;
      count.hidden = !message.unread;
      const label = bell.querySelector("[data-unread-label]");
      if (message.label) label.textContent = message.label;
    }
    if (message.text && document.visibilityState === "visible") say(message.text);
  }
  document.dispatchEvent(new CustomEvent("live", { detail: message }));
  for (const element of document.querySelectorAll(`[data-live~="${CSS.escape(message.topic ?? message.kind)}"]`)) {
    window.htmx?.trigger(element, "live:news");
  }
}

function listen() {
  return new Promise((stopped) => {
    const source = new EventSource("/live");
    source.addEventListener("message", (event) => {
      const message = JSON.parse(event.data);
      channel?.postMessage(message);
      hear(message);
    });
    // Closed for good means: logged out, or not allowed. A lost connection is tried again by the browser itself.
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) stopped();
    });
    addEventListener("pagehide", () => {
      source.close();
      stopped();
    });
  });
}

if (bell) {
  channel?.addEventListener("message", (event) => hear(event.data));
  if (channel && navigator.locks) navigator.locks.request("kartotek-live", listen);
  else listen();
}
