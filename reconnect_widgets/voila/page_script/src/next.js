// Turns to another page of the workbook in place, and leaves all that is not just that to the browser.

import { fetchPage } from "./arrival.js";
import { LivePage } from "./live.js";
import { farewell, hasExited, show } from "./swap.js";
import { arrive, depart, exchange, giveBack, hold, push, settle, stayAt } from "./trail.js";

const PAGES = new URL(document.documentElement.dataset.rcPages, location.href).pathname;
const SUFFIX = /\.(ipynb|html)$/;
const LONGEST_PRESS = 1000; // ms from pressing a link to the click
const LONGEST_AHEAD = 2000; // ms that Python waits for the page after this one
const PATIENCE = 10_000; // ms until the browser itself is to try, and to say what is wrong

let line; // a promise of the line to the kernel
let shown; // the page that the reader sees
let shownAt; // its address, which is not always that of the entry in the history
let asked = null; // the page asked for last, until it is shown
let ahead = null; // the page after the first one, where Python is still to come
let likely = null; // the page whose link is being pressed
let byItself = () => {}; // turns to a page that could not be reached, as long as nothing else is done

/** Take over the links between pages, and the way back and forward; `first` is the page shown now. */
export function turnInPlace(first, laid) {
  line = laid;
  shown = first;
  shownAt = pathOf(location);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || !isPlain(event)) return;
    if (isHere(link)) {
      // to a place on this page, or to load it anew
      if (link.hash && link.hash !== location.hash) depart();
      return void drop();
    }
    if (!isOurs(link)) return;
    event.preventDefault();
    if (isPage(link) && document.readyState !== "loading") turn(link.href, { push: true });
    else globalThis.reconnectOpen(link.href);
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
    stayAt();
  });
  // Whoever writes here meanwhile is not taken away.
  document.addEventListener("input", () => (byItself = () => {}));
  const unlessBusy = () => document.querySelector("dialog[open]") || byItself();
  document.addEventListener(
    "reconnect:connection",
    ({ detail }) => detail.state === "back" && unlessBusy(),
  );
  addEventListener("online", unlessBusy);
  globalThis.reconnectExit.addEventListener("abort", leave);
}

/** The reader exits: what was typed last is sent, and all pages are let go of. */
function leave() {
  byItself = () => {};
  hold();
  drop();
  shown.leave();
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

const isPage = (link) => isOurs(link) && !link.target && SUFFIX.test(link.pathname);

function expect(url) {
  if (ahead?.url === url) return;
  const page = (likely = { url, document: fetchPage(url) });
  page.document.catch(() => {}); // it is said when the link is clicked
  setTimeout(() => {
    if (likely === page) likely = null; // it was pressed and not clicked
  }, LONGEST_PRESS);
}

/** The page at an address, which may be on its way. */
function take(url) {
  const page = [likely, ahead].find((one) => one?.url === url) ?? { url, document: fetchPage(url) };
  likely = ahead = null;
  return page;
}

/** Ask for the page after this one before anything large is on its way; resolves when it is there, or not. */
export async function lookAhead() {
  const link = [...document.querySelectorAll(".rc-turn a[href]")].at(-1);
  if (!link || !isPage(link)) return;
  const page = (ahead = { url: link.href, document: fetchPage(link.href) });
  const there = page.document.catch(() => {
    if (ahead === page) ahead = null;
  });
  await Promise.race([there, new Promise((resolve) => setTimeout(resolve, LONGEST_AHEAD))]);
}

async function turn(url, way) {
  byItself = () => {};
  const isInstead = asked?.isPushed; // there is an entry already for a page that is not wanted now
  drop();
  const next = (asked = take(url));
  next.isPushed = way.push;
  // The browser takes some time for its history, and nothing else is to be done before the page comes.
  if (!way.push) hold();
  else if (isInstead) exchange(url);
  else push(url);
  document.documentElement.dataset.rcTurning = "yes";
  try {
    const page = await Promise.race([next.document, tooLate()]);
    const laid = await line;
    const isSaid = await allIsSaid();
    if (asked !== next || hasExited()) return; // the last click wins, and exit wins over all
    if (!isSaid) return void stay(url);
    asked = null;
    change(page, laid);
  } catch (error) {
    if (asked !== next) {
      console.error(error);
      return;
    }
    const isThere = await globalThis.reconnectReaches();
    if (asked !== next || hasExited()) return;
    if (isThere && !globalThis.reconnectHeld?.size)
      location.reload(); // the address is the page's already, so to assign it could lead to a place on this one
    else stay(url);
  }
}

/** Resolves to whether what was pressed on the page that is shown, such as the safety check, is on its way. */
async function allIsSaid() {
  if (!shown.hasUnsaid()) return true;
  const heard = new Promise((resolve) =>
    document.addEventListener("reconnect:ready", resolve, { once: true }),
  );
  await Promise.race([heard, tooLate()]).catch(() => {});
  return !shown.hasUnsaid();
}

/** Nothing answers: the page that is shown stays. */
function stay(url) {
  drop();
  const again = giveBack(() => turn(url, { push: true }));
  byItself = again;
  document.dispatchEvent(new CustomEvent("reconnect:away", { detail: { again } }));
}

function change(page, laid) {
  farewell();
  // What was typed on the page before may be part of what this one says, so that is sent first.
  shown.leave();
  shown = new LivePage(page.querySelector("main"));
  laid.turn(shown);
  show(page);
  shown.appear();
  arrive();
  const settleAgain = settle();
  shownAt = pathOf(location);
  shown.filled.then((isStill) => isStill && settleAgain());
}

function drop() {
  asked = null;
  delete document.documentElement.dataset.rcTurning;
}

function tooLate() {
  return new Promise((_, reject) => setTimeout(reject, PATIENCE));
}
