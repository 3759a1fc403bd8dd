// What every part of a page does, whatever it shows.
import { keepFor } from "./handed.js";
import { inLab } from "./lab.js";
import { sendsFrom } from "./sends.js";
import { greet, zone } from "./visit.js";

// `show` draws it, and returns what ends that.
export const partOf = (show) => ({
  render({ model, el }) {
    if (!globalThis.reconnectWidgets) model = inLab(model, el);
    keepFor(model);
    sendsFrom(el, model);
    const stop = show({ model, el });
    greet(model);
    return stop;
  },
});

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
