// The kernel of a workbook that has no server: Python in a worker of this page (see python_worker.js).

import { keepEarly, Line, later } from "./line.js";

// Whoever needs it asks for it: widgets/files.js.
globalThis.reconnectAge = {
  encrypt: (bytes, passphrase) => withAge("encrypt", bytes, passphrase),
  decrypt: (bytes, passphrase) => withAge("decrypt", bytes, passphrase),
};

// A worker has the policy of its own address, which not every host sends. One that begins as a blob has
// the page's: it loads nothing from another host.
function workerAt(address, name) {
  const blob = URL.createObjectURL(
    new Blob([`import ${JSON.stringify(String(address))};`], { type: "text/javascript" }),
  );
  const worker = new Worker(blob, { type: "module", name });
  worker.addEventListener("message", () => URL.revokeObjectURL(blob), { once: true });
  return worker;
}

function withAge(way, bytes, passphrase) {
  const worker = workerAt(new URL("./age.js", import.meta.url), "age");
  globalThis.reconnectExit.addEventListener("abort", () => worker.terminate());
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data: { bytes: made, failed, isTooMuch } }) => {
      if (made) resolve(made);
      else reject(isTooMuch ? new RangeError(failed) : new Error(failed));
    };
    worker.onerror = () =>
      reject(Object.assign(new Error("It could not be loaded."), { isAway: true }));
    worker.postMessage({ way, bytes, passphrase });
  }).finally(() => worker.terminate());
}

/** The line to a kernel in this browser. */
export const layLine = () => new Line(new InBrowser(document.documentElement.dataset.rcWorker));

const SILENCE = 30_000; // ms without a word from Python until it is asked whether it is there
const LONGEST_SILENCE = 60_000; // and until it counts as gone: a slow phone takes long to load pandas

class InBrowser {
  constructor(address) {
    this.address = new URL(address, location.href);
  }

  /** Start Python; resolves when it listens. `lost` is called when it has ended. */
  async join(_path, lost) {
    const kernel = new PythonWorker(this.address, lost);
    try {
      await Promise.all([kernel.started.promise, globalThis.reconnectJournal.recovered]);
      return kernel;
    } catch (error) {
      kernel.dispose();
      throw error;
    }
  }

  forget() {}
}

class PythonWorker {
  constructor(address, lost) {
    this.count = 0;
    this.comms = new Map();
    this.targets = new Map();
    this.started = later();
    keepEarly(this);
    this.worker = workerAt(address, "Python");
    this.worker.onmessage = ({ data }) => this.hear(data);
    navigator.serviceWorker?.ready.then(() => this.worker.postMessage({ type: "offline" }));
    this.worker.onerror = (event) => {
      this.started.reject(new Error(event.message ?? "Python could not be started."));
      lost(true);
    };
  }

  // Browsers do not tell when they take a worker away, as a phone does that is short of memory.
  wait() {
    this.silence ??= setTimeout(() => {
      this.worker.postMessage({ type: "ping" });
      this.silence = setTimeout(
        () => this.worker.onerror({ message: "Python says nothing any more." }),
        LONGEST_SILENCE,
      );
    }, SILENCE);
  }

  hear({ type, id, target, data, words, ...rest }) {
    clearTimeout(this.silence);
    this.silence = undefined;
    if (type === "progress")
      document.dispatchEvent(new CustomEvent("reconnect:progress", { detail: rest }));
    if (type === "started") this.started.resolve();
    if (type === "failed") this.worker.onerror({ message: words });
    if (type === "comm_open")
      this.targets.get(target)?.(this.comms.get(id) ?? this.createComm(target, id), {
        content: { data },
      });
    if (type === "comm_msg") this.comms.get(id)?.onMsg?.({ content: { data }, buffers: [] });
    if (type === "comm_close") this.comms.delete(id);
  }

  send(message) {
    this.worker.postMessage(message);
    this.wait();
  }

  createComm(target, id = `page-${(this.count += 1)}`) {
    const comm = new Comm(this, target, id);
    this.comms.set(id, comm);
    return comm;
  }

  registerCommTarget(target, open) {
    this.targets.set(target, open);
  }

  dispose() {
    clearTimeout(this.silence);
    this.worker.terminate();
  }
}

// As much of JupyterLab's comm as a page uses.
class Comm {
  constructor(kernel, target, id) {
    Object.assign(this, { kernel, target, commId: id, isDisposed: false, onMsg: null });
  }

  open(data = {}) {
    this.kernel.send({ type: "comm_open", id: this.commId, target: this.target, data });
  }

  send(data) {
    this.kernel.send({ type: "comm_msg", id: this.commId, data });
  }

  dispose() {
    this.isDisposed = true;
    this.kernel.comms.delete(this.commId);
  }
}
