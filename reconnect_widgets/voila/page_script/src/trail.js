// The browser's history of pages shown in one document, and where on each the reader was.
//
// Only entries between which pages were swapped are ours to scroll; all others the browser scrolls as ever.

import { hasExited, keep, kept } from "./tab.js";

const PLACES = "reconnect:places"; // in this tab's storage: where the reader was, by an entry's number
const LAST_WORDS = 2000; // ms in which what follows from the answers has come, after the forms have
const BY_HAND = ["wheel", "touchmove", "keydown", "pointerdown"];

const places = JSON.parse(kept(PLACES) || "{}");

// Entries count up from the first page in the document, so that a way can be gone again.
const number = () => history.state?.rcEntry;
let entry = number() ?? Date.now(); // of the page that is shown

let settling = new AbortController(); // until the page stands where its entry leads
settling.abort();

/** Say whether this entry is ours to scroll. */
const isOurs = () => history.scrollRestoration === "manual";

/** Number the first entry, and keep each one's place when the page is loaded again. */
export function keepTrail() {
  if (!history.state) history.replaceState({ rcEntry: entry }, "");
  const keepPlaces = () => {
    mark();
    if (!hasExited()) keep(PLACES, JSON.stringify(places));
  };
  addEventListener("pagehide", keepPlaces);
  document.addEventListener("visibilitychange", keepPlaces);
}

/** Write down where the reader is on the page that is shown. */
export function mark() {
  if (settling.signal.aborted) places[entry] = [scrollX, scrollY];
}

/** Leave an entry for another one on its page. */
export function depart() {
  history.scrollRestoration = "manual";
  mark();
}

/** Add an entry for a page; or let the newest be its own, whose page is not wanted any more. */
export function push(url, isInstead) {
  if (isInstead) return history.replaceState(history.state, "", url);
  history.scrollRestoration = "manual";
  history.pushState({ rcEntry: number() + 1 }, "", url);
  delete places[number()];
}

/**
 * Go back to the entry of the page that is shown, because the one that was wanted does not come.
 * Returns what leads there again; `otherwise` does where the reader has moved on.
 */
export function giveBack(otherwise) {
  const here = entry;
  const ways = number() - here;
  if (ways) history.go(-ways); // 0 would load the page again
  return () => (ways && number() === here ? history.go(ways) : otherwise());
}

/** The entry is one of the page that is shown: the one before, to which there was no way, or a place on it. */
export function stayAt() {
  if (number() === entry) return;
  if (history.state) mark();
  arrive();
  if (isOurs()) settle();
}

/** The entry is now that of the page that is shown. */
export function arrive() {
  if (!history.state) {
    history.replaceState({ rcEntry: entry + 1 }, ""); // an anchor was followed
    delete places[number()];
  }
  entry = number();
}

/**
 * Scroll to where the reader was on this entry, or to the anchor in its address, or to the top; and
 * again whenever the page grows, until the reader moves, or some time after it is filled.
 */
export function settle() {
  settling.abort();
  const own = (settling = new AbortController());
  const { signal } = own;
  const place = places[entry];
  let focused = null; // once: the reader may have moved on since, by ways that are not seen here
  const growth = new ResizeObserver(() => {
    if (number() !== entry) return; // another page is on its way
    const target = place ? null : targetOf(location.hash);
    if (target) topOf(target).scrollIntoView();
    else scrollTo(...(place ?? [0, 0]));
    if (target && target !== focused) globalThis.reconnectWidgets.focusOn((focused = target));
  });
  signal.addEventListener("abort", () => growth.disconnect());
  for (const how of BY_HAND) addEventListener(how, () => own.abort(), { signal, passive: true });
  growth.observe(document.body);
  const end = () => setTimeout(() => own.abort(), LAST_WORDS);
  if ("rcReady" in document.documentElement.dataset) end();
  else document.addEventListener("reconnect:ready", end, { signal });
}

/** The same for the page that the browser opened; it has scrolled by itself if it knew where to. */
export function settleFirst() {
  const [way] = performance.getEntriesByType("navigation");
  const late = location.hash && way?.type === "navigate"; // what it leads to may come with the kernel
  if (isOurs() || late) settle();
}

/** What an address leads to; a check that goes on has the heading with which it began. */
function targetOf(hash) {
  const found = globalThis.reconnectNamed(hash);
  return found?.matches(".rc-half") ? found.closest(".rc-section").querySelector("h2") : found;
}

/** A part that is shown alone begins with the line above its heading. */
function topOf(target) {
  const isWhole = "rcWhole" in document.documentElement.dataset;
  const isHead = target === target.closest(".rc-current")?.querySelector("h2");
  return isHead && !isWhole ? document.querySelector(".rc-page") : target;
}
