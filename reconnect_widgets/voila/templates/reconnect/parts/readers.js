// Prose that is for some readers only stands in a <template> until it is known who reads: what leads
// to contact is in no document of somebody whose own answers hold the page.
(() => {
  let readers = null; // what is known of the reader, once a kernel has said it: "shut", "fear"
  let before = []; // the same of the page before, or as most readers are

  function isFor(place, those) {
    const [, not, reader] = /^(unless-)?(?:if-)?(.+)$/.exec(place.dataset.rcReader);
    return those.includes(reader) !== Boolean(not);
  }

  // Room is kept for what this reader is likely to see, so that nothing jumps. It is measured and never
  // drawn, all of it at once, and in a part that is not shown there is nothing to measure.
  function keepRoom() {
    const isWhole = "rcWhole" in document.documentElement.dataset;
    const places = [...document.querySelectorAll("main [data-rc-reader]:has(> template)")]
      .filter((place) => isFor(place, before))
      .filter((place) => isWhole || !place.closest(".rc-section:not(.rc-current)"))
      .map((place) => ({ place, kept: place.querySelector(":scope > template") }));
    for (const { place, kept } of places) {
      place.style.cssText = "display: block; visibility: hidden";
      place.append(kept.content.cloneNode(true));
    }
    const rooms = places.map(({ place }) => roomOf(place));
    for (const [at, { place, kept }] of places.entries()) {
      place.replaceChildren(kept);
      Object.assign(place.style, rooms[at]);
    }
  }

  // An empty place has none of the margins that its words have, and others of its own.
  function roomOf(place) {
    const ends = [place, place.children[1], place.lastElementChild].map((one) =>
      getComputedStyle(one),
    );
    const most = (side) => `${Math.max(...ends.map((end) => parseFloat(end[side])))}px`;
    const { height } = place.getBoundingClientRect();
    return {
      minHeight: `${height}px`,
      marginTop: most("marginTop"),
      marginBottom: most("marginBottom"),
    };
  }

  function show() {
    for (const place of document.querySelectorAll("main [data-rc-reader]")) {
      const isHere = Boolean(readers) && isFor(place, readers);
      const kept = place.querySelector(":scope > template");
      if (readers) place.removeAttribute("style");
      if (isHere && kept) kept.replaceWith(kept.content);
      if (isHere || kept) continue;
      const away = document.createElement("template");
      away.content.append(...place.childNodes);
      place.append(away);
    }
  }

  document.addEventListener("reconnect:map", ({ detail }) => {
    if (detail.readers === undefined) return;
    readers = detail.readers;
    show();
  });
  // What was done last on the page before may be why the next one is for another reader.
  document.addEventListener("reconnect:leave", () => {
    before = readers ?? before;
    readers = null;
  });
  document.addEventListener("reconnect:prose", show);
  document.addEventListener("reconnect:part", () => readers || keepRoom());
})();
