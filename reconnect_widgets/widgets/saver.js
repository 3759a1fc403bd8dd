// Sends changes to the kernel and shows, from its replies alone, whether they are saved.
//
// One change is under way at a time. What is typed meanwhile goes with the next reply, so a quick
// disk is used to the full, a slow one is not flooded, and hardly a letter waits in the browser alone.
import { EarlyDrafts } from "./drafts.js";
import { element } from "./element.js";
import { keeping } from "./keeping.js";
import { RUN_AGAIN } from "./lab.js";
import { zone } from "./visit.js";

const PATIENCE = 4000; // ms without a reply before a change counts as not saved
const AGAIN = 10000; // ms before a change that was not saved is tried again
const CALM = 500; // ms without typing before *Saved* is said, so that it is not said at every letter

let seq = 0; // of all forms: one that is drawn anew hears the answers to what was sent before

export class Saver {
  constructor(model, line) {
    this.model = model;
    this.line = line;
    this.drafts = new EarlyDrafts();
    this.isKnown = false; // whose answers these are
    this.addsTo = false; // whether a change takes nothing of what is stored away
    this.waiting = new Map(); // key -> {value, at, seq, state: "new" | "sent" | "refused", isEarly}
    this.times = new Map(); // key -> when it was said last; later than now where the clock was ahead then
    this.kept = true;
    this.isAsked = false; // whether a button was what was pressed last
    this.life = new AbortController();
    const hear = (what, does, where = document) =>
      where.addEventListener(what, does, { signal: this.life.signal });
    hear("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.push(true);
    });
    hear("pagehide", () => this.push(true), window);
    hear("abort", () => this.push(true), globalThis.reconnectExit);
    hear("reconnect:connection", (event) => this.connection(event.detail.state));
    hear("reconnect:known", () => this.keepAll());
    hear("reconnect:adrift", () => this.lose());
  }

  // Sends what is there. Replies may still come, and let go of drafts: see `settled`.
  stop() {
    this.push(true);
    this.stopTimers();
    this.life.abort();
  }

  // The kernel has said whose answers these are: what was typed before is theirs, and is sent now. What
  // was typed on a page that was left waits for it as any other draft.
  know(drafts) {
    drafts.eraseGone();
    const early = new EarlyDrafts();
    for (const key of early.stored("")) {
      const draft = early.find(key);
      if (draft && drafts.offer(key, draft)) early.remove(key);
    }
    drafts.sealAnew();
    early.note(drafts.store);
    this.drafts = drafts;
    this.isKnown = true;
    this.keepAll();
  }

  keepAll() {
    if (!this.waiting.size) return;
    this.kept = [...this.waiting]
      .map(([key, { value, at, isEarly }]) => this.drafts.offer(key, { value, at, early: isEarly }))
      .every(Boolean);
  }

  // Another kernel hears what was to be saved; what else was asked for is lost, or its answer is.
  lose() {
    this.take("new");
    if (!this.waiting.size && this.line.dataset.state === "saving")
      this.show(
        "unsaved",
        "It is not known whether this was done. Please look at what is there, and try again.",
      );
  }

  take(state) {
    for (const change of this.waiting.values()) Object.assign(change, { state, again: true });
  }

  // What is said now comes after what it follows, also where the clock was set back since.
  now(key) {
    return Math.max(Date.now(), (this.times.get(key) ?? 0) + 1);
  }

  change(key, value, typed = false, at = this.now(key)) {
    seq += 1;
    this.follow(key, at);
    const isEarly = this.addsTo || !this.isKnown;
    this.kept = this.drafts.keep(key, value, at, isEarly) && this.kept;
    this.waiting.set(key, { value, at, seq, state: "new", isEarly });
    this.typed = typed;
    clearTimeout(this.calm);
    if (this.line.dataset.state !== "unsaved") this.show("saving");
    this.push();
  }

  follow(key, at) {
    this.times.set(key, Math.max(at, this.times.get(key) ?? 0));
  }

  // Sends what has not been sent, unless a reply is still to come; `now` does not wait for it.
  push(now = false) {
    if (!this.isKnown) {
      this.wait();
      return;
    }
    if (!now && [...this.waiting.values()].some((change) => change.state === "sent")) return;
    const unsent = [...this.waiting].filter(([, change]) => change.state === "new");
    for (const [key, change] of unsent) {
      const [id, entry = ""] = key.split("#");
      change.state = "sent";
      const message = {
        type: "save",
        id,
        entry,
        value: change.value,
        at: change.at,
        seq: change.seq,
        again: change.again,
        store: this.drafts.store,
        zone: zone(),
      };
      try {
        this.model.send(message);
      } catch {
        this.unsaved(RUN_AGAIN);
        return;
      }
    }
    if (unsent.length) this.wait();
  }

  wait() {
    if (this.life.signal.aborted) return;
    clearTimeout(this.patience);
    this.patience = setTimeout(() => this.unsaved(), PATIENCE);
  }

  resend() {
    this.take("new");
    this.push(true);
  }

  // Lets go of the draft of what was saved; says whether that is done.
  settled(message) {
    if (keeping.isOurs && !keeping.flush()) return false;
    const key = message.entry ? `${message.id}#${message.entry}` : message.id;
    const change = this.waiting.get(key);
    if (change && change.seq === message.seq) {
      this.drafts.drop(key, change.at);
      this.waiting.delete(key);
    }
    return true;
  }

  async saved(message) {
    await globalThis.reconnectJournal?.written;
    // Where the browser keeps the answers, it may have had no room for this one.
    if (!this.settled(message)) {
      this.unsaved(keeping.why);
      return;
    }
    this.push();
    if (this.waiting.size) return;
    this.stopTimers();
    if (this.typed) this.calm = setTimeout(() => this.show("saved", message.words), CALM);
    else this.show("saved", message.words);
  }

  // Says that something was done, once the browser has it on the disk; or that it has not kept it.
  async done(words, otherwise = keeping.why) {
    const isKept = !keeping.isOurs || (keeping.flush() && !keeping.isOvertaken);
    keeping.isOvertaken = false;
    await globalThis.reconnectJournal?.written;
    this.show(isKept ? "saved" : "unsaved", isKept ? words : otherwise);
  }

  refused(message) {
    clearTimeout(this.patience);
    if (!message.id) {
      this.show("unsaved", message.sentence);
      // Below what was pressed, where a phone may not show it.
      if (this.isAsked) this.line.scrollIntoView({ block: "nearest" });
      this.isAsked = false;
      return;
    }
    for (const change of this.waiting.values()) {
      if (change.seq === message.seq) change.state = "refused";
    }
    this.unsaved(message.sentence);
    if (message.final) clearTimeout(this.retry); // the answer does not fit, and will not the next time
    this.push();
  }

  unsaved(why = "") {
    if (!this.waiting.size) return;
    const where = this.kept
      ? `Not saved, kept in this ${this.drafts.area}.`
      : "Not saved. Keep this page open.";
    this.show("unsaved", why ? `${where} ${why}` : where);
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.resend(), AGAIN);
  }

  // What was to be saved belongs to answers that were erased: nothing of it is sent any more.
  forget() {
    this.stopTimers();
    this.waiting.clear();
  }

  stopTimers() {
    for (const timer of [this.patience, this.retry, this.calm]) clearTimeout(timer);
  }

  connection(state) {
    if (state === "back") this.resend();
    else this.unsaved();
  }

  show(state, words = "Saving") {
    this.line.dataset.state = state;
    if (this.line.textContent === words) return;
    this.line.replaceChildren(state === "saving" ? unsaid(words) : words);
  }
}

// What came of a change is read aloud; that it is under way is for the eye alone.
function unsaid(words) {
  const shown = element("span", {}, words);
  shown.setAttribute("aria-hidden", "true");
  return shown;
}
