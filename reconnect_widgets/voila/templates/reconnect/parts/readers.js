// Prose that is for some readers only stands in a <template> until it is known who reads: what leads
// to contact is in no document of somebody whose own answers hold the page.
(() => {
  let readers = null; // what is known of the reader, once a kernel has said it: "shut", "fear"

  // Room is kept for what most readers will see, so that nothing jumps. It is measured and never drawn.
  function keepRoom() {
    document.documentElement.classList.add("rc-measuring"); // in all parts of the page
    for (const place of document.querySelectorAll("main [data-rc-reader^=unless]")) {
      const kept = place.querySelector(":scope > template");
      if (!kept) continue;
      place.style.display = "block";
      place.style.visibility = "hidden";
      place.append(kept.content.cloneNode(true));
      const height = place.offsetHeight;
      place.replaceChildren(kept);
      place.style.minHeight = `${height}px`;
    }
    document.documentElement.classList.remove("rc-measuring");
  }

  function show() {
    if (!readers) return keepRoom();
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
})();
