// Kernels of a server: each visit has one, which is joined by a socket.

import { KernelConnection } from "@jupyterlab/services/lib/kernel/default";

import { hasExited, keepEarly, Line, later } from "./line.js";
import { CommsOverSubshells, ServerConnection } from "./services.js";

const KERNEL = "reconnect:kernel"; // in this tab's storage: the kernel of the visit
const DEAD = new Set(["dead", "restarting", "autorestarting"]);
const LONGEST_START = 60_000; // ms

/** The line to a kernel of this page's server. */
export const layLine = () => new Line(new Server(document.documentElement.dataset.rcBase));

class Server {
  /** `base` is the address below which the server has its pages. */
  constructor(base) {
    this.base = new URL(base, location.href).href;
  }

  /** Join the kernel of this visit; `lost` is called once, with whether the kernel has ended. */
  async join(path, lost) {
    const asked = [this.ask(path), this.learn(), globalThis.reconnectWidgets.recall()];
    const [id] = await Promise.all(asked);
    if (hasExited()) throw new Error("The reader has left.");
    const broken = later();
    const kernel = this.connect(id, (isDead) => {
      broken.reject(new Error("The line to the kernel broke."));
      lost(isDead);
    });
    broken.promise.catch(() => {}); // it matters only until the line stands
    try {
      await Promise.race([stands(kernel), broken.promise, tooLate()]);
      return kernel;
    } catch (error) {
      this.forget();
      kernel.dispose();
      throw error;
    }
  }

  /** The kernel of the visit has ended: the next page asks for another. */
  forget() {
    keep(KERNEL, "");
  }

  async ask(path) {
    const { kernel } = await this.post("visit", { path, kernel: kept(KERNEL) });
    keep(KERNEL, kernel);
    return kernel;
  }

  /** Learn what seals drafts, and whether the answers are locked: no kernel need be there for it. */
  async learn() {
    const detail = await this.post("drafts", {});
    document.dispatchEvent(new CustomEvent("reconnect:known", { detail }));
  }

  /** Ask the server (see visits.py). */
  async post(name, asked) {
    const answer = await fetch(`${this.base}reconnect/${name}`, {
      method: "POST",
      headers: { "Reconnect-Visit": "yes", ...globalThis.reconnectDoor.headers() },
      body: JSON.stringify(asked),
      cache: "no-store",
      signal: globalThis.reconnectExit,
    });
    if (!answer.ok)
      throw Object.assign(new Error(`The server said ${answer.status}.`), {
        status: answer.status,
      });
    return answer.json();
  }

  connect(id, lost) {
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
        baseUrl: this.base,
        wsUrl: `${this.base.replace(/^http/, "ws")}reconnect/`, // see visits.py
        appendToken: false,
        WebSocket: Socket,
      }),
    });
    keepEarly(kernel);
    kernel.statusChanged.connect(() => DEAD.has(kernel.status) && setTimeout(lost, 0, true));
    return kernel;
  }
}

/** Resolves when the line to a kernel stands. Before that, messages wait for several round trips. */
function stands(kernel) {
  return new Promise((resolve) => {
    const look = () => kernel.connectionStatus === "connected" && resolve();
    kernel.connectionStatusChanged.connect(look);
    look();
  });
}

const tooLate = () =>
  new Promise((_, reject) =>
    setTimeout(reject, LONGEST_START, new Error("The kernel does not come.")),
  );

function kept(name) {
  try {
    return sessionStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}

function keep(name, value) {
  try {
    sessionStorage.setItem(name, value);
  } catch {
    /* then loading the page again begins a new visit */
  }
}
