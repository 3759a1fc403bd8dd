// Prose that is for some readers only stands in a <template> until it is known who reads: what leads
// to contact is in no document of somebody whose own answers hold the page.
(() => {
  let readers = null; // what is known of the reader, once a kernel has said it: "shut", "fear"

  // Room is kept for what most readers will see, so that nothing jumps. It is measured and never drawn,
  // all of it at once, and in a part that is not shown there is nothing to measure.
  function keepRoom() {
    const isWhole = "rcWhole" in document.documentElement.dataset;
    const places = [...document.querySelectorAll("main [data-rc-reader^=unless]:has(> template)")]
      .filter((place) => isWhole || !place.closest(".rc-section:not(.rc-current)"))
      .map((place) => ({ place, kept: place.querySelector(":scope > template") }));
    for (const { place, kept } of places) {
      Object.assign(place.style, { display: "block", visibility: "hidden", minHeight: "" });
      place.append(kept.content.cloneNode(true));
    }
    const heights = places.map(({ place }) => place.offsetHeight);
    for (const [at, { place, kept }] of places.entries()) {
      place.replaceChildren(kept);
      place.style.minHeight = `${heights[at]}px`;
    }
  }

  function show() {
    if (!readers) return;
    for (const place of document.querySelectorAll("main [data-rc-reader]")) {
      const [, not, reader] = /^(unless-)?(?:if-)?(.+)$/.exec(place.dataset.rcReader);
      const isHere = readers.includes(reader) !== Boolean(not);
      const kept = place.querySelector(":scope > template");
      place.removeAttribute("style");
      if (isHere && kept) kept.replaceWith(kept.content);
      if (isHere || kept) continue;
      const away = document.createElement("template");
      away.content.append(...place.childNodes);
      place.append(away);
    }
  }

  document.addEventListener("reconnect:map", ({ detail }) => {
    if (!detail.readers) return;
    readers = detail.readers;
    show();
  });
  // What was done last on the page before may be why the next one is for another reader.
  document.addEventListener("reconnect:leave", () => {
    readers = null;
  });
  document.addEventListener("reconnect:prose", show);
  document.addEventListener("reconnect:part", () => readers || keepRoom());
})();
