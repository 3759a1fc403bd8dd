// One visit is one tab, from when it is opened to when it is closed.
import { keeping } from "./keeping.js";
import { randomName } from "./names.js";
import { vault } from "./vault.js";

export function visit() {
  try {
    const known = sessionStorage.getItem("reconnect:visit");
    if (known) return known;
    const made = randomName(8);
    sessionStorage.setItem("reconnect:visit", made);
    return made;
  } catch {
    return (globalThis.reconnectVisit ??= randomName(8));
  } // for as long as the page is there
}

export const zone = () => {
  try {
    return Intl.DateTimeFormat().resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
};

// Which of the examples a tab shows: where there is no server, the tab's own kernel makes it.
function story() {
  const asked = new URLSearchParams(location.search).get("anew") ?? undefined;
  try {
    if (asked) sessionStorage.setItem("reconnect:story", asked);
    return sessionStorage.getItem("reconnect:story") ?? undefined;
  } catch {
    return asked;
  }
}

export const hello = () => ({
  type: "hello",
  visit: visit(),
  key: vault.key,
  zone: zone(),
  story: story(),
  ...(keeping.isOurs ? { area: keeping.area, kept: keeping.greeting() } : {}),
});

// The first part of a page that is shown says hello for all of them, but where the page's own script
// says it when it turns to the page.
export function greet(model) {
  if (globalThis.reconnectWidgets) return;
  const greeted = (globalThis.reconnectGreeted ??= new Set());
  if (greeted.has(model.get("page"))) return;
  greeted.add(model.get("page"));
  model.send(hello());
}
