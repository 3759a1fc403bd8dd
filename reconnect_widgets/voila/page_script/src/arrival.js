// Another page, on its way from the server. It is read into a document of its own, in which nothing runs.

const SILENCE = 10_000; // ms until the browser itself is to try, and to say what is wrong

// Hosts of files may lead to an address without `.html`; a server that leads elsewhere has no page for us.
const mayLead = "rcWorker" in document.documentElement.dataset;

const buildOf = (page) => page.documentElement.dataset.rcBuild;

/** Ask for a page; resolves to its document. */
export async function fetchPage(url) {
  const { status, responseText, responseURL } = await ask(url);
  const page = new DOMParser().parseFromString(responseText, "text/html");
  const isLed = !mayLead && responseURL !== url.split("#")[0];
  // A server that was brought up to date sends pages for which this script is too old.
  if (status !== 200 || isLed || buildOf(page) !== buildOf(document))
    throw new Error(`This page is not like ours: ${status}.`);
  return page;
}

/** A slow line is waited for as long as something comes, which `fetch` does not tell without a stream. */
function ask(url) {
  const asked = new XMLHttpRequest();
  const began = performance.now();
  const bePatient = () => {
    asked.timeout = performance.now() - began + SILENCE; // it counts from the beginning
  };
  asked.open("GET", url);
  asked.setRequestHeader("Reconnect-In-Place", "yes"); // its look, scripts and help are here already
  bePatient();
  asked.onreadystatechange = asked.onprogress = bePatient;
  return new Promise((resolve, reject) => {
    asked.onload = () => resolve(asked);
    asked.onerror = asked.ontimeout = () => reject(new Error("This page did not come."));
    asked.send();
  });
}
