// A draft of every change stays in the browser until the kernel says that it is on the disk. It says
// when it was made and in which visit.
const draftOf = (value, at) => ({ value, at, visit: visit() });

// Says whether a draft is later than what is stored. What was typed first in a visit may have been
// written only after the rest was typed, so the times alone do not tell.
const isLater = (draft, stored) => draft.at >= stored.at || Boolean(draft.visit && draft.visit === stored.visit);

class Drafts {
  // `area` is "browser", or "tab" where other people's pages share the origin.
  constructor(store, area) {
    this.store = store;
    this.lead = `reconnect:draft:${store}:`;
    this.area = keeping.isOurs ? keeping.area : area;
  }

  // Asked for each time: a browser that refuses storage throws here.
  get storage() {
    return this.area === "tab" ? sessionStorage : localStorage;
  }

  // Returns whether the browser could keep it; so does `lay`.
  keep(key, value, at) {
    return this.lay(key, draftOf(value, at));
  }

  lay(key, draft) {
    try {
      this.storage.setItem(this.lead + key, JSON.stringify(draft));
      return true;
    } catch {
      return false;
    }
  }

  drop(key, at) {
    try {
      const kept = this.find(key);
      if (kept && kept.at <= at) this.storage.removeItem(this.lead + key);
    } catch { /* a browser that refuses storage has kept nothing */ }
  }

  find(key) {
    try {
      const kept = JSON.parse(this.storage.getItem(this.lead + key));
      return kept && typeof kept.at === "number" && "value" in kept ? kept : null;
    } catch {
      return null;
    }
  }

  // Removes drafts of what was erased: those with these keys, or all.
  erase(keys = null) {
    try {
      for (const key of keys ?? this.keys("")) this.storage.removeItem(this.lead + key);
    } catch { /* a browser that refuses storage has kept nothing */ }
  }

  // The keys of all drafts that begin so: a log's rows are `urge.log#a1b2`.
  keys(start) {
    try {
      return Object.keys(this.storage)
        .filter((name) => name.startsWith(this.lead + start))
        .map((name) => name.slice(this.lead.length));
    } catch {
      return [];
    }
  }
}
