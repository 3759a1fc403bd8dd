// Another page, on its way from the server. It is read into a document of its own, in which nothing runs.

const PATIENCE = 10_000; // ms until the browser itself is to try, and to say what is wrong

// Hosts of files may lead to an address without `.html`; a server that leads elsewhere has no page for us.
const redirect = "rcWorker" in document.documentElement.dataset ? "follow" : "error";

const buildOf = (page) => page.documentElement.dataset.rcBuild;

/** Ask for a page; resolves to its document. */
export async function fetchPage(url) {
  const headers = { "Reconnect-In-Place": "yes" }; // its look, scripts and help are here already
  const answer = await fetch(url, { redirect, headers, signal: AbortSignal.timeout(PATIENCE) });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  // A server that was brought up to date sends pages for which this script is too old.
  if (!answer.ok || buildOf(page) !== buildOf(document))
    throw new Error(`This page is not like ours: ${answer.status}.`);
  return page;
}
