// A draft of every change stays in the browser until the kernel says that it is on the disk.
import { keeping } from "./keeping.js";
import { namesIn, storageOf, tryToKeep } from "./storage.js";

const DRAFTS = "reconnect:draft:"; // and the id of the answers, a colon and the key

// A draft says when it was made, and whether what is stored was not known then.
const draftOf = (value, at, early) => ({ value, at, ...(early ? { early } : {}) });

// What was typed before the answer was known goes over it and takes nothing of it away: choices come to
// the others, and a field that was left empty keeps what it had.
export function merged(stored, typed) {
  if (Array.isArray(stored) && Array.isArray(typed)) return [...new Set([...stored, ...typed])];
  if (!hasFields(stored) || !hasFields(typed)) return typed;
  const said = Object.entries(typed).filter(
    ([, value]) => value !== null && value !== "" && value?.length !== 0,
  );
  return { ...stored, ...Object.fromEntries(said) };
}
const hasFields = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

// Says whether a draft is later than what is stored, which has the time at which it was typed, too. A browser
// that was killed brings drafts back that were saved and gone: it writes its storage some seconds late.
export const isLater = (draft, stored) => draft.at >= Math.floor(stored.at);

// Says whether a draft is of one of these questions or rows; of any when there are none.
const isOneOf = (key, keys) =>
  !keys || keys.some((one) => key === one || key.startsWith(`${one}#`));

// What was sealed, and the key that opens it; neither where none of them does.
function opened(name, sealed, seals) {
  for (const seal of seals) {
    try {
      return { words: globalThis.reconnectSeal.open(seal, name, sealed), seal };
    } catch {
      /* another has sealed it */
    }
  }
  return {};
}

// What tells the lock on answers that the browser keeps from any other.
const lockNow = () => (keeping.isOurs ? keeping.find()?.lock?.drafts : undefined);

const isAlone = "rcWorker" in document.documentElement.dataset; // there is no server, which seals

// Says whether another workbook's key has sealed it.
function isAnothers(name, kept, seals) {
  try {
    const { sealed } = JSON.parse(kept);
    return !isAlone && Boolean(sealed) && !opened(name, sealed, seals).seal;
  } catch {
    return false;
  }
}
const isExample = document.documentElement.dataset.rcBuild?.endsWith("-example") === true;
const EARLY = isExample ? "early-example" : "early";

// The names of all that is kept, asked for once while a page is filled: each form looks for its drafts, and
// beside a thousand answers listing them took longer than all else.
let listed = null; // until a draft is laid, or others may have their turn
function listedIn(storage) {
  if (listed?.storage !== storage) listed = { storage, names: namesIn(storage) };
  queueMicrotask(() => (listed = null));
  return listed.names;
}

// What goes along to the next page in this document's memory; shared by all modules.
const held = () => (globalThis.reconnectHeld ??= new Map());
const WHOSE = "reconnect:whose:"; // and the id under which a draft waits: of which answers the last page was

// Somebody else may come to hold the address of a workbook that does not run, and what is kept under it.
// So drafts are sealed, but where the browser keeps the answers open as well.
export class Drafts {
  // What the kernel tells of them (answers/lookups.py): `drafts` is "browser", or "tab" where other people's pages
  // share the origin; the first of `seals` seals, and all of them open.
  constructor(about) {
    this.about = about;
    this.lock = lockNow();
    this.area = keeping.isOurs ? keeping.area : about.drafts;
  }

  get store() {
    return this.about.store;
  }

  get lead() {
    return `${DRAFTS}${this.store}:`;
  }

  get seals() {
    return this.about.seals ?? [];
  }

  get storage() {
    return storageOf(this.area);
  }

  // Returns whether the browser could keep it; so does `lay`.
  keep(key, value, at, early = false) {
    return this.lay(key, draftOf(value, at, early));
  }

  // Keeps it unless a later one is there, which another tab may have left.
  offer(key, { value, at, early }) {
    return this.find(key)?.at > at || this.keep(key, value, at, early);
  }

  lay(key, draft) {
    // Another tab may have locked the answers, or taken the lock off: then these seals are of no use.
    const isOpen = keeping.isOurs && !keeping.isLocked;
    const seal = isOpen || this.lock !== lockNow() ? undefined : this.seals[0];
    if (keeping.isOurs && !isOpen && !seal) {
      held().set(key, draft);
      return false;
    }
    try {
      const words = JSON.stringify(draft);
      const kept = seal
        ? JSON.stringify({ sealed: globalThis.reconnectSeal.seal(seal, this.lead + key, words) })
        : words;
      listed = null;
      this.storage.setItem(this.lead + key, kept);
      held().delete(key);
      return true;
    } catch {
      return false;
    }
  }

  drop(key, at) {
    if (held().get(key)?.at <= at) held().delete(key);
    if (this.find(key)?.at <= at) this.storage.removeItem(this.lead + key);
  }

  find(key) {
    return this.read(key, this.seals).draft;
  }

