// Keeps room for the parts of a page that come later (live words, charts), so that nothing jumps.
// Only heights in pixels are remembered, by page and by width of the window.
(() => {
  let page = ""; // the one that is shown; the address may be another's already
  const key = () => `rc-heights:${page}:${Math.round(innerWidth / 40)}`;
  const remembered = () => globalThis.reconnectKept.parsed(key(), {});

  // Sent by the page as soon as its prose is there.
  document.addEventListener("reconnect:prose", () => {
    page = document.querySelector("main").dataset.rcPath ?? ""; // the example has pages of the same name
    const heights = remembered();
    for (const slot of document.querySelectorAll("[data-rc-live]:is(:empty, :has(> .rc-coming))")) {
      if (heights[slot.id]) slot.style.minHeight = `${heights[slot.id]}px`;
    }
  });

  function remember() {
    if (!document.documentElement.dataset.rcReady) return;
    const slots = [...document.querySelectorAll("[data-rc-live]")].filter(
      (slot) => slot.offsetParent,
    ); // of parts that are shown
    const heights = Object.fromEntries(slots.map((slot) => [slot.id, slot.offsetHeight]));
    if (!Object.values(heights).some(Boolean)) return; // the page was blanked
    globalThis.reconnectKept.set(key(), JSON.stringify({ ...remembered(), ...heights }));
  }
  addEventListener("pagehide", remember);
  document.addEventListener("reconnect:leave", remember); // another page comes in place
})();
