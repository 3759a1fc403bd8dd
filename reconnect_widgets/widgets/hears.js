// What a part of a page hears of its kernel, and when it asks it anew.
import { zone } from "./visit.js";

// Returns what ends it. `does` has, by the name of each event, what is done then.
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
