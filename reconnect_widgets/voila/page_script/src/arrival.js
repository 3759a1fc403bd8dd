// Another page, on its way from the server. It is read into a document of its own, in which nothing runs.

// Hosts of files may lead to an address without `.html`; a server that leads elsewhere has no page for us.
const redirect = "rcWorker" in document.documentElement.dataset ? "follow" : "error";

/** Ask for a page; resolves to its document. */
export async function fetchPage(url) {
  const headers = { "Reconnect-In-Place": "yes" }; // its look, scripts and help are here already
  const answer = await fetch(url, { redirect, headers });
  if (!answer.ok) throw new Error(`The server said ${answer.status}.`);
  return requireSame(new DOMParser().parseFromString(await answer.text(), "text/html"));
}

// A server that was brought up to date sends pages for which this script is too old.
function requireSame(page) {
  const build = (of) => of.documentElement.dataset.rcBuild;
  if (!build(page) || build(page) !== build(document))
    throw new Error("This page is not like ours.");
  return page;
}
