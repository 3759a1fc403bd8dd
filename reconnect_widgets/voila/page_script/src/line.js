// The line of a visit: one socket to one kernel, which turns to each page that this document shows.
//
// A line that breaks is laid again, however long that takes, and a kernel that is gone is replaced by
// another. The page is then asked for anew, and filled around what its reader has typed meanwhile.

import { KernelConnection } from "@jupyterlab/services/lib/kernel/default";

import { CommsOverSubshells, ServerConnection } from "./services.js";

const VISIT = "reconnect.visit"; // see turning.py
const WIDGETS = "jupyter.widget";
const KERNEL = "reconnect:kernel"; // in this tab's storage: the kernel of the visit
const DEAD = new Set(["dead", "restarting", "autorestarting"]);
const FIRST_WAIT = 250; // ms until the next try; each wait is twice as long
const LONGEST_WAIT = 10_000;
const LONGEST_START = 60_000;
const SIGNS = ["input", "keydown", "pointerdown"];
const FULL = 503;
const SHUT = 403;

export class Line {
  /** `base` is the address below which the server has its pages. */
  constructor(base) {
    this.base = new URL(base, location.href).href;
    this.page = null; // the page that is shown
    this.before = []; // pages that were left, and hear what becomes of their last words
    this.no = 0;
    this.kernel = null;
    this.isLost = false;
    const again = () => {
      this.hurry?.();
      this.join();
    };
    for (const sign of SIGNS) addEventListener(sign, () => this.join(), { capture: true, passive: true });
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
    this.comm.send({ type: "turn", no: this.no, path, drawn, hello: globalThis.reconnectWidgets.hello() });
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
        this.tell({ [FULL]: "busy", [SHUT]: "shut" }[error.status] ?? "lost");
        await this.pause(wait);
      }
    }
    this.isJoining = false;
    if (this.kernel && !hasExited()) this.ask();
  }

  async connect() {
    const [id] = await Promise.all([this.askForKernel(), globalThis.reconnectWidgets.recall()]);
    if (hasExited()) return;
    const lost = later();
    const kernel = joinKernel(id, this.base, lost.resolve);
    const dead = lost.promise.then(() => { throw new Error("The line to the kernel broke."); });
    try {
      await Promise.race([stands(kernel), dead, tooLate()]);
    } catch (error) {
      keep(KERNEL, "");
      kernel.dispose();
      throw error;
    }
    if (hasExited()) return void kernel.dispose();
    this.kernel = kernel;
    this.comm = kernel.createComm(VISIT);
    this.comm.onMsg = ({ content }) => this.hear(content.data);
    this.comm.open();
    lost.promise.then((isDead) => this.lose(kernel, isDead));
  }

  async askForKernel() {
    const answer = await fetch(`${this.base}reconnect/visit`, {
      method: "POST",
      headers: { "Reconnect-Visit": "yes", ...globalThis.reconnectDoor.headers() },
      body: JSON.stringify({ path: this.page.path, kernel: kept(KERNEL) }),
      cache: "no-store",
      signal: globalThis.reconnectExit,
    });
    if (!answer.ok) throw Object.assign(new Error(`The server said ${answer.status}.`), { status: answer.status });
    const { kernel, locked } = await answer.json();
    keep(KERNEL, kernel);
    document.dispatchEvent(new CustomEvent("reconnect:known", { detail: { locked } }));
    return kernel;
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
    if (isDead) keep(KERNEL, "");
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
 * Join a running kernel. `lost` is called once, with whether the kernel has ended.
 *
 * Widgets that the kernel opens are kept in `early`, so that they are neither refused (which would
 * close them there) nor made twice: a widget manager asks for all of them.
 */
function joinKernel(id, baseUrl, lost) {
  class Socket extends WebSocket {
    constructor(url, protocols) {
      super(url, [...protocols, ...globalThis.reconnectDoor.protocols()]);
      this.addEventListener("close", () => setTimeout(lost, 0, false)); // the connection is still busy with it
    }
  }
  const kernel = new KernelConnection({
    model: { id, name: "python3" },
    // A page's messages come one after the other, in the kernel's main thread.
    commsOverSubshells: CommsOverSubshells.Disabled,
    serverSettings: ServerConnection.makeSettings({
      baseUrl,
      wsUrl: `${baseUrl.replace(/^http/, "ws")}reconnect/`, // see visits.py
      appendToken: false,
      WebSocket: Socket,
    }),
  });
  kernel.early = new Map();
  keepEarly(kernel);
  kernel.statusChanged.connect(() => DEAD.has(kernel.status) && setTimeout(lost, 0, true));
  return kernel;
}

function keepEarly(kernel) {
  kernel.registerCommTarget(WIDGETS, (comm) => void kernel.early.set(comm.commId, comm));
}

/** Resolves when the line to a kernel stands. Before that, messages wait for several round trips. */
function stands(kernel) {
  return new Promise((resolve) => {
    const look = () => kernel.connectionStatus === "connected" && resolve();
    kernel.connectionStatusChanged.connect(look);
    look();
  });
}

const hasExited = () => globalThis.reconnectExit.aborted;

const tooLate = () => new Promise((_, reject) => setTimeout(reject, LONGEST_START, new Error("The kernel does not come.")));

function later() {
  const made = {};
  made.promise = new Promise((resolve) => (made.resolve = resolve));
  return made;
}

function kept(name) {
  try { return sessionStorage.getItem(name) ?? ""; } catch { return ""; }
}

function keep(name, value) {
  try { sessionStorage.setItem(name, value); } catch { /* then loading the page again begins a new visit */ }
}
