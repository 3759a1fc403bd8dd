// Python takes a while to come into a browser for the first time. Of whoever has no answers there, it is
// known without it what a page says first, and which words are for others.
(() => {
  const newcomer = { readers: "%NEWCOMER%".split(" ") }; // as Python tells it of no answers (rules/gate.py)
  let isKnown = !globalThis.reconnectKeeps; // the example has answers of its own

  async function greet() {
    if (!(await globalThis.reconnectJournal.recovered)) return; // what was lost may come yet
    // What is said in the safety check counts at once, and is known to nobody until Python has heard it.
    if (document.querySelector("main [data-rc-private]")) return;
    try {
      if (isKnown || globalThis.reconnectHasAnswers()) return;
    } catch {
      return; // where storage is refused or damaged, Python says it
    }
    for (const room of document.querySelectorAll(".rc-room")) {
      room.classList.remove("rc-room");
      room.hidden = false; // see heights.js
      room.removeAttribute("aria-hidden");
    }
    document.dispatchEvent(new CustomEvent("reconnect:map", { detail: newcomer }));
  }

  document.addEventListener("reconnect:prose", greet);
  document.addEventListener("reconnect:map", ({ detail }) => {
    isKnown ||= detail !== newcomer;
  });
})();
