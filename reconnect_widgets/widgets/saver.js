// Sends changes to the kernel and shows, from its replies alone, whether they are saved.
const PAUSE = 400; // ms without typing before a change is sent
const PATIENCE = 4000; // ms without a reply before a change counts as not saved
const AGAIN = 10000; // ms before a change that was not saved is tried again

class Saver {
  constructor(model, line) {
    this.model = model;
    this.line = line;
    this.drafts = null;
    this.waiting = new Map(); // key -> {value, at, seq, sent}
    this.seq = 0;
    this.kept = true;
    this.hidden = () => { if (document.visibilityState === "hidden") this.push(); };
    this.leaving = () => this.push();
    this.touch = (event) => this.connection(event.detail.state);
    document.addEventListener("visibilitychange", this.hidden);
    window.addEventListener("pagehide", this.leaving);
    document.addEventListener("reconnect:connection", this.touch);
  }

  stop() {
    this.push();
    clearTimeout(this.pause);
    clearTimeout(this.patience);
    clearTimeout(this.retry);
    document.removeEventListener("visibilitychange", this.hidden);
    window.removeEventListener("pagehide", this.leaving);
    document.removeEventListener("reconnect:connection", this.touch);
  }

  change(key, value, at = Date.now()) {
    this.seq += 1;
    this.kept = this.drafts.keep(key, value, at) && this.kept;
    this.waiting.set(key, { value, at, seq: this.seq, sent: false });
    this.show("saving");
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.push(), PAUSE);
  }

  push(everything = false) {
    clearTimeout(this.pause);
    let sent = false;
    for (const [key, change] of this.waiting) {
      if (change.sent && !everything) continue;
      const [id, entry = ""] = key.split("#");
      change.sent = true;
      sent = true;
      this.model.send({ type: "save", id, entry, value: change.value, at: change.at, seq: change.seq });
    }
    if (!sent) return;
    clearTimeout(this.patience);
    this.patience = setTimeout(() => this.unsaved(), PATIENCE);
  }

  saved(message) {
    const key = message.entry ? `${message.id}#${message.entry}` : message.id;
    const change = this.waiting.get(key);
    if (!change || change.seq !== message.seq) return;
    this.drafts.drop(key, change.at);
    this.waiting.delete(key);
    if (this.waiting.size) return;
    clearTimeout(this.patience);
    clearTimeout(this.retry);
    this.show("saved", message.words);
  }

  refused(message) {
    clearTimeout(this.patience);
    if (!message.id) { this.show("unsaved", message.sentence); return; }
    this.unsaved(message.sentence);
    if (message.final) clearTimeout(this.retry); // the answer does not fit, and will not the next time
  }

  unsaved(why = "") {
    if (!this.waiting.size) return;
    const where = this.kept ? "Not saved, kept in this browser." : "Not saved. Keep this page open.";
    this.show("unsaved", why ? `${where} ${why}` : where);
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.push(true), AGAIN);
  }

  connection(state) {
    if (state === "back") this.push(true);
    else this.unsaved();
  }

  show(state, words = "Saving") {
    this.line.dataset.state = state;
    if (this.line.textContent !== words) this.line.textContent = words;
  }
}
