// What opens a locked workbook, kept in the memory of this page and of the workbook's own server.
//
// The server hands it to this browser's pages until the reader leaves or the server ends. Where the
// pages come from another server, each asks for the passphrase itself.
const vault = {
  ASKED: { headers: { "Reconnect-Key": "yes" }, cache: "no-store" },

  // Shared by all modules: { key, sealing (a promise of the key for drafts), opened (drafts by name) }.
  get open() { return globalThis.reconnectVault ?? null; },

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
    const [base, page] = location.pathname.split("/voila/render/");
    return page === undefined ? null : `${base}/reconnect/key`;
  },

  // Returns the key that the server keeps for this visit, or nothing.
  async find() {
    if (!this.address) return "";
    const answer = await fetch(this.address, this.ASKED).catch(() => null);
    return answer?.status === 200 ? answer.text() : "";
  },

  tell(key) {
    if (!this.address) return;
    const way = key ? { method: "PUT", body: key } : { method: "DELETE" };
    fetch(this.address, { ...this.ASKED, ...way }).catch(() => {}); // then each page asks for itself
  },

  async seal(draft) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const words = new TextEncoder().encode(JSON.stringify(draft));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await this.open.sealing, words);
    return btoa(String.fromCharCode(...iv) + Array.from(new Uint8Array(sealed), (b) => String.fromCharCode(b)).join(""));
  },

  async unseal(text) {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const way = { name: "AES-GCM", iv: bytes.slice(0, 12) };
    const words = await crypto.subtle.decrypt(way, await this.open.sealing, bytes.slice(12));
    return JSON.parse(new TextDecoder().decode(words));
  },
};
