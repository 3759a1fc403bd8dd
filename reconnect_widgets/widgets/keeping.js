// The answers themselves, where there is no file with them: in this browser, or in this tab alone.
//
// Each answer is an item of its own, so tabs do not write over each other. The kernel hands over what
// changed before it says *saved*; a page says so only once all of that is written. Locked answers are
// sealed by the kernel (browser_lock.py).
import { randomName } from "./names.js";
import { hasRoom, namesIn, storageOf, tryToKeep } from "./storage.js";

export const keeping = {
  LEAD: "reconnect:kept:",
  ABOUT: "reconnect:kept:about", // { id, erased, lock: what a passphrase opens, if there is a lock }
  known: new Map(), // what the kernel of this page has, by name; each page begins its own
  id: "", // of the answers that it has
  lock: "", // as that kernel knows it
  isOvertaken: false, // by another tab that turned the lock, in what the kernel handed over last
  waiting: null, // { put, drop } that could not be written yet, `of` which answers, and how they are `sealed`

  // Set by pages that have no server, see voila/shell.py.
  get isOurs() {
    return globalThis.reconnectKeeps === true;
  },
  get area() {
    return storageOf("tab").getItem("reconnect:only-this-tab") ? "tab" : "browser";
  },
  get storage() {
    return storageOf(this.area);
  },

  find() {
    try {
      const found = JSON.parse(this.storage.getItem(this.ABOUT));
      return typeof found?.id === "string" ? found : null;
    } catch {
      return null;
    }
  },

  about() {
    const found = this.find();
    if (found) return found;
    // Where all was cleared behind its back, a page goes on with the answers that it had, and their lock.
    const lock = JSON.parse(this.lock || "null") ?? undefined;
    const about = { id: this.id || randomName(16), erased: [], lock };
    tryToKeep(this.storage, this.ABOUT, JSON.stringify(about)); // where it cannot, the page says so with an answer
    return about;
  },

  get isLocked() {
    return Boolean(this.find()?.lock);
  },

  items() {
    const { storage } = this;
    const names = namesIn(storage).filter(
      (name) => name.startsWith(this.LEAD) && name !== this.ABOUT,
    );
    return new Map(names.map((name) => [name.slice(this.LEAD.length), storage.getItem(name)]));
  },

  // All that is kept, for the kernel of a page that has just been joined.
  greeting() {
    this.known = new Map();
    return this.all();
  },

  all() {
    const { id, erased, lock } = this.about();
    const items = this.learn(this.items());
    if (!this.mayStay({ id, lock })) this.waiting = null;
    for (const [name, text] of this.waiting?.put ?? []) items.set(name, text);
    this.id = id;
    this.lock = textOf(lock);
    return { id, erased, lock, answers: Object.fromEntries(items) };
  },

  // What there was no room for waits on. What came open while another tab locked the answers is sealed
  // once this one can.
  mayStay({ id, lock }) {
    const { of, about, opens, sealed } = this.waiting ?? {};
    return of === id && !about && !opens && ["", lock?.drafts ?? ""].includes(sealed);
  },

  learn(items) {
    this.known.clear();
    for (const [name, text] of items) this.known.set(name, text);
    return items;
  },

  // What other tabs, or the kernel of the page before, have changed since; or null.
  news() {
    const { id, erased, lock } = this.about();
    if (id !== this.id) return this.all();
    const items = this.items();
    const isTurned = this.lock !== textOf(lock);
    const answers = [...items].filter(([name, text]) => isTurned || this.known.get(name) !== text);
    const gone = [...this.known.keys()].filter(
      (name) => !items.has(name) && !this.waiting?.put.has(name),
    );
    const liesOpen = lock && [...items.values()].some((text) => !isSealed(text));
    if (!answers.length && !gone.length && !liesOpen && !isTurned) return null;
    this.learn(items);
    this.lock = textOf(lock);
    return { id, erased, lock, answers: Object.fromEntries(answers), gone };
  },

  // Takes what a kernel hands over, which has then `known` it; says whether all of it is written.
  take({ store, anew, erased, put, drop, sealed, lock, was }, known) {
    const about = this.about();
    const isBegun = anew && anew === about.id; // it was handed over before, and comes once more
    if (store !== about.id && !isBegun) return false; // these answers are not here any more: see `flush`
    const isTurned = lock !== undefined && textOf(lock) !== textOf(about.lock);
    this.isOvertaken = isTurned && textOf(about.lock) !== textOf(was);
    if (this.isOvertaken) return false;
    if (this.waiting?.of !== about.id)
      this.waiting = { put: new Map(), drop: new Set(), of: about.id };
    if (this.waiting.sealed !== sealed) this.waiting.put.clear(); // all of it comes anew
    Object.assign(this.waiting, { known, sealed });
    if (anew && !isBegun) {
      globalThis.reconnectEndCopies?.(); // in tabs that were duplicated (see parts/exit.js)
      for (const name of this.items().keys()) this.waiting.drop.add(name);
      this.waiting.put.clear();
      this.waiting.about = { ...about, id: anew, erased };
      this.id = anew;
    }
    if (isTurned && lock) this.waiting.about = { ...about, ...this.waiting.about, lock };
    if (isTurned) this.waiting.opens = !lock;
    for (const name of drop) {
      this.waiting.put.delete(name);
      this.waiting.drop.add(name);
    }
    for (const [name, text] of Object.entries(put)) {
      this.waiting.drop.delete(name);
      this.waiting.put.set(name, text);
    }
    return this.flush();
  },

  // Erases some answers by their names, or all of them, before any kernel hears of it. Returns the id of those
  // that take the place of all.
  erase(names) {
    const { id: store, erased, lock } = this.about();
    const all = names ? {} : { anew: randomName(16), erased: [...erased, store] };
    const { of, sealed = "" } = this.waiting ?? {};
    const how = of === store ? sealed : (lock?.drafts ?? "");
    this.take({ store, sealed: how, put: {}, drop: names ?? [], ...all }, this.known);
    return all.anew;
  },

  // The lock comes before the first answer that is sealed, and goes after the last.
  flush() {
    // What was to be written to answers that were erased meanwhile is not to come back.
    if (this.waiting && this.waiting.of !== this.about().id) this.waiting = null;
    const isWritten = !this.waiting || this.write(this.waiting);
    if (isWritten) this.waiting = null;
    const isKept = isWritten && this.about().id === this.id;
    document.dispatchEvent(
      new CustomEvent("reconnect:kept", { detail: { isKept: isKept || this.isTurned } }),
    );
    return isKept;
  },

  // Whether another tab has turned the lock since what is waiting was handed over.
  get isTurned() {
    return (
      Boolean(this.waiting) &&
      !this.waiting.opens &&
      (this.about().lock?.drafts ?? "") !== this.waiting.sealed
    );
  },

  get why() {
    return this.isTurned ? "Another tab has changed the lock." : "This browser has no room for it.";
  },

  write(left) {
    try {
      for (const name of left.drop) {
        this.storage.removeItem(this.LEAD + name);
        left.known.delete(name);
      }
      left.drop.clear();
      if (left.about) {
        this.keepAbout(left.about);
        left.of = left.about.id;
        left.about = null;
      }
      if (this.isTurned) return false;
      const { storage } = this;
      const added = [...left.put.keys()].filter(
        (name) => storage.getItem(this.LEAD + name) === null,
      );
      globalThis.reconnectJournal.whole(storage, added, () => {
        for (const [name, text] of left.put) {
          storage.setItem(this.LEAD + name, text);
          left.known.set(name, text);
          left.put.delete(name);
        }
      });
      if (left.opens) this.keepAbout({ ...this.about(), lock: undefined });
      return true;
    } catch {
      return false; // no room, or no storage at all
    }
  },

  keepAbout(about) {
    this.storage.setItem(this.ABOUT, JSON.stringify(about));
    this.lock = textOf(about.lock);
  },

  // Says whether there is room for the answers once they are sealed, in base64 and with what opens them.
  hasRoomToLock() {
    const sizes = [...this.items().values()].map((text) => {
      const bytes = new TextEncoder().encode(text).length + 40;
      return Math.ceil(bytes / 3) * 4 + 13 - text.length;
    });
    return hasRoom(
      this,
      sizes.reduce((sum, size) => sum + Math.max(size, 0), 500),
    );
  },
};

const textOf = (lock) => JSON.stringify(lock ?? null);
const isSealed = (text) => text.startsWith('{"sealed":');
