// Python takes a while to come into a browser for the first time. Of whoever has no answers there, it is
// known without it what a page says first, and which words are for others.
(() => {
  const newcomer = { readers: "%NEWCOMER%".split(" ") }; // as Python tells it of no answers (rules/gate.py)
  const unknown = { readers: null };
  let isKnown = !globalThis.reconnectKeeps; // the example has answers of its own
  let rooms = null; // what was kept free for words, once a newcomer's are said there

  function isNew() {
    try {
      return !globalThis.reconnectHasAnswers();
    } catch {
      return false; // where storage is refused or damaged, Python says it
    }
  }

  async function greet() {
    if (!(await globalThis.reconnectJournal.recovered)) return; // what was lost may come yet
    // What is said in the safety check counts at once, and is known to nobody until Python has heard it.
    if (document.querySelector("main [data-rc-private]")) return;
    if (isKnown || !isNew()) return;
    rooms = [...document.querySelectorAll(".rc-room")];
    tell(newcomer);
  }

  function tell(detail) {
    for (const room of rooms) {
      room.classList.toggle("rc-room", detail === unknown);
      room.hidden = false; // see heights.js
      room.setAttribute("aria-hidden", String(detail === unknown));
    }
    document.dispatchEvent(new CustomEvent("reconnect:map", { detail }));
  }

  document.addEventListener("reconnect:prose", greet);
  // Another tab has answers now, by which these words may be for others: they go until Python has come.
  addEventListener("storage", () => {
    if (rooms && !isKnown && !isNew()) tell(unknown);
  });
  // A page was left before what was said on it was heard: by that, these words may be for others, too.
  document.addEventListener("reconnect:letgo", () => {
    isKnown = true;
  });
  document.addEventListener("reconnect:map", ({ detail }) => {
    isKnown ||= ![newcomer, unknown].includes(detail);
  });
})();
