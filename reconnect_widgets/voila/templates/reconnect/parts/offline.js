// The workbook without a server: kept in this browser for when there is no network, and what a reader
// is told while Python is on its way and when a newer build is there.
(() => {
  const root = document.documentElement;
  const line = (state) =>
    document.dispatchEvent(new CustomEvent("reconnect:build", { detail: { state } }));

  // Browsers keep what they were asked to keep, also when they run short of room.
  document.addEventListener(
    "reconnect:kept",
    () => navigator.storage?.persist?.().catch(() => {}),
    { once: true },
  );

  // Python does not come: what the browser keeps may be damaged. To look at all of it once is enough.
  let isDoubted = false;
  document.addEventListener("reconnect:connection", ({ detail: { state } }) => {
    if (state !== "lost" || isDoubted) return;
    isDoubted = true;
    navigator.serviceWorker?.controller?.postMessage("doubted");
  });

  let isAsked = false;
  async function register() {
    if (isAsked || !navigator.serviceWorker) return;
    isAsked = true;
    const work = await navigator.serviceWorker.register(
      new URL(`${root.dataset.rcBase}service_worker.js`, location.href),
      { updateViaCache: "none" },
    );
    const tell = () => work.waiting && navigator.serviceWorker.controller && line("newer");
    tell();
    work.addEventListener("updatefound", () =>
      work.installing?.addEventListener("statechange", tell),
    );
    const again = () => document.dispatchEvent(new Event("reconnect:newer"));
    document.addEventListener("reconnect:newer", () => {
      if (globalThis.reconnectHeld?.size) return void line("held"); // in this document's memory alone
      if (globalThis.reconnectUnsaid?.() === "coming") {
        const detail = { again, isUnsaid: true };
        return void document.dispatchEvent(new CustomEvent("reconnect:away", { detail }));
      }
      if (!work.waiting) return void location.reload(); // another tab has let it in
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), {
        once: true,
      });
      work.waiting.postMessage("newer");
      work.active?.postMessage("older");
    });
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage("later");
  }

  // While Python comes, a line grows below the header; words are said only when it takes long.
  const PATIENCE = { coming: 4000, summing: 1000 }; // ms
  let patience = 0;
  const came = () => {
    clearTimeout(patience);
    patience = 0;
    delete root.dataset.rcComing;
  };
  document.addEventListener("reconnect:progress", ({ detail: { had, all, state = "coming" } }) => {
    root.dataset.rcComing = "yes";
    root.style.setProperty("--rc-came", all ? Math.min(had / all, 1) : 1);
    patience ||= setTimeout(line, PATIENCE[state], state);
  });
  for (const end of ["ready", "leave", "connection"])
    document.addEventListener(`reconnect:${end}`, came);

  // After the page is filled: what it needs itself comes first. A page that this build cannot bring to
  // life looks for a newer one all the same.
  const look = () => register().catch(() => {}); // then the network is needed each time
  if (navigator.serviceWorker?.controller) look();
  for (const when of ["ready", "connection"])
    document.addEventListener(`reconnect:${when}`, look, { once: true });
})();
