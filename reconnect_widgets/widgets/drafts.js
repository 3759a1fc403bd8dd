// A draft of every change stays in the browser until the kernel says that it is on the disk.
class Drafts {
  constructor(store) {
    this.lead = `reconnect:draft:${store}:`;
  }

  // Returns whether the browser could keep it.
  keep(key, value, at) {
    try {
      localStorage.setItem(this.lead + key, JSON.stringify({ value, at }));
      return true;
    } catch {
      return false;
    }
  }

  drop(key, at) {
    try {
      const kept = this.find(key);
      if (kept && kept.at <= at) localStorage.removeItem(this.lead + key);
    } catch { /* a browser that refuses storage has kept nothing */ }
  }

  find(key) {
    try {
      const kept = JSON.parse(localStorage.getItem(this.lead + key));
      return kept && typeof kept.at === "number" && "value" in kept ? kept : null;
    } catch {
      return null;
    }
  }

  // The keys of all drafts that begin so: a log's rows are `urge.log#a1b2`.
  keys(start) {
    try {
      return Object.keys(localStorage)
        .filter((name) => name.startsWith(this.lead + start))
        .map((name) => name.slice(this.lead.length));
    } catch {
      return [];
    }
  }
}
