// The kernel of a workbook that has a server: a socket asks for it, and is the line to it.

import { VISIT } from "./line.js";
import { begin } from "./page.js";
import { announce, keep, kept } from "./tab.js";

const KERNEL = "reconnect:kernel"; // in this tab's storage: the kernel of the visit
const GONE = 4410; // what closes a line whose kernel has ended (see connection.py)
const SILENCE = 60_000; // ms until a kernel counts as gone that does not even say that it is busy

// A page that is loaded again because its kernel says nothing is not to get the same one.
document.addEventListener("reconnect:connection", ({ detail }) => {
  if (detail.state === "slow") keep(KERNEL, "");
});

async function makeKernel(line) {
  const known = Promise.all([learn(), globalThis.reconnectWidgets.recall()]);
  // Another server that came to this address is to begin no kernel, nor one that cannot tell what is asked.
  if (seal || line.tries > 1) await known;
  globalThis.reconnectExit.throwIfAborted();
  return new Kernel(known, line);
}

let seal = null; // what seals drafts: no other server can tell it

/**
 * Learn what seals drafts, and whether the answers are locked (see drafts.py): no kernel need be there for it.
 *
 * Somebody else may have come to hold the address, or another workbook: it is told no word of this one.
 */
async function learn() {
  const answer = await fetch(`${base()}reconnect/drafts`, {
    method: "POST",
    headers: { "Reconnect-Visit": "yes", ...globalThis.reconnectDoor.headers() },
    cache: "no-store",
    signal: globalThis.reconnectDoor.patience(),
  });
  const { ok, status } = answer;
  if (!ok) throw Object.assign(new Error(`The server said ${status}.`), { status });
  const told = await answer.json();
  if (seal && told.seal !== seal) throw new Error("This is the server of another workbook.");
  seal = told.seal;
  announce("known", told);
}

// The address below which the server has its pages.
const base = () => new URL(document.documentElement.dataset.rcBase, location.href).href;

class Kernel {
  /** It stands when all that it says is heard, and what it needs is `known`. */
  constructor(known, line) {
    const pages = new URL(document.documentElement.dataset.rcPages, location.href).pathname;
    const path = decodeURIComponent(location.pathname.slice(pages.length));
    const asked = new URLSearchParams({ path, kernel: kept(KERNEL) ?? "" });
    const protocols = [VISIT, ...globalThis.reconnectDoor.protocols()];
    this.socket = new WebSocket(
      `${base().replace(/^http/, "ws")}reconnect/visit?${asked}`,
      protocols,
    );
    const isHeard = new Promise((resolve, reject) => {
      this.lose = (isDead, why = "The line to the kernel broke.") => {
        if (isDead) keep(KERNEL, "");
        reject(new Error(why));
        line.lose(this, isDead);
      };
      this.socket.onclose = ({ code }) => this.lose(code === GONE);
      this.socket.onmessage = ({ data }) => {
        const { msg_type, content } = JSON.parse(data);
        if (msg_type === "kernel") return void keep(KERNEL, content.id);
        clearTimeout(this.silence);
        this.silence = null;
        resolve();
        if (msg_type === "comm_msg") line.hear(content);
      };
    });
    isHeard.catch(() => {}); // what is not known says more of the cause
    this.stands = known.then(() => isHeard);
    this.wait();
  }

  wait() {
    this.silence ??= setTimeout(this.lose, SILENCE, true, "The kernel said nothing.");
  }

  /** Say something to it. */
  send(msg_type, content) {
    this.socket.send(JSON.stringify({ msg_type, content }));
    this.wait();
  }

  close() {
    clearTimeout(this.silence);
    this.socket.onclose = this.socket.onmessage = null;
    this.socket.close();
  }
}

begin(makeKernel).join(); // while the page is still being read
