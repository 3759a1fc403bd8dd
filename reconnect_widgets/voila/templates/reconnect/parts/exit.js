// Exit this page. Works with no kernel, and before the rest of the page is here.
(() => {
  const NEUTRAL = "%EXIT_TO%";
  const LEFT = "left";
  const SHUT = "shut"; // what a tab tells the others when a locked workbook shuts
  const PRESSES = 3;
  const SECONDS = 5;
  const root = document.documentElement;
  root.classList.add("rc-script");
  const exit = new AbortController();
  globalThis.reconnectExit = exit.signal; // says whether the reader has exited: whoever acts later asks it

  // Blank first: nothing of the page may be seen while the other site loads, or if it never does.
  function blank() {
    root.classList.add("rc-gone");
    document.title = "New tab";
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close(); // it would silence the cover
    for (const icon of document.querySelectorAll("link[rel~=icon]")) icon.href = "data:,";
    if (document.querySelector(".rc-cover")) return;
    const cover = document.createElement("div");
    cover.className = "rc-cover";
    cover.setAttribute("role", "alert");
    cover.textContent = "Loading";
    root.append(cover);
  }

  // Answers that are kept in this tab only: a tab that was duplicated has the same, and they end with these.
  function onlyHere() {
    const kept = globalThis.reconnectKept;
    if (!kept.get("reconnect:only-this-tab", "sessionStorage")) return "";
    return kept.parsed("reconnect:kept:about", {}, "sessionStorage").id;
  }
  globalThis.reconnectEndCopies = () => {
    const id = onlyHere();
    if (id) tabs?.postMessage(id);
  };

  // Other tabs of the workbook. A tab that hears of an exit lets go of the words on its screen.
  let tabs = null;
  try {
    tabs = new BroadcastChannel("reconnect-lock");
    tabs.onmessage = ({ data }) => {
      if (exit.signal.aborted) return;
      if (data !== SHUT) return void (data === onlyHere() && leave(NEUTRAL));
      forget();
      location.reload();
    };
  } catch {
    /* this browser tells other tabs nothing */
  }

  // What says, in a cookie, that the server has what opens the workbook; with a worker there is no server.
  const { rcBase, rcWorker } = root.dataset;
  const OPEN = `reconnect-open-${location.host.split(":").pop()}=`;

  // The cookie goes first: other tabs look at it, and the server may be busy or out of reach.
  function forget() {
    if (rcWorker) return;
    document.cookie = `${OPEN}; path=${rcBase}; max-age=0`;
    const headers = { "Reconnect-Visit": "yes", ...globalThis.reconnectDoor?.headers() };
    fetch(`${rcBase}reconnect/key`, { method: "DELETE", keepalive: true, headers }).catch(() => {});
  }

  // A locked workbook shuts: the server forgets what opens it, and so do this page and other tabs.
  function lock() {
    const { reconnectVault: key } = globalThis;
    delete globalThis.reconnectVault;
    const isLocked = rcWorker
      ? localStorage.getItem("reconnect:kept:about")?.includes('"lock":')
      : key || document.cookie.includes(OPEN);
    if (!isLocked) return;
    forget();
    tabs?.postMessage(SHUT);
  }

  function leave(where) {
    blank();
    exit.abort(); // what was typed last is sent, and nothing comes after it
    try {
      globalThis.reconnectEndCopies();
      lock();
    } catch {
      /* nothing may keep the reader here */
    }
    try {
      mark(true);
    } catch {
      /* this browser keeps nothing at all */
    }
    try {
      if (top !== self) top.location.replace(where); // a site that shows the workbook in a frame is left, too
    } catch {
      /* the frame may not do that */
    }
    location.replace(where);
  }

  // Where a browser refuses storage, a cookie of the session says it.
  function hasLeft() {
    try {
      return sessionStorage.getItem(LEFT) === "1";
    } catch {
      return document.cookie.includes("reconnect-left=1");
    }
  }
  function mark(isLeft) {
    try {
      sessionStorage.clear(); // nothing else is kept for the tab once it was left
      if (isLeft) sessionStorage.setItem(LEFT, "1"); // for the pages before this one, if Back leads to them
    } catch {
      document.cookie = `reconnect-left=1; path=/; SameSite=Strict${isLeft ? "" : "; max-age=0"}`;
    }
  }

  // Back, after leaving, leads to the pages before: they stay blank, and so does one that waits for
  // the other site and is loaded again. Coming by address is coming back.
  const way = performance.getEntriesByType("navigation")[0];
  if (hasLeft()) {
    if (["back_forward", "reload"].includes(way?.type)) leave(NEUTRAL);
    else mark(false);
  }
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    if (exit.signal.aborted || hasLeft()) leave("about:blank");
    else location.reload(); // its kernel has ended
  });

  // Whatever the button of the mouse. An open dialog takes the clicks beside it, and the bar is there still.
  const isWithin = (element, { clientX: x, clientY: y }) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return left <= x && x <= right && top <= y && y <= bottom;
  };
  globalThis.reconnectIsWithin = isWithin; // Help asks, too
  for (const kind of ["click", "auxclick"])
    document.addEventListener(kind, (event) => {
      const isBeside =
        event.target.matches?.("dialog") &&
        [...document.querySelectorAll("[data-rc-exit]")].some((one) => isWithin(one, event));
      if (event.button === 2 || (!isBeside && !event.target.closest?.("[data-rc-exit]"))) return;
      event.preventDefault();
      leave(NEUTRAL);
    });

  // Shift three times. A press counts only by itself: no other key, no mouse, no held-down repeat.
  let count = 0,
    bare = false,
    timer = 0;
  const status = () => document.getElementById("rc-exit-status");
  function show(words) {
    if (count) root.dataset.rcShift = count;
    else delete root.dataset.rcShift;
    if (status()) status().textContent = words;
  }
  function reset(words = "") {
    clearTimeout(timer);
    if (count) {
      count = 0;
      show(words);
    }
  }
  function pressed() {
    count += 1;
    if (count >= PRESSES) {
      clearTimeout(timer);
      return leave(NEUTRAL);
    }
    if (count === 1) timer = setTimeout(() => reset("Exit this page has expired."), SECONDS * 1000);
    show(count === 1 ? "Shift, press 2 more times to exit." : "Shift, press 1 more time to exit.");
  }
  const hears = {
    keydown({ key, ctrlKey, altKey, metaKey, repeat }) {
      const isShift = key === "Shift" && !ctrlKey && !altKey && !metaKey;
      if (!isShift) reset();
      bare = isShift && (bare || !repeat);
    },
    keyup({ key }) {
      if (key !== "Shift") return;
      if (bare) pressed();
      bare = false;
    },
  };
  for (const [kind, hear] of Object.entries(hears)) addEventListener(kind, hear, true);
  const held = () => {
    bare = false; // for what is done with it
  };
  for (const kind of ["pointerdown", "wheel"])
    addEventListener(kind, held, { capture: true, passive: true });
  addEventListener("blur", held); // of the window, and not of what is in it
})();
