// Prose that is for some readers only stands in a <template> until it is known who reads: what leads
// to contact is in no document of somebody whose own answers hold the page.
(() => {
  let readers = null; // what is known of the reader, once a kernel has said it: "shut", "fear"

  function show() {
    if (!readers) return;
    for (const place of document.querySelectorAll("main [data-rc-reader]")) {
      const [, not, reader] = /^(unless-)?(?:if-)?(.+)$/.exec(place.dataset.rcReader);
      const isHere = readers.includes(reader) !== Boolean(not);
      const kept = place.querySelector(":scope > template");
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
  document.addEventListener("reconnect:prose", show); // the page that comes in place is for the same reader
})();
