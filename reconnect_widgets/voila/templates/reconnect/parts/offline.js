// The workbook without a server: kept in this browser for when there is no network, and what a reader
// is told while Python is on its way and when a newer build is there.
(() => {
  const root = document.documentElement;
  const line = (state) => document.dispatchEvent(new CustomEvent("reconnect:build", { detail: { state } }));

  // Browsers keep what they were asked to keep, also when they run short of room.
  document.addEventListener("reconnect:kept", () => navigator.storage?.persist?.().catch(() => {}), { once: true });

  async function register() {
    const work = await navigator.serviceWorker.register(new URL(`${root.dataset.rcBase}service_worker.js`, location.href), { updateViaCache: "none" });
    const tell = () => work.waiting && navigator.serviceWorker.controller && line("newer");
    tell();
    work.addEventListener("updatefound", () => work.installing?.addEventListener("statechange", tell));
    document.addEventListener("reconnect:newer", () => {
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
      work.waiting?.postMessage("newer");
    });
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage("later");
  }

  // After the page is filled: what it needs itself comes first.
  document.addEventListener("reconnect:ready", () => {
    if (navigator.serviceWorker) register().catch(() => {}); // then the network is needed each time
  }, { once: true });
})();
