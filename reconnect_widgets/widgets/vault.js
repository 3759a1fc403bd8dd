// What opens a locked workbook, kept in the memory of this page and of the workbook's own server.
//
// The server hands it to this browser's pages until the reader leaves or the server ends. Where other
// people's pages share the origin, or another server brings the pages, each asks for the passphrase.
export const vault = {
  ASKED: { headers: { "Reconnect-Key": "yes" }, cache: "no-store" },

  // Shared by all modules: { key, sealing (a promise of the key for drafts), opened (drafts by name) }.
  get open() {
    return globalThis.reconnectVault ?? null;
  },

  take({ key, drafts }) {
    const opened = this.open?.opened ?? new Map();
    globalThis.reconnectVault = key ? { key, sealing: this.import(drafts), opened } : undefined;
  },

  // Cannot be read out again; null where the browser has no cryptography for this page.
  import(hex) {
    if (!crypto.subtle) return null;
    const bytes = Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
    return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  },

  get address() {
    if (!("rcKeeper" in document.documentElement.dataset)) return null; // nor is the example locked
    const [base, page] = location.pathname.split("/voila/render/");
    return page === undefined ? null : `${base}/reconnect/key`;
  },

  // Breaks off when the reader exits: what opens the answers is then to be nowhere.
  ask(way) {
    const headers = { ...this.ASKED.headers, ...globalThis.reconnectDoor?.headers() };
    return fetch(this.address, {
      ...this.ASKED,
      ...way,
      headers,
      signal: globalThis.reconnectExit,
    });
  },

  // Returns what the server keeps for this visit, { key, drafts }, or null.
  async find() {
    if (!this.address) return null;
    const kept = await this.ask()
      .then((answer) => (answer.status === 200 ? answer.text() : ""))
      .catch(() => "");
    return kept ? { key: kept.slice(0, 64), drafts: kept.slice(64) } : null;
  },

  // Takes up what the server keeps, if its cookie says that it keeps something. A page does so while
  // its kernel is on the way, so that its first word to the kernel opens the answers.
  async recall() {
    const sign = `reconnect-open-${location.host.split(":").pop()}=`;
    if (this.open || !this.address || !document.cookie.includes(sign)) return;
    const kept = await this.find();
    if (kept && !this.open) this.take(kept);
  },

  // Resolves when the server keeps it, or will not: then each page asks for itself.
  async tell({ key, drafts }) {
    if (!this.address) return;
    const way = key ? { method: "PUT", body: key + drafts } : { method: "DELETE" };
    await this.ask(way).catch(() => {});
  },

  async seal(draft) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const words = new TextEncoder().encode(JSON.stringify(draft));
    const sealed = await crypto.subtle.encrypt(
      { name: "AES-GCM", iv },
      await this.open.sealing,
      words,
    );
    return btoa(
      String.fromCharCode(...iv) +
        Array.from(new Uint8Array(sealed), (b) => String.fromCharCode(b)).join(""),
    );
  },

  async unseal(text) {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const way = { name: "AES-GCM", iv: bytes.slice(0, 12) };
    const words = await crypto.subtle.decrypt(way, await this.open.sealing, bytes.slice(12));
    return JSON.parse(new TextDecoder().decode(words));
  },
};
