// A quiet bar when the page has lost its kernel; and a few things that the server's page expects.
(() => {
  const PATIENCE = 1500; // a line that is back sooner is not worth a word
  const WORDS = {
    lost: "This page has lost touch with the workbook. What you type is kept in %KEPT_IN%.",
    dead: "This page has fallen asleep. What you type is kept in %KEPT_IN%.",
    gone: "%GONE%",
    full: "This browser did not keep your last answers: its storage is full or switched off. Copy what you wrote before you leave.",
    slow: "This page is taking longer than usual. You can read on, or load it again.",
  };
  const KEPT_IN = "%KEPT_IN%"; // unless the reader chose to keep all in the tab (area.js)
  const AGAIN = { dead: "Wake it up", gone: "Try again" };
  let timer = 0, leaving = false, beats = 0;

  function show(state) {
    const bar = document.getElementById("rc-line");
    if (!bar || leaving) return;
    const inTab = document.documentElement.dataset.rcArea === "tab";
    bar.querySelector("p").textContent = (WORDS[state] ?? "").replace(KEPT_IN, inTab ? "this tab" : KEPT_IN);
    const button = bar.querySelector("button");
    button.textContent = AGAIN[state] ?? "Load the page again";
    button.hidden = !(state in WORDS) || state === "full";
    bar.classList.toggle("rc-shown", state in WORDS);
  }

  document.addEventListener("reconnect:connection", ({ detail }) => {
    clearTimeout(timer);
    timer = setTimeout(() => show(detail.state), detail.state === "back" ? 0 : PATIENCE);
  });
  let isFull = false;
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
    if (event.target.closest?.("#rc-line button")) again();
  });

  // Where nothing answers any more, the page stays: what was typed would be lost with it.
  async function again() {
    const script = document.querySelector("script[type=module][src]");
    try {
      const answer = await fetch(script.src, { method: "HEAD", cache: "no-store" });
      if (answer.ok || !%PASSING%) return location.reload();
    } catch { /* there is no server, or no line to it */ }
    show("gone");
  }
  addEventListener("pagehide", () => { leaving = true; });

  // Voila calls this every ten seconds while a kernel starts or a cell runs.
  window.voila_heartbeat = () => { if (++beats === 2) show("slow"); };
})();
