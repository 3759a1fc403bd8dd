// What every part of a page does, whatever it shows.
import { keepFor } from "./handed.js";
import { sendsFrom } from "./sends.js";
import { greet, zone } from "./visit.js";

// `show` draws it, and returns what ends that.
export const partOf = (show) => ({
  render({ model, el }) {
    keepFor(model);
    sendsFrom(el, model);
    if (!globalThis.reconnectWidgets) el.addEventListener("keydown", keepFromNotebook);
    const stop = show({ model, el });
    greet(model);
    return stop;
  },
});

// To JupyterLab letters are commands, such as *dd* to remove a cell. What is pressed here is none of them,
// but for what saves the notebook: otherwise a browser would offer to save the page, with all answers.
function keepFromNotebook(event) {
  const isSave = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
  if (!isSave) event.stopPropagation();
}

// What a part hears of its kernel: `does` has, by the name of each event, what is done then.
// Returns what ends it.
export function hears(model, does) {
  for (const [what, doing] of Object.entries(does)) model.on(what, doing);
  return () => {
    for (const [what, doing] of Object.entries(does)) model.off(what, doing);
  };
}

// Whoever comes back to the page sees what is there by now.
export function refreshes(model, signal) {
  const refresh = () => {
    if (document.visibilityState === "visible") model.send({ type: "refresh", zone: zone() });
  };
  window.addEventListener("focus", refresh, { signal });
}
