// A page on its way from the server: `prose`, `kernel` and `whole` are promises of its parts, which
// come in this order. The prose is there before the kernel is, except where the kernel runs already.

const PROSE = "main ~ *"; // what follows a part, so that all of the part is here
const KERNEL = "#rc-kernel + script";

let baseUrl; // of the server, which is the same for all pages in this document

/** The page that came with this document. */
export function firstPage() {
  const whole = until("DOMContentLoaded");
  const kernel = document.querySelector(KERNEL) ? Promise.resolve() : until("reconnect:kernel");
  const first = { page: document, main: null, whole };
  first.kernel = Promise.race([kernel, whole]).then(() => kernelIn(document));
  whole.then(() => (first.main = document.querySelector("main")));
  return first;
}

function until(event) {
  if (document.readyState !== "loading") return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener(event, resolve, { once: true });
  });
}

/** Ask for another page. It is read into a document of its own, in which nothing runs. */
export function fetchPage(url) {
  const page = document.implementation.createHTMLDocument("");
  page.open(); // else some browsers keep the title that it was made with beside the one that comes
  const prose = later();
  const kernel = later();
  const arrival = { page, main: null, url, prose: prose.promise, kernel: kernel.promise, isReady: false };
  const join = (sent) => {
    arrival.isReady = true;
    kernel.resolve(sent);
  };
  arrival.whole = read(url, (kernelId) => join({ kernelId, baseUrl }), (text) => {
    page.write(text);
    if (!arrival.main && page.querySelector(PROSE)) {
      arrival.main = requireSame(page).querySelector("main");
      prose.resolve();
    }
    if (page.querySelector(KERNEL)) join(kernelIn(page));
  });
  arrival.whole.then(() => new Error("Something of this page is missing."), (error) => error).then((error) => {
    prose.reject(error);
    kernel.reject(error);
  });
  kernel.promise.catch(() => {}); // whoever waits for it hears of it
  return arrival;
}

async function read(url, join, write) {
  const headers = { "Reconnect-In-Place": "yes" }; // its look, scripts and help are here already
  const answer = await fetch(url, { redirect: "error", headers });
  if (!answer.ok) throw new Error(`The server said ${answer.status}.`);
  const kernelId = answer.headers.get("Reconnect-Kernel"); // the page was made ahead
  if (kernelId) join(kernelId);
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    write(decoder.decode(value, { stream: true }));
  }
}

// A server that was brought up to date sends pages for which this script is too old.
function requireSame(page) {
  const build = (of) => of.documentElement.dataset.rcBuild;
  if (!build(page) || build(page) !== build(document)) throw new Error("This page is not like ours.");
  return page;
}

function kernelIn(page) {
  const sent = page.getElementById("rc-kernel");
  if (!sent) throw new Error("This page came without a kernel.");
  const said = JSON.parse(sent.textContent);
  baseUrl = said.baseUrl;
  return said;
}

function later() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}
