// The line of a visit: to one kernel, which turns to each page that this document shows.
//
// A line that breaks is laid again, however long that takes, and a kernel that is gone is replaced by
// another. The page is then asked for anew, and filled around what its reader has typed meanwhile.

import { announce, hasExited, randomName } from "./tab.js";

const VISIT = "reconnect.visit"; // see page/turning.py
const FIRST_WAIT = 250; // ms until the next try; each wait is twice as long
const LONGEST_WAIT = 10_000;
const SIGNS = ["input", "keydown", "pointerdown"];
const SHUT = 403;

export class Line {
  /**
   * `source` gives kernels: `join(line)` resolves to one, and `forget()` lets go of one that ended.
   * A kernel has `send(type, content, metadata, buffers)` and `close()`, and tells its line what it says.
   */
  constructor(source) {
    this.source = source;
    this.page = null; // the page that is shown
    this.before = []; // pages that were left, and hear what becomes of their last words
    this.no = 0;
    this.kernel = null;
    this.heard = new Map(); // by a comm's id: what takes its messages
    this.overhear = () => {}; // takes all other messages
    this.hurry = () => {};
    this.isLost = false;
    const again = () => {
      this.hurry();
      this.join();
    };
    for (const sign of SIGNS)
      addEventListener(sign, () => this.join(), { capture: true, passive: true });
    for (const sign of ["focus", "online", "storage"]) addEventListener(sign, again);
    document.addEventListener("reconnect:hurry", again);
    document.addEventListener("visibilitychange", () => document.hidden || again());
    globalThis.reconnectExit.addEventListener("abort", () => this.drop());
  }

  /** Turn to a page; it takes each answer, also that of a kernel which comes in place of this one. */
  turn(page) {
    if (this.page) this.before.push(this.page);
    this.page = page;
    if (this.kernel) this.ask();
    else this.join();
  }

  ask() {
    this.no += 1;
    const { path, drawn } = this.page;
    const hello = globalThis.reconnectWidgets.hello();
    this.say(this.visit, { type: "turn", no: this.no, path, drawn, hello });
  }

  /** Lay the line, unless it stands or is being laid. */
  async join() {
    if (this.kernel || this.isJoining || !this.page || hasExited()) return;
    this.isJoining = true;
    for (let wait = FIRST_WAIT; !hasExited(); wait = Math.min(2 * wait, LONGEST_WAIT)) {
      try {
        this.begin(await this.source.join(this));
        break;
      } catch (error) {
        console.warn(error);
        this.isLost = true;
        announce("connection", { state: error.status === SHUT ? "shut" : "lost" });
        await new Promise((resolve) => {
          this.hurry = resolve;
          setTimeout(resolve, wait);
        });
      }
    }
    this.isJoining = false;
  }

  begin(kernel) {
    if (hasExited()) return kernel.close();
    this.kernel = kernel;
    this.visit = randomName();
    this.heard.set(this.visit, (told) => this.take(told));
    kernel.send("comm_open", { comm_id: this.visit, target_name: VISIT, data: {} });
    this.ask();
  }

  /** Say something on a comm; returns the message's id, or nothing where no kernel is there. */
  say(comm_id, data, buffers) {
    return this.kernel?.send("comm_msg", { comm_id, data }, {}, buffers);
  }

  /** Hear a message of Jupyter's. */
  hear(message) {
    const { comm_id, data } = message.content;
    if (message.header.msg_type === "comm_msg") this.heard.get(comm_id)?.(data, message);
    else this.overhear(message);
  }

  take(told) {
    if (told.type !== "turned" || told.no !== this.no) return;
    this.close();
    this.page.take(told, this);
    if (!this.isLost) return;
    this.isLost = false;
    announce("connection", { state: "back" });
  }

  /** Let go of the pages before. */
  close() {
    for (const page of this.before.splice(0)) page.close();
  }

  // A kernel that ended while nobody does anything is not missed: the page is whole without it.
  lose(kernel, isDead) {
    if (kernel !== this.kernel) return;
    this.drop();
    if (isDead) this.source.forget();
    this.close();
    this.page.lose();
    if (!isDead || !this.page.isFilled || this.page.waits()) this.join();
  }

  drop() {
    this.kernel?.close();
    this.kernel = null;
    this.heard.clear();
  }
}
