// What all of the script asks for: whether the reader is here, and what the tab keeps for the visit.

/** Say whether the reader has left by *Exit this page* (parts/exit.js): then nothing happens any more. */
export const hasExited = () => globalThis.reconnectExit.aborted;

/** Tell the small scripts of the page, and its widgets. */
export const announce = (what, detail) =>
  document.dispatchEvent(new CustomEvent(`reconnect:${what}`, { detail }));

/** Return what the tab keeps, as far as its browser lets it. */
export const kept = (name) => globalThis.reconnectKept.get(name, "sessionStorage");

/** Say whether it is kept. */
export const keep = (name, value) => globalThis.reconnectKept.set(name, value, "sessionStorage");

/** A name that nothing else has. */
export const randomName = () => crypto.getRandomValues(new Uint32Array(4)).join("-");