  // The draft, or null, and which key had sealed it, if one had. What none of them opens stays where it is,
  // and so does what somebody else laid there open where all is sealed.
  read(key, seals) {
    try {
      const name = this.lead + key;
      const kept = JSON.parse(this.storage.getItem(name));
      if (!kept) return { draft: null }; // mostly; to fail for each question takes longer than to fill it
      const { words, seal } = kept.sealed ? opened(name, kept.sealed, seals) : {};
      const draft = kept.sealed || !isAlone ? JSON.parse(words) : kept;
      return { draft: typeof draft.at === "number" && "value" in draft ? draft : null, seal };
    } catch {
      return { draft: null };
    }
  }

  // Seals what waits with the first key: what lay open, or was sealed, before the lock was turned.
  sealAnew(seals = this.seals) {
    const all = [...seals, ...this.seals];
    this.about = { ...this.about, seals };
    this.lock = lockNow();
    for (const key of this.stored("")) {
      const { draft, seal } = this.read(key, all);
      if (draft && seal !== seals[0]) this.lay(key, draft);
    }
  }

  // Removes drafts of what was erased: those of these questions or rows, or all.
  erase(keys = null) {
    for (const key of this.stored("")) if (isOneOf(key, keys)) this.remove(key);
  }

  // Removes the drafts of answers that were erased as a whole.
  eraseGone() {
    for (const store of this.about.erased) new Drafts({ ...this.about, store }).erase();
  }

  // Removes the drafts of other answers as well, such as of a file that was damaged, and the country. What waits
  // for another workbook stays, which had this address before.
  eraseEverywhere() {
    this.erase();
    new EarlyDrafts().erase();
    for (const name of namesIn(this.storage))
      if (name.startsWith(DRAFTS) && !isAnothers(name, this.storage.getItem(name), this.seals))
        this.storage.removeItem(name);
    document.dispatchEvent(new CustomEvent("reconnect:country", { detail: "" })); // Help forgets it, too
  }

  remove(key) {
    this.storage.removeItem(this.lead + key);
  }

  // The keys of all drafts that begin so and can be opened: a log's rows are `urge.log#a1b2`.
  keys(start) {
    return this.stored(start).filter((key) => this.find(key));
  }

  stored(start) {
    return listedIn(this.storage)
      .filter((name) => name.startsWith(this.lead + start))
      .map((name) => name.slice(this.lead.length));
  }
}

// What is known before the kernel comes: what seals drafts, and whether the answers are locked.
const early = {
  seals: [],
  of: "", // which workbook: others may have had this address, or have it next
  isLocked: null, // until somebody has seen their file

  get mayLie() {
    if (isAlone) return isExample || !keeping.isLocked;
    return this.seals.length > 0 && (isExample || this.isLocked === false); // nobody locks the example
  },
};
document.addEventListener("reconnect:known", ({ detail: { seal, of, locked } }) => {
  if (seal) Object.assign(early, { seals: [seal], of: `-${of}` });
  early.isLocked = locked ?? early.isLocked;
  if (early.mayLie) new EarlyDrafts().layHeld();
  else if (early.isLocked) new EarlyDrafts().hold();
});

// Drafts of a page whose kernel is still on its way. What is typed while the workbook is locked is not laid
// in the browser: what would seal it is not there yet. It goes along to the next page in this document's
// memory.
export class EarlyDrafts extends Drafts {
  constructor() {
    super({ drafts: document.documentElement.dataset.rcDrafts ?? "browser" });
  }

  // While it is not known yet whose answers these are.
  get store() {
    return EARLY + early.of;
  }

  get seals() {
    return early.seals;
  }

  keep(key, value, at) {
    const isKept = early.mayLie && super.keep(key, value, at, true);
    if (!isKept) held().set(key, draftOf(value, at, true));
    return isKept;
  }

  layHeld() {
    for (const key of [...held().keys()]) {
      const { value, at } = this.find(key);
      this.keep(key, value, at);
    }
  }

  // What lies open is sealed. Where nothing seals it, it goes along in this document's memory.
  hold() {
    if (this.seals.length > 0) {
      this.sealAnew();
      return;
    }
    for (const key of super.stored("")) {
      const draft = this.find(key);
      if (!draft) continue;
      held().set(key, draft);
      super.remove(key);
    }
  }

  find(key) {
    return held().get(key) ?? super.find(key);
  }

  // Returns what finds the draft that a reader would type over who does not see it: also one of the answers
  // that the last page had, which are most likely those that the kernel will tell.
  recaller() {
    if (!early.mayLie) return () => null;
    const last = new Drafts({ ...this.about, store: this.last, seals: this.seals });
    return (key) => this.find(key) ?? last.find(key);
  }

  get last() {
    return keeping.isOurs ? keeping.find()?.id : this.storage.getItem(WHOSE + this.store);
  }

  note(store) {
    if (!isAlone) tryToKeep(this.storage, WHOSE + this.store, store);
  }

  remove(key) {
    held().delete(key);
    super.remove(key);
  }

  stored(start) {
    const there = [...held().keys()].filter((key) => key.startsWith(start));
    return [...new Set([...super.stored(start), ...there])];
  }
}
