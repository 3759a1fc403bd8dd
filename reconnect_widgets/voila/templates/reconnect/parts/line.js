// A quiet bar when the page has lost its kernel; and a few things that the server's page expects.
(() => {
  const PATIENCE = 1500; // a line that is back sooner is not worth a word
  const LONGEST = 5000; // ms that a server may take to say that it is there
  const FROM_DISK =
    "Opened from a disk, the workbook cannot run, and what you type is not saved. It has to come from a web server, such as python3 -m http.server.";
  const WITHOUT_WASM =
    "This browser cannot run the workbook, because WebAssembly is switched off in its settings, as it is in the strictest ones. You can read on, and what you type is kept in %KEPT_IN%.";
  const cannotRun = "rcWorker" in document.documentElement.dataset && !globalThis.WebAssembly;
  const lost = cannotRun ? WITHOUT_WASM : "%LOST%";
  const WORDS = {
    lost: location.protocol === "file:" ? FROM_DISK : lost,
    coming: "The workbook is being loaded into this browser. You can read and write already.",
    summing: "Your summary is being worked out. You can read and write meanwhile.",
    shut: "%SHUT%", // empty where Jupyter's own door says what to do
    full: "This browser did not keep your last answers: its storage is full or switched off. Copy what you wrote before you leave.",
    away: "That page cannot be reached just now. This page stays, and what you type is kept in %KEPT_IN%.",
    calm: "That page cannot be reached just now. This page stays.", // nothing can be typed on it
    bound:
      "This page stays, because your last answers are nowhere else: this browser’s storage is full or switched off. Copy what you wrote, then load the page again.",
    unsaid:
      "What you pressed on this page is still on its way, so the page stays. Please try again in a moment.",
    undone:
      "What you pressed on this page has not been done, because the workbook is not running. You can turn the page without it, and press it again later.",
    newer: "A newer version of the workbook is there.",
    held: "A newer version of the workbook is there. Unlock your answers first, so that what you typed is kept.",
    again: "Trying again. You can read and write meanwhile.",
    slow: "This page is taking longer than usual. You can read and write meanwhile, or try again.",
  };
  const KEPT_IN = "%KEPT_IN%"; // unless the reader chose to keep all in the tab (area.js)
  const AGAIN = { newer: "Load it", held: "Load it", undone: "Turn the page" };
  let timer = 0,
    leaving = false;
  let isAdrift = false;
  let isClosed = false; // by Jupyter's own door, which says what to do to whoever loads the page again
  let turnAgain = null; // to a page that could not be reached

  // Words that are kept nowhere, and then a newer build, which helps one that fails, are said again when
  // there is nothing else to say.
  let isFull = false;
  let newer = "";
  // Says whether there are words in this document's memory alone.
  globalThis.reconnectIsUnkept = () => isFull || globalThis.reconnectHeld?.size > 0;
  const LESS = ["lost", "coming", "summing", "slow", "again"];

  function show(told) {
    const still = isFull ? "full" : newer;
    const isLess = !(told in WORDS) || LESS.includes(told) || told === newer;
    const state = still && isLess ? still : told;
    const bar = document.getElementById("rc-line");
    if (!bar || leaving || globalThis.reconnectExit.aborted) return;
    turnAgain =
      state && state === newer ? () => document.dispatchEvent(new Event("reconnect:newer")) : null;
    const { rcArea, rcDrafts } = document.documentElement.dataset;
    const inTab = [rcArea, rcDrafts].includes("tab");
    bar.querySelector("p").textContent = (WORDS[state] ?? "").replace(
      KEPT_IN,
      inTab ? "this tab" : KEPT_IN,
    );
    const button = bar.querySelector("button");
    button.textContent = AGAIN[state] ?? "Try again";
    const isUnasked = ["full", "coming", "summing"].includes(state);
    button.hidden = !(state in WORDS) || isUnasked || (state === "again" && !isAdrift);
    bar.classList.toggle("rc-shown", state in WORDS);
  }

  document.addEventListener("reconnect:connection", ({ detail }) => {
    isClosed = detail.state === "shut" && !WORDS.shut;
    const state = isClosed ? "lost" : detail.state;
    isAdrift = ["lost", "shut"].includes(state);
    if (turnAgain && state === "lost") return; // it says as much already
    clearTimeout(timer);
    timer = setTimeout(() => show(state), state === "back" ? 0 : PATIENCE);
  });
  document.addEventListener("reconnect:build", ({ detail }) => {
    if (["newer", "held"].includes(detail.state)) newer = detail.state;
    else if (isAdrift) return; // that is worse
    show(detail.state);
  });
  // What was known before there was a bar to say it in.
  document.addEventListener("DOMContentLoaded", () => newer && show(newer));
  function away(again, isUnsaid, isLost) {
    clearTimeout(timer);
    const isCalm = document.querySelector(".rc-calm");
    show(isLost ? "undone" : isUnsaid ? "unsaid" : isFull ? "bound" : isCalm ? "calm" : "away");
    turnAgain = again;
  }
  document.addEventListener("reconnect:away", ({ detail }) =>
    away(detail.again, detail.isUnsaid, detail.isLost),
  );
  document.addEventListener("reconnect:kept", ({ detail }) => {
    if (detail.isKept !== isFull) return;
    isFull = !detail.isKept;
    show(isFull ? "full" : "back");
  });
  const calm = () => {
    clearTimeout(timer);
    show("back");
  };
  document.addEventListener("reconnect:ready", calm);
  document.addEventListener("reconnect:leave", calm);
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#rc-line button")) (turnAgain ?? again)();
  });

  // Says whether the server answers. Where nothing does any more, the page stays: the browser's own
  // page in its place has neither Help nor Exit this page, and what was typed would be lost.
  globalThis.reconnectReaches = async () => {
    const src = `${document.documentElement.dataset.rcBase}%STATIC%shell.css`;
    try {
      const answer = await fetch(src, {
        method: "HEAD",
        cache: "no-store",
        signal: AbortSignal.timeout(LONGEST),
      });
      return answer.ok || !JSON.parse("%PASSING%");
    } catch {
      return false; // there is no server, or no line to it
    }
  };
  // Lets the browser open a page that is not turned to in place.
  globalThis.reconnectOpen = async (url) => {
    if (!(await globalThis.reconnectReaches())) away(() => globalThis.reconnectOpen(url));
    else if (!globalThis.reconnectExit.aborted) location.assign(url);
  };
  // A page that says what went wrong has no page script, which does this on all others.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".rc-calm a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    globalThis.reconnectOpen(link.href);
  });
  // The line tries again by itself; here the reader hastens it. The page is loaded again for no other
  // reason, since words can be in its memory alone.
  function again() {
    show("again"); // until it is there, or fails, or takes long once more
    document.dispatchEvent(new CustomEvent("reconnect:hurry", { detail: { isClosed } }));
  }
  addEventListener("pagehide", () => {
    leaving = true;
  });
})();
