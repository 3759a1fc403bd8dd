// Turns to another page of the workbook in place, and leaves all that is not just that to the browser.

import { fetchPage } from "./arrival.js";
import { LivePage } from "./live.js";
import { farewell, hasExited, show } from "./swap.js";
import { hold, isOurs, push, settle } from "./trail.js";

const PAGES = "/voila/render/";
const PATIENCE = 10_000; // ms until the browser itself is to try, and to say what is wrong

let shown; // the page that the reader sees
let shownAt; // its address, which is not always that of the entry in the history
let asked = null; // the page asked for last, until it is shown

/** Take over the links between pages, and the way back and forward; `first` is the page shown now. */
export function turnInPlace(first) {
  shown = first;
  shownAt = pathOf(location);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || !isPlain(event) || document.readyState === "loading") return;
    if (pathOf(link) === shownAt) return void drop(); // to a place on this page, or to load it anew
    if (!isPage(link)) return;
    event.preventDefault();
    turn(link.href, { push: true });
  });
  addEventListener("popstate", () => {
    if (hasExited()) return;
    if (pathOf(location) !== shownAt) return void turn(location.href, { push: false });
    drop();
    if (isOurs()) settle()(); // to a place on the page that is shown
  });
}

const pathOf = ({ pathname, search }) => pathname + search;

function isPlain(event) {
  const held = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  return event.button === 0 && !held && !event.defaultPrevented && getSelection().type !== "Range";
}

function isPage(link) {
  const pages = location.pathname.split(PAGES)[0] + PAGES;
  const here = link.origin === location.origin && link.pathname.startsWith(pages);
  const own = link.hasAttribute("target") || link.hasAttribute("download");
  return here && !own && link.pathname.endsWith(".ipynb");
}

async function turn(url, way) {
  drop();
  if (!way.push) hold();
  const next = (asked = new LivePage(fetchPage(url)));
  const filled = next.begin();
  document.documentElement.dataset.rcTurning = "yes";
  try {
    await Promise.race([next.arrival.prose, tooLate()]);
  } catch {
    if (asked !== next || hasExited()) return;
    if (way.push) location.assign(url);
    else location.reload();
    return;
  }
  if (asked !== next || hasExited()) return; // the last click wins, and exit wins over all
  asked = null;
  change(next, way, filled);
}

function change(next, way, filled) {
  if (way.push) push(next.arrival.url); // while the page that is left still has its height
  farewell();
  // What was typed on the page before may be part of what this one says, so that comes first.
  next.appear(shown.end());
  show(next.arrival);
  const settleAgain = settle();
  shown = next;
  shownAt = pathOf(location);
  filled.then((isStill) => isStill && settleAgain());
}

function drop() {
  asked?.end();
  asked = null;
  delete document.documentElement.dataset.rcTurning;
}

function tooLate() {
  return new Promise((_, reject) => setTimeout(reject, PATIENCE));
}
