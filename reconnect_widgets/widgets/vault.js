// What opens a locked workbook, kept in the memory of this page and of the workbook's own server.
//
// The server hands it to this browser's pages until the reader leaves or the server ends. Where other
// people's pages share the origin, or another server brings the pages, each asks for the passphrase.
export const vault = {
  // Shared by all modules.
  get key() {
    return globalThis.reconnectVault;
  },

  take(key) {
    globalThis.reconnectVault = key || undefined;
  },

  get address() {
    const { rcBase, rcKeeper } = document.documentElement.dataset;
    return rcKeeper === undefined ? null : `${rcBase}reconnect/key`; // nor is the example locked
  },

  // Breaks off when the reader exits: what opens the answers is then to be nowhere.
  ask(way) {
    return fetch(this.address, {
      ...way,
      cache: "no-store",
      headers: { "Reconnect-Visit": "yes", ...globalThis.reconnectDoor?.headers() },
      signal: globalThis.reconnectDoor?.patience() ?? globalThis.reconnectExit,
    });
  },

  // Returns the key that the server keeps for this visit, if it does.
  async find() {
    if (!this.address) return "";
    return this.ask()
      .then((answer) => (answer.status === 200 ? answer.text() : ""))
      .catch(() => "");
  },

  // Takes up what the server keeps, if its cookie says that it keeps something. A page does so while
  // its kernel is on the way, so that its first word to the kernel opens the answers.
  async recall() {
    const sign = `reconnect-open-${location.host.split(":").pop()}=`;
    if (this.key || !this.address || !document.cookie.includes(sign)) return;
    const kept = await this.find();
    if (kept && !this.key) this.take(kept);
  },

  // Resolves when the server keeps it, or will not: then each page asks for itself.
  async tell(key) {
    if (!this.address) return;
    const way = key ? { method: "PUT", body: key } : { method: "DELETE" };
    await this.ask(way).catch(() => {});
  },
};
