// Where it can, a page without a server notes what it writes on the disk at once (parts/journal.js).
export const storageOf = (area) =>
  area === "tab" ? sessionStorage : (globalThis.reconnectJournal?.storage ?? localStorage);

// The names of all that is kept. `Object.keys` looks at each item as well, which takes ten times as long.
export const namesIn = (storage) => Reflect.ownKeys(storage);

// Says whether the storage of drafts, or of answers, has room for so many characters more.
export function hasRoom(kept, characters) {
  try {
    kept.storage.setItem("reconnect:room", " ".repeat(characters));
    kept.storage.removeItem("reconnect:room");
    return true;
  } catch {
    return false;
  }
}
