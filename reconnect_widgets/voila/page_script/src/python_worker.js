// Python in a worker: Pyodide, the workbook's own package, and the pages' notebooks.
//
// `reconnect build` puts `RECONNECT_BUILD` before this script: where Pyodide is, the archive with the
// package and the notebooks, and what page 13 needs besides (see lite/build.py).

const { pyodide, archive, sizes, first, later, more, needs } = globalThis.RECONNECT_BUILD;
const HOME = "/reconnect";
const at = (address) => new URL(address, import.meta.url).href;

// How much of what Python needs has come, by the sizes that the build knows.
const all = Object.values(sizes).reduce((sum, size) => sum + size, 0);
let had = 0;
const coming = new PerformanceObserver((list) => {
  for (const { name } of list.getEntries()) had += sizes[new URL(name).pathname.split("/").pop()] ?? 0;
  postMessage({ type: "progress", had, all });
});
coming.observe({ type: "resource", buffered: true });

const waiting = []; // what the page said before Python was there
onmessage = ({ data }) => void waiting.push(data);

start().catch((error) => {
  console.error(error);
  postMessage({ type: "failed", words: String(error?.message ?? error) });
});

async function start() {
  const sealing = import("./sealing.js");
  const packed = fetchAll(at(archive));
  for (const one of [sealing, packed]) one.catch(() => {}); // both are awaited below
  const { loadPyodide } = await import(at(`${pyodide}pyodide.mjs`));
  const python = await loadPyodide({ indexURL: at(pyodide), packages: first });
  python.unpackArchive(await packed, "zip", { extractDir: HOME });
  python.runPython(`import sys; sys.path.insert(0, "${HOME}/site")`);
  const kernel = python.pyimport("reconnect_widgets.lite.kernel").start((words) => postMessage(JSON.parse(words)), { ...(await sealing) }, later.length > 0);

  // Messages keep their order: what comes while a page waits for its packages comes after it.
  let done = Promise.resolve();
  let isLeft = () => {};
  const take = (message) => {
    if (message.type === "ping") return void postMessage({ type: "pong" });
    let left;
    if (isTurn(message)) {
      isLeft(); // for the page before, nothing need be waited for any more
      left = new Promise((resolve) => (isLeft = resolve));
    }
    done = done.then(() => Promise.race([provide(python, message), left].filter(Boolean))).then(() => kernel.hear(JSON.stringify(message)));
    done = done.catch((error) => console.error(error));
  };
  onmessage = ({ data }) => take(data);
  coming.disconnect();
  postMessage({ type: "started" });
  waiting.splice(0).forEach(take);
}

const isTurn = ({ type, data }) => type === "comm_msg" && data?.type === "turn";

/** Load what a page needs before it is turned to. */
async function provide(python, message) {
  if (!isTurn(message) || !needs.some((one) => message.data.path.endsWith(one))) return;
  if (!later.length || isProvided) return;
  postMessage({ type: "progress", state: "summing" });
  providing ??= loadLater(python).catch((error) => {
    console.error(error);
    providing = null; // the page says that it is not there, and asks again when it is turned to again
  });
  await providing;
}

let providing = null;
let isProvided = false;

async function loadLater(python) {
  const library = await fetchAll(at(more));
  await python.loadPackage(later); // it only prints what could not be had
  const missing = later.filter((name) => !(name in python.loadedPackages));
  if (missing.length) throw new Error(`These could not be loaded: ${missing}.`);
  python.unpackArchive(library, "zip", { extractDir: `${HOME}/library` });
  python.runPython(`sys.path.append("${HOME}/library")`);
  isProvided = true;
}

async function fetchAll(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`The workbook's files cannot be had: ${answer.status}.`);
  return answer.arrayBuffer();
}
