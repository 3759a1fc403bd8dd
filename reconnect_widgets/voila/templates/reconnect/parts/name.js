// The reader's own name for the workbook, in the header and in the title of the tab.
//
// It comes with the marks of the map, from a widget: so it is in no page's HTML, and in none at all
// while the workbook is locked. The page that comes next in this document has it at once.
(() => {
  const PLAIN = "Workbook";
  const LEAD = /^Notes/; // how the titles of all pages begin
  let name = "";
  let title = ""; // the page's own, as it was sent

  function show() {
    if (!title || globalThis.reconnectExit.aborted) return;
    const place = document.querySelector(".rc-name b");
    if (place) place.textContent = name || PLAIN;
    document.title = name ? title.replace(LEAD, () => name) : title;
  }

  document.addEventListener("reconnect:prose", () => {
    title = document.title;
    show();
  });
  document.addEventListener("reconnect:map", ({ detail }) => {
    if (typeof detail.name !== "string") return; // no reader is known yet
    name = detail.name;
    show();
  });
})();
