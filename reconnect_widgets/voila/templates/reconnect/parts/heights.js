// Keeps room for the parts of a page that come later (live words, charts), so that nothing jumps.
// Only heights in pixels are remembered, by page and by width of the window.
(() => {
  let page = ""; // the one that is shown; the address may be another's already
  let first = null; // where it says what comes before all else; the start page is no measure for others
  let readers = null; // what is known of the reader, once a kernel has said it
  let width = innerWidth; // asked before there is a page: later that would be laid out for it alone
  addEventListener("resize", () => (width = innerWidth));
  const heightOf = (slot) => slot.getBoundingClientRect().height;
  const key = (of = page) => `rc-heights:${of}:${Math.round(width / 40)}`;
  const remembered = (of) => globalThis.reconnectKept.parsed(key(of), {});
  const keep = (heights, of) => globalThis.reconnectKept.set(key(of), JSON.stringify(heights));

  // Sent by the page as soon as its prose is there.
  document.addEventListener("reconnect:prose", () => {
    page = document.querySelector("main").dataset.rcPath ?? ""; // the example has pages of the same name
    first = document.querySelector("main [data-rc-live]:has(> .rc-room)");
    const heights = remembered();
    for (const slot of document.querySelectorAll(
      "[data-rc-live]:is(:empty, :has(> .rc-coming, > .rc-room))",
    )) {
      const height = heights[slot.id] ?? (slot === first ? expected() : 0);
      if (height !== undefined)
        slot.querySelector(":scope > .rc-room")?.toggleAttribute("hidden", true);
      if (height) slot.style.minHeight = `${height}px`;
    }
  });

  // On a page that was not seen yet: as much as on the one before it. Where nothing is known of the reader
  // the server's room stays, which is that of the words that the safety check comes first.
  function expected() {
    return remembered("any").height ?? (readers && !readers.includes("shut") ? 0 : undefined);
  }
  document.addEventListener("reconnect:map", ({ detail }) => {
    if (!detail.readers) return;
    // The check was gone through, or a hold was lifted.
    if (String(readers ?? detail.readers) !== String(detail.readers))
      globalThis.reconnectKept.forget(key("any"));
    readers = detail.readers;
  });

  function remember() {
    if (!document.documentElement.dataset.rcReady) return;
    const slots = [...document.querySelectorAll("[data-rc-live]")].filter(
      (slot) => slot.offsetParent,
    ); // of parts that are shown
    const heights = Object.fromEntries(slots.map((slot) => [slot.id, heightOf(slot)]));
    if (!Object.values(heights).some(Boolean)) return; // the page was blanked
    keep({ ...remembered(), ...heights });
    if (first) keep({ height: heightOf(first) }, "any");
  }
  addEventListener("pagehide", remember);
  document.addEventListener("reconnect:leave", remember); // another page comes in place
})();
