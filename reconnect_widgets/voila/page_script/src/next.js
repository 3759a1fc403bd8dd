// Turns to another page of the workbook in place, and leaves all that is not just that to the browser.

import { fetchPage } from "./arrival.js";
import { LivePage } from "./live.js";
import { farewell, hasExited, show } from "./swap.js";
import { hold, isOurs, push, settle } from "./trail.js";

const PAGES = "/voila/render/";
const LONGEST_PRESS = 1000; // ms from pressing a link to the click
const LONGEST_GREETING = 40; // ms that the reader waits for prose that is there
const PATIENCE = 10_000; // ms until the browser itself is to try, and to say what is wrong

let shown; // the page that the reader sees
let shownAt; // its address, which is not always that of the entry in the history
let asked = null; // the page asked for last, until it is shown
let likely = null; // the page whose link is being pressed

/** Take over the links between pages, and the way back and forward; `first` is the page shown now. */
export function turnInPlace(first) {
  shown = first;
  shownAt = pathOf(location);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || !isPlain(event) || document.readyState === "loading") return;
    if (isHere(link)) return void drop(); // to a place on this page, or to load it anew
    if (!isPage(link)) return;
    event.preventDefault();
    turn(link.href, { push: true });
  });
  // A mouse takes a tenth of a second from down to click, in which the page can come.
  document.addEventListener("pointerdown", (event) => {
    const link = event.target.closest?.("a[href]");
    if (event.pointerType !== "mouse" || !link || !isPlain(event)) return;
    if (document.readyState !== "loading" && !isHere(link) && isPage(link)) expect(link.href);
  });
  addEventListener("popstate", () => {
    if (hasExited()) return;
    if (!isHere(location)) return void turn(location.href, { push: false });
    drop();
    if (isOurs()) settle()(); // to a place on the page that is shown
  });
}

const pathOf = ({ pathname, search }) => pathname + search;

// A page that has been told to go is not there any more, though the next one is not shown yet.
const isHere = (place) => pathOf(place) === shownAt && !shown.isLeft;

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

function expect(url) {
  likely?.end();
  const page = (likely = begun(url));
  setTimeout(() => {
    if (likely !== page) return;
    likely = null;
    page.end(); // it was pressed and not clicked
  }, LONGEST_PRESS);
}

function begun(url) {
  const page = new LivePage(fetchPage(url));
  page.filled = page.begin();
  return page;
}

/** The page at an address, which may be on its way. */
function take(url) {
  const page = likely?.arrival.url === url ? likely : null;
  if (!page) likely?.end();
  likely = null;
  return page ?? begun(url);
}

async function turn(url, way) {
  const isInstead = asked?.isPushed; // there is an entry already for a page that is not wanted now
  drop();
  const next = (asked = take(url));
  next.isPushed = way.push;
  // The browser takes some time for its history, and nothing else is to be done before the page comes.
  if (!way.push) hold();
  else if (isInstead) history.replaceState(null, "", url);
  else push(url);
  document.documentElement.dataset.rcTurning = "yes";
  try {
    await Promise.race([next.arrival.prose, tooLate()]);
  } catch {
    if (asked !== next || hasExited()) return;
    location.reload(); // the address is the page's already, so to assign it could lead to a place on this one
    return;
  }
  if (asked !== next || hasExited()) return; // the last click wins, and exit wins over all
  farewell();
  // What was typed on the page before may be part of what this one says, so that comes first.
  next.appear(shown.end());
  // A kernel that is ready fills the page while the browser draws it, so it is greeted first.
  if (next.arrival.isReady) await Promise.race([next.greeted, soon()]);
  if (asked !== next || hasExited()) return;
  asked = null;
  change(next);
}

function change(next) {
  show(next.arrival);
  const settleAgain = settle();
  shown = next;
  shownAt = pathOf(location);
  next.filled.then((isStill) => isStill && settleAgain());
}

function drop() {
  asked?.end();
  asked = null;
  delete document.documentElement.dataset.rcTurning;
}

const soon = () => new Promise((resolve) => setTimeout(resolve, LONGEST_GREETING));

function tooLate() {
  return new Promise((_, reject) => setTimeout(reject, PATIENCE));
}
