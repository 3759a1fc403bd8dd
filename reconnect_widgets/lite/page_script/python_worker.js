// Python in a worker: Pyodide, the workbook's own package, and the pages' notebooks.
//
// `reconnect build` puts `RECONNECT_BUILD` before this script: where Pyodide is, the archive with the
// package and the notebooks, and what page 13 needs besides (see lite/build.py).

import { fetchArchive, fetchFile, unpack } from "./archive.js";
import * as sealing from "./sealing.js";

const { pyodide, archive, sizes, first, later, more, needs } = globalThis.RECONNECT_BUILD;
const HOME = "/reconnect";
const at = (address) => new URL(address, import.meta.url).href;

// Where Python's memory is kept from one visit to the next.
const CACHE = `reconnect-memory:${new URL("..", import.meta.url).pathname}`;
const MEMORY = at(`${archive}&python=${pyodide}`);
const SUM = "sum"; // the header with what it adds up to
let memory = null;

const tell = (msg_type, content) => postMessage({ msg_type, content });

// How much of what Python needs has come, by the sizes that the build knows: the archive in steps, which
// tell a slow network from one that gives nothing, and other files once each is there.
const all = Object.values(sizes).reduce((sum, size) => sum + size, 0);
const nameOf = (address) => new URL(address).pathname.split("/").pop();
const ARCHIVE = nameOf(at(archive));
const STEP = 2 ** 17;
let had = 0;
let unsaid = 0;
function came(size) {
  unsaid += size;
  if (unsaid < STEP) return;
  had += unsaid;
  unsaid = 0;
  tell("progress", { had, all });
}
const coming = new PerformanceObserver((list) => {
  for (const name of list.getEntries().map(({ name }) => nameOf(name)))
    if (name !== ARCHIVE) came(sizes[name] ?? 0);
});
coming.observe({ type: "resource", buffered: true });

const fail = (error) => {
  console.error(error);
  tell("failed", String(error?.message ?? error));
};
// Pyodide only warns of a program that does not come, as where the line breaks or a host has a page of its own
// there, and would wait for it for ever.
const { instantiateStreaming } = WebAssembly;
WebAssembly.instantiateStreaming = (program, imports) => {
  const made = instantiateStreaming(asProgram(program), imports);
  made.catch(fail);
  return made;
};

/** Say what it is, where the host does not know. */
async function asProgram(coming) {
  const answer = await coming;
  const headers = { "Content-Type": "application/wasm" };
  const isKnown = !answer.ok || answer.headers.get("Content-Type") === headers["Content-Type"];
  return isKnown ? answer : new Response(answer.body, { headers });
}

holdLock(); // also while it starts, when it takes most memory
start().catch(fail);

async function start() {
  const python = await begin();
  python.registerJsModule("reconnect_sealing", { ...sealing });
  const kernel = python
    .pyimport("reconnect_widgets.lite.kernel")
    .start((words) => postMessage(JSON.parse(words)), later.length > 0);

  // Messages keep their order: what comes while a page waits for its packages comes after it.
  let done = Promise.resolve();
  let isLeft = () => {};
  onmessage = ({ data: message }) => {
    if (message.msg_type === "offline") return void keepMemory().catch(() => {}); // the next visit takes longer
    const { type, path } = message.content.data;
    let left;
    if (type === "turn") {
      isLeft(); // for the page before, nothing need be waited for any more
      left = new Promise((resolve) => (isLeft = resolve));
    }
    done = done
      .then(() => left && Promise.race([left, provide(python, path)]))
      .then(() => kernel.hear(JSON.stringify(message)))
      .catch(fail); // what goes wrong in a page it tells itself, so this Python can no longer be used
  };
  coming.disconnect();
  tell("started");
}

/** Hold a lock for as long as this worker is there, and say so; where locks are refused, as storage is, say nothing. */
function holdLock() {
  const hold = () => {
    tell("holds");
    return new Promise(() => {});
  };
  navigator.locks?.request(self.name, hold).catch(() => {});
}

/** Return Python with all that a page imports: its memory as an earlier visit kept it, or made anew. */
async function begin() {
  const files = fetchArchive(at(archive), came);
  files.catch(() => {}); // it is awaited below
  const [{ loadPyodide }, { default: create }, [cache, kept]] = await Promise.all([
    import(at(`${pyodide}pyodide.js`)),
    import(at(`${pyodide}pyodide.asm.js`)),
    memoryKept(),
  ]);
  const load = async (options) => {
    const python = await loadPyodide({
      indexURL: at(pyodide),
      packages: first,
      createPyodideModule: create,
      ...options,
    });
    unpack(await files, python.FS, HOME);
    return python;
  };
  if (kept) {
    try {
      const python = await load({
        _loadSnapshot: kept,
        createPyodideModule: asLargeAs(kept, create),
      });
      python.runPython("import random; random.seed()"); // else each visit would draw the same cards
      return python;
    } catch (error) {
      console.error(error);
      await cache.delete(MEMORY);
    }
  }
  const canKeep = Boolean(cache) && !first.length; // what Pyodide loads as libraries is not in its memory
  const python = await load({ _makeSnapshot: canKeep });
  python.runPython(`
import sys
sys.path[:0] = ["${HOME}/site", "${HOME}/libraries.zip"]
from reconnect_widgets.lite.kernel import warm_up
warm_up()
del warm_up`);
  if (canKeep) memory = python.makeMemorySnapshot(); // now: nothing of a reader is in it, and nothing of JavaScript
  return python;
}

/** A fresh memory is smaller than one that was kept, which has to find room in it. */
const asLargeAs = (kept, create) => async (settings) => {
  const python = await create(settings);
  while (python.HEAP8.length < kept.byteLength) python._malloc(2 ** 20);
  return python;
};

/** Return the cache for Python's memory, and what an earlier visit kept there; neither where it is refused. */
async function memoryKept() {
  try {
    const cache = await caches.open(CACHE);
    return [cache, await wholeMemory(cache).catch(() => {})];
  } catch {
    return [];
  }
}

/** Return what is kept if it is as it was: half of it, or noise, can end the whole tab or stop it for good. */
async function wholeMemory(cache) {
  const found = await cache.match(MEMORY);
  const kept = await found?.arrayBuffer();
  return kept && found.headers.get(SUM) === (await sumOf(kept)) ? kept : undefined;
}

const sumOf = async (bytes) => String(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));

/** Keep Python's memory for the next visit, in place of that of an older build. */
async function keepMemory() {
  if (!memory) return;
  const cache = await caches.open(CACHE);
  for (const older of await cache.keys()) await cache.delete(older);
  await cache.put(MEMORY, new Response(memory, { headers: { [SUM]: await sumOf(memory) } }));
  memory = null;
}

let isProvided = !later.length;
let providing = null;

/** Load what a page needs before it is turned to. */
async function provide(python, path) {
  if (isProvided || !needs.some((one) => path.endsWith(one))) return;
  tell("progress", { state: "summing" });
  providing ??= loadLater(python).catch((error) => {
    console.error(error);
    providing = null; // the page says that it is not there, and asks again when it is turned to again
  });
  await providing;
}

async function loadLater(python) {
  const library = await (await fetchFile(at(more))).arrayBuffer();
  await python.loadPackage(later); // it only prints what could not be had
  const missing = later.filter((name) => !(name in python.loadedPackages));
  if (missing.length) throw new Error(`These could not be loaded: ${missing}.`);
  python.unpackArchive(library, "zip", { extractDir: `${HOME}/library` });
  python.runPython(`sys.path.append("${HOME}/library")`);
  isProvided = true;
}
