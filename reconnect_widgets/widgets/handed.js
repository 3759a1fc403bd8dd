// What the kernel of a page and this browser's other tabs hand over is kept, and told on.
import { keeping } from "./keeping.js";

// Every part hears what the kernel hands over, before it hears that anything was saved. The kernel may still
// hand over what was typed last on a page that was left: after the next one has told what is kept, and before
// it is filled with that.
export function keepFor(model) {
  let { known } = keeping;
  model.on("attached", () => ({ known } = keeping));
  model.on("msg:custom", (message) => {
    if (message.type === "keep" && keeping.take(message, known))
      model.send({ type: "kept", no: message.no });
  });
}

// What another tab has written, or the page before after this one told what is kept, goes to its kernel as well.
export function followOtherTabs(model, signal) {
  if (!keeping.isOurs) return;
  const look = () => {
    if (keeping.waiting) keeping.flush();
    const kept = keeping.news();
    if (kept) model.send({ type: "sync", kept });
  };
  let timer = 0;
  const heard = ({ key }) => {
    if (key !== null && !key.startsWith(keeping.LEAD)) return;
    clearTimeout(timer);
    timer = setTimeout(look, 100); // an answer and what follows from it come as one
  };
  // What the kernel has not heard to be written, as when a page was left meanwhile, is handed over once more.
  const ready = () => {
    look();
    model.send({ type: "kept", no: 0 });
  };
  const back = () => {
    if (document.visibilityState === "visible") look();
  };
  window.addEventListener("storage", heard, { signal });
  window.addEventListener("focus", back, { signal });
  document.addEventListener("reconnect:ready", ready, { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
}
