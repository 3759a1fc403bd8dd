// What all of the script asks for: whether the reader is here, and what the tab keeps for the visit.

/** Say whether the reader has left by *Exit this page* (parts/exit.js): then nothing happens any more. */
export const hasExited = () => globalThis.reconnectExit.aborted;

/** Tell the small scripts of the page, and its widgets. */
export const announce = (what, detail) =>
  document.dispatchEvent(new CustomEvent(`reconnect:${what}`, { detail }));

/** Return what the tab keeps, as far as its browser lets it. */
export function kept(name) {
  try {
    return sessionStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}

/** Say whether it is kept. */
export function keep(name, value) {
  try {
    sessionStorage.setItem(name, value);
    return true;
  } catch {
    return false;
  }
}

/** A name that nothing else has. */
export const randomName = () => crypto.getRandomValues(new Uint32Array(4)).join("-");
