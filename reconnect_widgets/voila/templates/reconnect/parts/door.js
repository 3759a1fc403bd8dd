// What this browser was given when it was let in. Pages of this very origin alone can read it, while
// the cookie goes to every port of this host; so all that leads to answers asks for both.
(() => {
  const NAME = "reconnect:door";
  const GIVEN = /^#door=([\w-]{43})$/;
  const kept = () => globalThis.reconnectKept.get(NAME, "localStorage");
  // A link of another site may bring what was never given; what is given comes by a redirect of ours.
  const given = GIVEN.exec(location.hash)?.[1];
  const [way] = performance.getEntriesByType("navigation");
  if (given && (!kept() || way?.redirectCount !== 0))
    globalThis.reconnectKept.set(NAME, given, "localStorage");
  // At once, so that it is in no history, and nobody sees it who looks at the screen.
  if (given || location.href.endsWith("#"))
    history.replaceState(history.state, "", location.pathname + location.search);

  // A server of somebody else's that had this address may have left a worker, which would answer for us.
  if (JSON.parse("%ALONE%"))
    navigator.serviceWorker
      ?.getRegistrations()
      .then((all) => {
        for (const one of all) one.unregister();
      })
      .catch(() => {});

  const LONGEST = 60_000; // ms that the server may take to answer

  globalThis.reconnectDoor = {
    // Ends what is asked of the server when the reader exits, and in a network that drops all without a word.
    patience: () => {
      const over = new AbortController();
      const end = () => over.abort();
      const { reconnectExit: exit } = globalThis;
      exit.addEventListener("abort", end, { signal: over.signal });
      setTimeout(end, exit.aborted ? 0 : LONGEST);
      return over.signal;
    },
    // As Jupyter expects it of scripts.
    headers: () => (kept() ? { Authorization: `token ${kept()}` } : {}),
    // A browser puts no header on a socket (JEP 121).
    protocols: () => (kept() ? [`v1.token.websocket.jupyter.org.${kept()}`] : []),
  };
})();
