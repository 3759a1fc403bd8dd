// Python in a worker: Pyodide, the workbook's own package, and the pages' notebooks.
//
// `reconnect build` puts `RECONNECT_BUILD` before this script: where Pyodide is, the archive with the
// package and the notebooks, and what page 13 needs besides (see lite/build.py).

const { pyodide, archive, bytes, first, later, needs } = globalThis.RECONNECT_BUILD;
const HOME = "/reconnect";
const at = (address) => new URL(address, import.meta.url).href;

const waiting = []; // what the page said before Python was there
onmessage = ({ data }) => void waiting.push(data);

start().catch((error) => {
  console.error(error);
  postMessage({ type: "failed", words: String(error?.message ?? error) });
});

async function start() {
  const packed = fetchWithProgress(at(archive));
  packed.catch(() => {}); // it is awaited below
  const { loadPyodide } = await import(at(`${pyodide}pyodide.mjs`));
  const python = await loadPyodide({ indexURL: at(pyodide), packages: first });
  python.unpackArchive(await packed, "zip", { extractDir: HOME });
  python.runPython(`import sys; sys.path.insert(0, "${HOME}/site")`);
  const kernel = python.pyimport("reconnect_widgets.lite.kernel").start((words) => postMessage(JSON.parse(words)));

  // Messages keep their order: what comes while a page waits for its packages comes after it.
  let done = Promise.resolve();
  const take = (message) => {
    done = done.then(() => provide(python, message)).then(() => kernel.hear(JSON.stringify(message)));
    done = done.catch((error) => console.error(error));
  };
  onmessage = ({ data }) => take(data);
  postMessage({ type: "started" });
  waiting.splice(0).forEach(take);
}

/** Load what a page needs before it is turned to. */
async function provide(python, { type, data }) {
  if (type !== "comm_msg" || data?.type !== "turn" || !needs.some((one) => data.path.endsWith(one))) return;
  if (!later.length || python.isProvided) return;
  await python.loadPackage(later).catch((error) => console.error(error));
  python.isProvided = true;
}

async function fetchWithProgress(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`The workbook's files cannot be had: ${answer.status}.`);
  const parts = [];
  let had = 0;
  for (const reader = answer.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    had += value.length;
    postMessage({ type: "progress", had, of: bytes });
  }
  return new Blob(parts).arrayBuffer();
}
