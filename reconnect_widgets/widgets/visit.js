// One visit is one tab, from when it is opened to when it is closed.
import { keeping } from "./keeping.js";
import { randomName } from "./names.js";
import { storageOf, tryToKeep } from "./storage.js";
import { vault } from "./vault.js";

export function visit() {
  const tab = storageOf("tab");
  const known = tab.getItem("reconnect:visit") ?? globalThis.reconnectVisit;
  if (known) return known;
  const made = randomName(8);
  if (!tryToKeep(tab, "reconnect:visit", made)) globalThis.reconnectVisit = made; // for as long as the page is there
  return made;
}

// Intl first reads how days are written everywhere, which takes 20 ms.
export const zone = () => {
  try {
    return (
      globalThis.Temporal?.Now.timeZoneId() ?? Intl.DateTimeFormat().resolvedOptions().timeZone
    );
  } catch {
    return undefined;
  }
};

// Which of the examples a tab shows: where there is no server, the tab's own kernel makes it.
function story() {
  const asked = new URLSearchParams(location.search).get("anew");
  const tab = storageOf("tab");
  if (asked) tryToKeep(tab, "reconnect:story", asked);
  return asked || (tab.getItem("reconnect:story") ?? undefined);
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
