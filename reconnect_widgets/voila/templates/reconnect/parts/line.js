// A quiet bar when the page has lost its kernel; and a few things that the server's page expects.
(() => {
  const PATIENCE = 1500; // a line that is back sooner is not worth a word
  const WORDS = {
    lost: "This page has lost touch with the workbook. What you type is kept in %KEPT_IN%.",
    dead: "This page has lost touch with the workbook. What you type is kept in %KEPT_IN%.",
    slow: "This page is taking longer than usual. You can read on, or load it again.",
  };
  let timer = 0, leaving = false, beats = 0;

  function show(state) {
    const bar = document.getElementById("rc-line");
    if (!bar || leaving) return;
    bar.querySelector("p").textContent = WORDS[state] ?? "";
    bar.querySelector("button").hidden = !(state in WORDS);
    bar.classList.toggle("rc-shown", state in WORDS);
  }

  document.addEventListener("reconnect:connection", ({ detail }) => {
    clearTimeout(timer);
    timer = setTimeout(() => show(detail.state), detail.state === "back" ? 0 : PATIENCE);
  });
  const calm = () => {
    clearTimeout(timer);
    show("back");
  };
  document.addEventListener("reconnect:ready", calm);
  document.addEventListener("reconnect:leave", calm);
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#rc-line button")) location.reload();
  });
  addEventListener("pagehide", () => { leaving = true; });

  // Voila calls this every ten seconds while a kernel starts or a cell runs.
  window.voila_heartbeat = () => { if (++beats === 2) show("slow"); };

  // The token has become a cookie by now; it need not stay in the address or in a bookmark.
  const address = new URL(location.href);
  if (address.searchParams.has("token")) {
    address.searchParams.delete("token");
    history.replaceState(history.state, "", address.pathname + address.search + address.hash);
  }
})();
