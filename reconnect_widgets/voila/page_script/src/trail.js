// The browser's history of pages shown in one document, and where on each the reader was.
//
// An entry's place is kept in the entry itself, so it is there after a reload as well. Only entries
// between which pages were swapped are ours to scroll; all others the browser scrolls as ever.

import { focusOn } from "./swap.js";

const CALM = 100; // ms without scrolling before a place is written down; browsers limit how often
const LAST_WORDS = 2000; // ms in which what follows from the answers has come, after the forms have
const BY_HAND = ["wheel", "touchmove", "keydown", "pointerdown"];

let timer = 0;
let still = false; // no place is kept now: the page that is shown is on its way in or out
let stop = () => {};

// Entries count up from the first page in the document, so that a way can be gone again.
const number = () => history.state?.rcEntry ?? 0;
let entry = number(); // of the page that is shown

/** Say whether this entry is ours to scroll. */
export const isOurs = () => history.scrollRestoration === "manual";

const place = () => ({ ...history.state, rcPlace: [scrollX, scrollY] });

/** Keep each entry's place up to date. */
export function keepTrail() {
  if (!history.state) history.replaceState({ rcEntry: entry }, "");
  addEventListener(
    "scroll",
    () => {
      clearTimeout(timer);
      if (isOurs() && !still) timer = setTimeout(() => history.replaceState(place(), ""), CALM);
    },
    { passive: true },
  );
}

/** From here on the entry may be another one than the page that is shown. */
export function hold() {
  clearTimeout(timer);
  stop();
  still = true;
}

/** Write down the place on an entry that is left. */
export function depart() {
  history.scrollRestoration = "manual";
  if (!still) history.replaceState(place(), "");
  hold();
}

/** Add an entry for a page. */
export function push(url) {
  depart();
  history.pushState({ rcEntry: number() + 1 }, "", url);
}

/** Let the entry be another page's, which is wanted instead. */
export function exchange(url) {
  history.replaceState({ rcEntry: number() }, "", url);
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
  if (history.state?.rcEntry === entry) still = false;
  else if (isOurs()) settle()();
  arrive();
}

/** The entry is now that of the page that is shown. */
export function arrive() {
  if (!history.state) history.replaceState({ rcEntry: entry + 1 }, ""); // an anchor was followed
  entry = number();
}

/**
 * Scroll to where the reader was on this entry, or to the anchor in its address, or to the top; and
 * again whenever the page grows, until the reader moves. Returns what to call once it is filled.
 */
export function settle() {
  hold();
  let focused = null; // once: the reader may have moved on since, by ways that are not seen here
  const scroll = () => {
    const target = scrollToPlace();
    if (target && target !== focused) focusOn((focused = target));
  };
  const growth = new ResizeObserver(scroll);
  const settled = new AbortController();
  const end = () => {
    growth.disconnect();
    settled.abort();
    still = false;
  };
  stop = end;
  for (const how of BY_HAND) addEventListener(how, end, { signal: settled.signal, passive: true });
  scroll();
  growth.observe(document.body);
  return () => setTimeout(() => settled.signal.aborted || end(), LAST_WORDS);
}

/** The same for the page that the browser opened; it has scrolled by itself if it knew where to. */
export function settleFirst() {
  const [way] = performance.getEntriesByType("navigation");
  const late = location.hash && way?.type === "navigate"; // what it leads to may come with the kernel
  return isOurs() || late ? settle() : () => {};
}

/** Scroll to where this entry leads; returns the target of its anchor, if that is what was scrolled to. */
function scrollToPlace() {
  const kept = history.state?.rcPlace;
  const target = kept ? null : targetOf(location.hash);
  if (target) topOf(target).scrollIntoView();
  else scrollTo(...(kept ?? [0, 0]));
  return target;
}

/** What an address leads to; a check that goes on has the heading with which it began. */
function targetOf(hash) {
  const ids = [hash.slice(1), decodeURIComponent(hash.slice(1))]; // headings have theirs encoded
  const found = ids.map((id) => document.getElementById(id)).find(Boolean);
  return found?.matches(".rc-half") ? found.closest(".rc-section").querySelector("h2") : found;
}

/** A part that is shown alone begins with the line above its heading. */
function topOf(target) {
  const isWhole = "rcWhole" in document.documentElement.dataset;
  const isHead = target === target.closest(".rc-current")?.querySelector("h2");
  return isHead && !isWhole ? document.querySelector(".rc-page") : target;
}
