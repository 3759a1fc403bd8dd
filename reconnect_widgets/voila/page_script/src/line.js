// The line of a visit: to one kernel, which turns to each page that this document shows.
//
// A line that breaks is laid again, however long that takes, and a kernel that is gone is replaced by
// another. The page is then asked for anew, and filled around what its reader has typed meanwhile.

import { announce, hasExited, randomName } from "./tab.js";

export const VISIT = "reconnect.visit"; // see page/turning.py
const FIRST_WAIT = 250; // ms until another kernel is asked for; each wait is twice as long
const LONGEST_WAIT = 10_000;
const LONGEST_UNSEEN = 3_600_000; // while nobody looks at the page, whose server may have ended for good
const SIGNS = ["input", "keydown", "pointerdown"];
const DOOR = "reconnect:door"; // in the storage of all tabs, what lets this browser in (parts/door.js)
const SHUT = 403;

export class Line {
  /**
   * `makeKernel(line)` resolves to one, which tells its line what it says. It has `stands`, which resolves
   * when it hears; `send(type, content)`; and `close()`.
   */
  constructor(makeKernel) {
    this.makeKernel = makeKernel;
    this.page = null; // the page that is shown, once it is there
    this.no = 0;
    this.kernel = null;
    this.tries = 0; // to have a kernel turn to a page, since one did
    this.troubles = 0; // told by kernels that did, since the answers could be had
    this.heard = new Map(); // by a comm's id: what takes its messages, until another page is turned to
    this.hurry = () => {};
    this.giveUp = () => {};
    this.isLost = false;
    const again = () => {
      this.hurry();
      this.join();
    };
    for (const sign of SIGNS)
      addEventListener(sign, () => this.join(), { capture: true, passive: true });
    for (const sign of ["focus", "online"]) addEventListener(sign, again);
    addEventListener("storage", ({ key }) => key === DOOR && again());
    document.addEventListener("reconnect:hurry", ({ detail }) => {
      if (detail.isClosed && !this.page?.holds()) location.reload();
      else this.layAnew();
    });
    document.addEventListener("visibilitychange", () => document.hidden || again());
    // Later than all that sends what was typed last.
    globalThis.reconnectExit.addEventListener("abort", () => queueMicrotask(() => this.drop()));
  }

  /** Turn to a page; it takes each answer, also that of a kernel which comes in place of this one. */
  turn(page) {
    this.page = page;
    if (this.kernel) this.ask();
    else this.join();
  }

  /** Ask for the page; `again` where nobody need be there who waits for it. */
  ask(again) {
    this.no += 1;
    const { path, drawn } = this.page;
    const hello = globalThis.reconnectWidgets.hello();
    this.say(this.visit, { type: "turn", no: this.no, path, drawn, hello, again });
  }

  /** Lay the line, unless it stands or is being laid. */
  async join() {
    if (this.kernel || this.isJoining || hasExited()) return;
    this.isJoining = true;
    while (!this.kernel && !hasExited()) {
      if (this.tries) await this.rest(this.tries);
      this.tries += 1;
      let kernel;
      try {
        kernel = await this.makeKernel(this);
        const isGivenUp = new Promise((resolve) => (this.giveUp = () => resolve(true)));
        if ((await Promise.race([kernel.stands, isGivenUp])) === true) kernel.close();
        else this.begin(kernel);
      } catch (error) {
        console.warn(error);
        kernel?.close();
        this.isLost = true;
        announce("connection", { state: error.status === SHUT ? "shut" : "lost" });
      }
    }
    this.isJoining = false;
    // A line that a proxy cuts is no sign of a reader.
    if (this.kernel && this.page) this.ask(this.page.isFilled);
  }

  /** Lay the line to another kernel, unless this one has turned to the page: nobody knows whether it will. */
  layAnew() {
    const isWaiting = this.tries > 0 || !this.page?.isFilled;
    this.tries = 0;
    this.giveUp();
    this.hurry();
    this.page?.bePatient();
    if (this.kernel && isWaiting) this.lose(this.kernel, true);
    this.join();
  }

  /** Wait after so many times in vain until it is tried again, unless somebody is in a hurry. */
  rest(times) {
    const longest = document.hidden ? LONGEST_UNSEEN : LONGEST_WAIT;
    return new Promise((resolve) => {
      this.hurry = resolve;
      setTimeout(resolve, Math.min(FIRST_WAIT * 2 ** (times - 1), longest));
    });
  }

  begin(kernel) {
    if (hasExited()) return kernel.close();
    this.kernel = kernel;
    this.visit = randomName();
    kernel.send("comm_open", { comm_id: this.visit, target_name: VISIT, data: {} });
  }

  /** Say something on a comm; returns whether a kernel is there. */
  say(comm_id, data) {
    this.kernel?.send("comm_msg", { comm_id, data });
    return this.kernel !== null;
  }

  /** Hear what the kernel says on a comm. */
  hear({ comm_id, data }) {
    if (comm_id === this.visit) this.take(data);
    else this.heard.get(comm_id)?.(data);
  }

  take(told) {
    if (told.type !== "turned" || told.no !== this.no) return;
    // The page is there, and the answers could not be had: a backup was reading them, or a disk was away.
    const isToCome = told.trouble && told.cells;
    this.tries = 0;
    this.troubles = isToCome ? this.troubles + 1 : 0;
    this.heard.clear(); // the page before has heard what became of its last words
    this.page.take(told, this);
    if (isToCome)
      this.rest(this.troubles).then(() => this.kernel && told.no === this.no && this.ask(true));
    if (!this.isLost) return;
    this.isLost = false;
    announce("connection", { state: "back" });
  }

  // A kernel that ended while nobody does anything is not missed: the page is whole without it.
  lose(kernel, isDead) {
    if (kernel !== this.kernel) return;
    this.drop();
    this.page?.lose();
    if (!isDead || !this.page?.isFilled || this.page.waits()) this.join();
  }

  drop() {
    this.giveUp();
    this.kernel?.close();
    this.kernel = null;
    this.heard.clear();
  }
}
