// A draft of every change stays in the browser until the kernel says that it is on the disk.
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

  // Returns whether the browser could keep it.
  keep(key, value, at) {
    try {
      this.storage.setItem(this.lead + key, JSON.stringify({ value, at }));
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
