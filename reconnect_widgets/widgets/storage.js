// A browser that refuses storage has nothing, and can keep nothing.
const REFUSED = {
  getItem: () => null,
  removeItem() {},
  setItem() {
    throw new Error("This browser refuses storage.");
  },
};

// Asked for each time, as a browser can come to refuse it. Where it can, a page without a server notes what
// it writes on the disk at once (parts/journal.js).
export function storageOf(area) {
  try {
    const storage =
      area === "tab" ? sessionStorage : (globalThis.reconnectJournal?.storage ?? localStorage);
    storage.getItem(""); // some refuse only here
    return storage;
  } catch {
    return REFUSED;
  }
}

// The names of all that is kept. `Object.keys` looks at each item as well, which takes ten times as long.
export const namesIn = (storage) => Reflect.ownKeys(storage);

// Returns whether there was room for it.
export function tryToKeep(storage, name, text) {
  try {
    storage.setItem(name, text);
    return true;
  } catch {
    return false;
  }
}

// Says whether the storage of drafts, or of answers, has room for so many characters more.
export function hasRoom({ storage }, characters) {
  const isKept = tryToKeep(storage, "reconnect:room", " ".repeat(characters));
  storage.removeItem("reconnect:room");
  return isKept;
}
