// The kernel of a workbook that has a server: it is asked for, and joined by a socket.

import { begin } from "./page.js";
import { announce, keep, kept, randomName } from "./tab.js";

const PROTOCOL = "reconnect.visit"; // see connection.py
const KERNEL = "reconnect:kernel"; // in this tab's storage: the kernel of the visit
const LONGEST_START = 60_000; // ms
const SILENCE = 60_000; // ms until a kernel counts as gone that does not even say that it is busy

// A page that is loaded again because its kernel says nothing is not to get the same one.
document.addEventListener("reconnect:connection", ({ detail }) => {
  if (detail.state === "slow") keep(KERNEL, "");
});

async function makeKernel(line) {
  const known = Promise.all([learn(), globalThis.reconnectWidgets.recall()]);
  // Another server that came to this address is to begin no kernel, nor one that cannot tell what is asked.
  if (seal || line.tries > 1) await known;
  const [kernel] = await Promise.all([ask(), known]);
  return new Kernel(kernel, line);
}

async function ask() {
  const pages = new URL(document.documentElement.dataset.rcPages, location.href).pathname;
  const path = decodeURIComponent(location.pathname.slice(pages.length));
  const { kernel } = await post("visit", { path, kernel: kept(KERNEL) });
  keep(KERNEL, kernel);
  return kernel;
}

let seal = null; // what seals drafts: no other server can tell it

/**
 * Learn what seals drafts, and whether the answers are locked: no kernel need be there for it.
 *
 * Somebody else may have come to hold the address, or another workbook: it is told no word of this one.
 */
async function learn() {
  const told = await post("drafts", {});
  if (seal && told.seal !== seal) throw new Error("This is the server of another workbook.");
  seal = told.seal;
  announce("known", told);
}

// The address below which the server has its pages.
const base = () => new URL(document.documentElement.dataset.rcBase, location.href).href;

/** Ask the server (see visits.py). */
async function post(name, asked) {
  const answer = await fetch(`${base()}reconnect/${name}`, {
    method: "POST",
    headers: { "Reconnect-Visit": "yes", ...globalThis.reconnectDoor.headers() },
    body: JSON.stringify(asked),
    cache: "no-store",
    signal: globalThis.reconnectDoor.patience(),
  });
  const { ok, status } = answer;
  if (!ok) throw Object.assign(new Error(`The server said ${status}.`), { status });
  return answer.json();
}

class Kernel {
  constructor(id, line) {
    const at = `reconnect/api/kernels/${id}/channels?session_id=${randomName()}`;
    const protocols = [PROTOCOL, ...globalThis.reconnectDoor.protocols()];
    this.socket = new WebSocket(base().replace(/^http/, "ws") + at, protocols);
    // Its first answer comes when all that a kernel says is heard; what was said before is not.
    this.socket.onopen = () => this.send("kernel_info_request", {});
    this.stands = new Promise((resolve, reject) => {
      setTimeout(reject, LONGEST_START, new Error("The kernel does not come."));
      this.lose = (isDead) => {
        reject(new Error("The line to the kernel broke."));
        line.lose(this, isDead);
      };
      this.socket.onclose = () => this.lose(false);
      this.socket.onmessage = ({ data }) => {
        clearTimeout(this.silence);
        this.silence = null;
        const { msg_type, content } = JSON.parse(data);
        if (msg_type === "kernel_info_reply") resolve();
        if (content.execution_state === "dead") this.lose(true);
        else if (msg_type === "comm_msg") line.hear(content);
      };
    });
  }

  /** Say something to it. */
  send(msg_type, content) {
    this.socket.send(JSON.stringify({ msg_type, content }));
    this.silence ??= setTimeout(this.lose, SILENCE, true);
  }

  /** Let go of it; of one that has ended the next page asks for another. */
  close(isDead) {
    clearTimeout(this.silence);
    if (isDead) keep(KERNEL, "");
    this.socket.onclose = this.socket.onmessage = null;
    this.socket.close();
  }
}

begin(makeKernel).join(); // while the page is still being read
