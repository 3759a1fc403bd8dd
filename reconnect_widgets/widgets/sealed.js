// Drafts of a locked workbook: they wait in the browser like others, but sealed.
//
// A browser seals in its own time, some hundredths of a second after a letter was typed; the letter is
// on its way to the kernel by then. Where the browser cannot seal, nothing is kept, and that is said.
import { Drafts, draftOf, isOneOf } from "./drafts.js";
import { hasRoom } from "./storage.js";
import { vault } from "./vault.js";

export class SealedDrafts extends Drafts {
  keep(key, value, at, early = false) {
    // Sealed words are about a third longer than open ones.
    const room = 2 * (key.length + JSON.stringify(value).length) + 200;
    if (!vault.open?.sealing || !hasRoom(this, room)) return false;
    const name = this.lead + key;
    const draft = draftOf(value, at, early);
    vault.open.opened.set(name, draft);
    this.write(name, draft);
    return true;
  }

  write(name, draft) {
    const sealing = vault.seal({ ...draft });
    draft.sealing = true;
    sealing
      .then((sealed) => {
        // Not when it was saved meanwhile, or a later one is on its way.
        if (vault.open?.opened.get(name) === draft)
          this.storage.setItem(name, JSON.stringify({ sealed }));
      })
      .catch(() => {})
      .finally(() => {
        delete draft.sealing;
      });
  }

  drop(key, at) {
    const kept = this.find(key);
    if (!kept || kept.at > at) return;
    vault.open.opened.delete(this.lead + key);
    this.remove(key);
  }

  erase(keys = null) {
    for (const key of this.keys(""))
      if (isOneOf(key, keys)) vault.open.opened.delete(this.lead + key);
    super.erase(keys);
  }

  find(key) {
    return vault.open?.opened.get(this.lead + key) ?? null;
  }

  keys(start) {
    return [...(vault.open?.opened.keys() ?? [])]
      .filter((name) => name.startsWith(this.lead + start))
      .map((name) => name.slice(this.lead.length));
  }

  // Opens what waits in the browser, and seals what waits there open. What cannot be opened stays.
  async load() {
    if (!vault.open?.sealing) return;
    const waiting = new Set(this.stored(""));
    for (const key of this.keys("")) {
      if (!waiting.has(key) && !this.find(key).sealing) vault.open.opened.delete(this.lead + key);
    }
    await Promise.all([...waiting].map((key) => this.loadOne(this.lead + key).catch(() => {})));
  }

  async loadOne(name) {
    const { opened } = vault.open;
    const kept = JSON.parse(this.storage.getItem(name));
    const draft = kept.sealed ? await vault.unseal(kept.sealed) : kept;
    if (typeof draft.at !== "number" || opened.get(name)?.at >= draft.at) return;
    opened.set(name, draft);
    if (!kept.sealed) this.write(name, draft);
  }

  // Lays what waits open again, when the lock was taken off.
  unseal() {
    for (const key of this.keys("")) super.lay(key, this.find(key));
  }
}
