// The line of a visit: to one kernel, which turns to each page that this document shows.
//
// A line that breaks is laid again, however long that takes, and a kernel that is gone is replaced by
// another. The page is then asked for anew, and filled around what its reader has typed meanwhile.

const VISIT = "reconnect.visit"; // see page/turning.py
export const WIDGETS = "jupyter.widget";
const FIRST_WAIT = 250; // ms until the next try; each wait is twice as long
const LONGEST_WAIT = 10_000;
const SIGNS = ["input", "keydown", "pointerdown"];
const SHUT = 403;

export class Line {
  /** `source` gives kernels: `join(path, lost)` resolves to one, and `forget` lets go of one that ended. */
  constructor(source) {
    this.source = source;
    this.page = null; // the page that is shown
    this.before = []; // pages that were left, and hear what becomes of their last words
    this.no = 0;
    this.kernel = null;
    this.isLost = false;
    const again = () => {
      this.hurry?.();
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
    this.comm.send({
      type: "turn",
      no: this.no,
      path,
      drawn,
      hello: globalThis.reconnectWidgets.hello(),
    });
  }

  /** Lay the line, unless it stands or is being laid. */
  async join() {
    if (this.kernel || this.isJoining || !this.page || hasExited()) return;
    this.isJoining = true;
    for (let wait = FIRST_WAIT; !hasExited(); wait = Math.min(2 * wait, LONGEST_WAIT)) {
      try {
        await this.connect();
        break;
      } catch (error) {
        console.warn(error);
        this.isLost = true;
        this.tell(error.status === SHUT ? "shut" : "lost");
        await this.pause(wait);
      }
    }
    this.isJoining = false;
    if (this.kernel && !hasExited()) this.ask();
  }

  async connect() {
    const lost = later();
    const kernel = await this.source.join(this.page.path, lost.resolve);
    if (hasExited()) return void kernel.dispose();
    this.kernel = kernel;
    this.comm = kernel.createComm(VISIT);
    this.comm.onMsg = ({ content }) => this.hear(content.data);
    this.comm.open();
    lost.promise.then((isDead) => this.lose(kernel, isDead));
  }

  hear(told) {
    if (told.type !== "turned" || told.no !== this.no) return;
    for (const page of this.before) page.close();
    this.before = [];
    this.page.take(told, this);
    if (!this.isLost) return;
    this.isLost = false;
    this.tell("back");
  }

  // A kernel that ended while nobody does anything is not missed: the page is whole without it.
  lose(kernel, isDead) {
    if (kernel !== this.kernel) return;
    this.drop();
    if (isDead) this.source.forget();
    for (const page of this.before) page.close();
    this.before = [];
    this.page.lose();
    if (!isDead || !this.page.isFilled || this.page.waits()) this.join();
  }

  drop() {
    this.kernel?.dispose();
    this.kernel = this.comm = null;
  }

  pause(longest) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.hurry(), longest);
      this.hurry = () => {
        clearTimeout(timer);
        this.hurry = null;
        resolve();
      };
    });
  }

  tell(state) {
    document.dispatchEvent(new CustomEvent("reconnect:connection", { detail: { state } }));
  }

  /** A comm to a widget that the kernel has, which may have opened it already. */
  commTo(id, target = WIDGETS) {
    const early = this.kernel.early.get(id);
    this.kernel.early.delete(id);
    return early ?? this.kernel.createComm(target, id);
  }

  /** From now on keep the widgets that the kernel opens, until they are asked for. */
  keepEarly() {
    if (this.kernel) keepEarly(this.kernel);
  }

  /** From now on give each widget that the kernel opens to `open(comm, message)`. */
  onWidgetOpened(open) {
    this.kernel.registerCommTarget(WIDGETS, open);
  }
}

/**
 * Keep the widgets that a kernel opens in `early`, so that they are neither refused (which would close
 * them there) nor made twice: a widget manager asks for all of them.
 */
export function keepEarly(kernel) {
  kernel.early ??= new Map();
  kernel.registerCommTarget(WIDGETS, (comm) => void kernel.early.set(comm.commId, comm));
}

export const hasExited = () => globalThis.reconnectExit.aborted;

export function later() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}
