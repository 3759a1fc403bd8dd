// What a browser keeps of small things, as far as it lets us: in itself, or in the tab alone where other
// people's pages share the origin, or where the reader chose so (area.js). What it refuses to keep is
// known until the page is left.
(() => {
  const own = {};
  const area = () =>
    document.documentElement.dataset.rcArea === "tab" ? "sessionStorage" : "%STORAGE%";

  globalThis.reconnectKept = {
    get(name, storage = area()) {
      try {
        return own[name] ?? window[storage].getItem(name) ?? "";
      } catch {
        return "";
      }
    },

    /** Returns what is kept as JSON, or `otherwise` where there is none or it is damaged. */
    parsed(name, otherwise, storage) {
      try {
        return JSON.parse(this.get(name, storage)) ?? otherwise;
      } catch {
        return otherwise;
      }
    },

    /** Says whether it is kept. */
    set(name, value, storage = area()) {
      try {
        window[storage].setItem(name, value);
        delete own[name];
        return true;
      } catch {
        own[name] = value;
        return false;
      }
    },

    forget(name) {
      delete own[name];
      try {
        for (const storage of [localStorage, sessionStorage]) storage.removeItem(name);
      } catch {
        /* it keeps nothing */
      }
    },
  };
})();
