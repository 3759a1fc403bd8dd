// Turns to another page of the workbook in place, and leaves all that is not just that to the browser.

import { fetchPage } from "./arrival.js";
import { LivePage } from "./live.js";
import { show } from "./swap.js";
import { announce, hasExited } from "./tab.js";
import { arrive, depart, giveBack, mark, push, settle, stayAt } from "./trail.js";

const PAGES = new URL(document.documentElement.dataset.rcPages, location.href).pathname;
const SUFFIX = /\.(ipynb|html)$/;
const LONGEST_AHEAD = 2000; // ms that Python waits for the page after this one
const REST = 500; // ms on a page that is filled until the one after it is asked for
const SEEN = 150; // ms until the pointer says that a page is on its way
const LONGEST_SAID = 10_000; // ms that a page waits for what was pressed on the one before

let line; // to the kernel
let shown; // the page that the reader sees
let shownAt; // its address, which is not always that of the entry in the history
let asked = null; // the page asked for last, until it is shown
let coming = null; // a page that is asked for before its link is clicked
let byItself = () => {}; // turns to a page that could not be reached, as long as nothing else is done
let resting; // the timer of the page after this one
let turning; // the timer of the pointer

/** Take over the links between pages, and the way back and forward; `first` is the page shown now. */
export function turnInPlace(first, laid) {
  line = laid;
  shown = first;
  shownAt = pathOf(location);
  // parts/offline.js and parts/area.js ask: `lost` is what nothing may ever take in.
  globalThis.reconnectUnsaid = () => shown.hasUnsaid() && (line.isLost ? "lost" : "coming");
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || !isPlain(event)) return;
    if (isHere(link)) {
      // to a place on this page, or to load it anew, unless that would lose something
      if (!link.hash && shown.holds()) event.preventDefault();
      if (link.hash && link.hash !== location.hash) depart();
      return void drop();
    }
    if (!isOurs(link)) return;
    event.preventDefault();
    // The second click of a double click was meant for the page that the first has turned.
    if (event.detail > 1) return;
    if (isPage(link)) turn(link.href, true);
    else globalThis.reconnectOpen(link.href);
  });
  // A mouse takes a tenth of a second from down to click, in which the page can come.
  document.addEventListener("pointerdown", (event) => {
    const link = event.target.closest?.("a[href]");
    if (event.pointerType !== "mouse" || !link || !isPlain(event)) return;
    if (!isHere(link) && isPage(link)) request(link.href);
  });
  addEventListener("popstate", () => {
    if (hasExited()) return;
    if (!isHere(location)) return void turn(location.href, false);
    drop();
    stayAt();
  });
  document.addEventListener("reconnect:ready", () => {
    clearTimeout(resting);
    resting = setTimeout(() => asked || lookAhead(), REST);
  });
  // Nothing came from where the page is, so what was asked for ahead is asked for anew.
  document.addEventListener("reconnect:adrift", () => (coming = null));
  // Whoever writes here meanwhile is not taken away.
  document.addEventListener("input", () => (byItself = () => {}));
  const unlessBusy = () => document.querySelector("dialog[open]") || byItself();
  document.addEventListener(
    "reconnect:connection",
    ({ detail }) => detail.state === "back" && unlessBusy(),
  );
  addEventListener("online", unlessBusy);
  // The reader exits: what was typed last is sent, and all pages are let go of.
  globalThis.reconnectExit.addEventListener("abort", () => {
    byItself = () => {};
    drop();
    shown.leave();
  });
}

const pathOf = ({ pathname, search }) => pathname + search;

// A page that has been told to go is not there any more, though the next one is not shown yet.
const isHere = (place) => pathOf(place) === shownAt && !shown.isLeft;

function isPlain(event) {
  const held = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  return event.button === 0 && !held && !event.defaultPrevented && getSelection().type !== "Range";
}

/** Say whether a link leads to something of the workbook's, in this tab. */
function isOurs({ origin, pathname, target, download }) {
  return (
    origin === location.origin &&
    pathname.startsWith(PAGES) &&
    ["", "_self"].includes(target) &&
    !download
  );
}

const isPage = (link) =>
  isOurs(link) && !link.target && SUFFIX.test(link.pathname) && document.readyState !== "loading";

/** Ask for a page, which may be on its way; one that does not come is asked for anew. */
function request(url) {
  if (coming?.url === url) return coming;
  const page = (coming = { url, document: fetchPage(url) });
  page.document.catch(() => {
    if (coming === page) coming = null;
  });
  return page;
}

/** Ask for the page after this one before anything large is on its way; resolves when it is there, or not. */
export async function lookAhead() {
  if (document.readyState === "loading")
    await new Promise((resolve) => addEventListener("DOMContentLoaded", resolve, { once: true }));
  const link = [...document.querySelectorAll(".rc-turn a[href]")].at(-1);
  if (link && isPage(link) && !hasExited())
    await Promise.race([request(link.href).document.catch(() => {}), wait(LONGEST_AHEAD)]);
}

async function turn(url, isPushed) {
  byItself = () => {};
  const isInstead = asked?.isPushed; // there is an entry already for a page that is not wanted now
  drop();
  const next = (asked = request(url));
  coming = null;
  next.isPushed = isPushed;
  // Before the page comes: the browser takes some time for its history.
  if (isPushed) push(url, isInstead);
  // Later, since each element of the page is looked at for it.
  turning = setTimeout(() => (document.documentElement.dataset.rcTurning = "yes"), SEEN);
  const isOver = () => asked !== next || hasExited(); // the last click wins, and exit wins over all
  try {
    const page = await next.document;
    const isSaid = await allIsSaid();
    if (isOver()) return;
    if (isSaid) change(page);
    else stay(url, true);
  } catch (error) {
    console.error(error);
    const isThere = await globalThis.reconnectReaches();
    if (isOver()) return;
    if (isThere && !shown.holds())
      location.reload(); // the address is the page's already, so to assign it could lead to a place on this one
    else stay(url);
  }
}

/** Resolves to whether a kernel has what was pressed on the page that is shown, such as the safety check. */
async function allIsSaid() {
  if (!shown.hasUnsaid() || shown.isLetGo) return true;
  const over = new AbortController();
  const heard = new Promise((resolve) => {
    const look = () => shown.hasUnsaid() || resolve();
    for (const sign of ["ready", "heard"])
      document.addEventListener(`reconnect:${sign}`, look, { signal: over.signal });
  });
  await Promise.race([heard, wait(LONGEST_SAID)]);
  over.abort();
  return !shown.hasUnsaid();
}

/** Nothing answers, or not what was pressed: the page that is shown stays. */
function stay(url, isUnsaid = false) {
  drop();
  const turnTo = giveBack(() => turn(url, true));
  byItself = turnTo;
  const letGo = () => {
    shown.isLetGo = true; // of what was pressed on it
    announce("letgo");
    turnTo();
  };
  const isLost = isUnsaid && line.isLost; // nothing may ever take it in
  announce("away", { again: isLost ? letGo : turnTo, isUnsaid, isLost });
}

function change(page) {
  drop();
  mark();
  // What was typed on the page before may be part of what this one says, so that is sent first.
  shown.leave();
  shown = new LivePage(page.querySelector("main"));
  line.turn(shown);
  show(page, shown);
  arrive();
  settle();
  shownAt = pathOf(location);
}

function drop() {
  asked = null;
  for (const timer of [resting, turning]) clearTimeout(timer);
  delete document.documentElement.dataset.rcTurning;
}

const wait = (longest) => new Promise((resolve) => setTimeout(resolve, longest));
