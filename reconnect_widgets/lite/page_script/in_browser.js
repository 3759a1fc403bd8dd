// The kernel of a workbook that has no server: Python in a worker of this page (see python_worker.js).

import { lookAhead } from "../../voila/page_script/src/next.js";
import { begin } from "../../voila/page_script/src/page.js";
import { announce, hasExited, randomName } from "../../voila/page_script/src/tab.js";

const SILENCE = 60_000; // ms until loading takes long; a phone's line takes most of that for the largest file

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

const pythonAt = () => new URL(document.documentElement.dataset.rcWorker, location.href);

/** Make or open a copy with a passphrase (see age.js); `way` is "encrypt" or "decrypt". */
globalThis.reconnectAge = (way, bytes, passphrase) => {
  const worker = workerAt(new URL("age.js", pythonAt()), "age");
  globalThis.reconnectExit.addEventListener("abort", () => worker.terminate());
  let silence;
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data: { isThere, bytes: made, failed, isTooMuch } }) => {
      clearTimeout(silence);
      if (isThere) worker.postMessage({ way, bytes, passphrase });
      else if (made) resolve(made);
      else reject(isTooMuch ? new RangeError(failed) : new Error(failed));
    };
    worker.onerror = () =>
      reject(Object.assign(new Error("It could not be loaded."), { isAway: true }));
    silence = setTimeout(worker.onerror, SILENCE); // it is small, so a network that brings nothing drops all
  }).finally(() => {
    clearTimeout(silence);
    worker.terminate();
  });
};

class PythonWorker {
  constructor(line) {
    const name = `reconnect:python:${randomName()}`; // also of the lock that it holds while it is there
    this.worker = workerAt(pythonAt(), name);
    this.told = {}; // the answers that came with the page before, by name
    const started = new Promise((resolve, reject) => {
      this.fail = (words = "Python could not be started.") => {
        reject(new Error(words));
        line.lose(this, true);
      };
      this.worker.onerror = ({ message }) => this.fail(message);
      this.worker.onmessage = ({ data: { msg_type, content } }) => {
        if (msg_type === "started") resolve();
        // Browsers do not tell when they take a worker away, as a phone does that is short of memory.
        if (msg_type === "holds")
          navigator.locks.request(name, () => this.fail("Python is gone.")).catch(() => {});
        if (msg_type === "failed") this.fail(content);
        if (msg_type === "progress") {
          announce("progress", content);
          line.page?.bePatient(SILENCE);
        }
        if (msg_type === "comm_msg") line.hear(content);
      };
    });
    this.stands = Promise.all([started, globalThis.reconnectJournal.recovered]);
    // Once the workbook is kept for when there is no network, so is Python's memory.
    const isKept = started.then(() => navigator.serviceWorker?.ready);
    isKept.then(() => this.send("offline")).catch(() => {});
  }

  send(msg_type, content) {
    const { kept } = content?.data.hello ?? {};
    if (kept) kept.answers = this.asTold(kept.answers);
    this.worker.postMessage({ msg_type, content });
  }

  /** Put null for each answer that this Python was told with the page before: lite/kernel.py puts it in again. */
  asTold(answers) {
    const { told } = this;
    this.told = answers;
    return Object.fromEntries(
      Object.entries(answers).map(([name, text]) => [name, text === told[name] ? null : text]),
    );
  }

  close() {
    this.worker.terminate();
  }
}

let ahead; // the page after this one comes before anything large

begin(async (line) => {
  await (ahead ??= lookAhead());
  if (hasExited()) throw new Error("The reader has left.");
  return new PythonWorker(line);
});
