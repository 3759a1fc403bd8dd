// Where a browser keeps the answers: in itself, or in this tab alone. Works without a kernel.
(() => {
  // The answers of the example are kept nowhere.
  globalThis.reconnectKeeps = !document.documentElement.dataset.rcBuild?.endsWith("-example");
  if (!globalThis.reconnectKeeps) return;
  const CHOICE = "reconnect:only-this-tab";
  const OURS = /^(reconnect:(kept:|draft:|country$|whole$)|rc-heights:)/;
  const ABOUT = "reconnect:kept:about";
  const root = document.documentElement;
  const inBrowser = () => globalThis.reconnectJournal.storage;
  const isTab = () => globalThis.reconnectKept.get(CHOICE, "sessionStorage") !== "";
  // A link that is opened in a new tab leads to one that keeps nothing in the browser either.
  const HASH = "#only-this-tab";
  if (location.hash === HASH) {
    globalThis.reconnectKept.set(CHOICE, "yes", "sessionStorage");
    history.replaceState(history.state, "", location.pathname + location.search);
  }
  for (const kind of ["pointerdown", "keydown", "contextmenu"])
    document.addEventListener(
      kind,
      (event) => {
        const link = event.target.closest?.("a[href]");
        if (!link || !isTab() || link.origin !== location.origin) return;
        const isElsewhere =
          event.ctrlKey ||
          event.metaKey ||
          event.shiftKey ||
          event.button > 0 ||
          link.target === "_blank" ||
          kind === "contextmenu";
        if (isElsewhere && !link.hash) link.hash = HASH;
        else if (!isElsewhere && link.hash === HASH) link.hash = "";
      },
      true,
    );
  const show = () => {
    root.dataset.rcArea = isTab() ? "tab" : "browser";
  };
  show();

  const ours = (storage) => Object.keys(storage).filter((name) => OURS.test(name));
  const hasAnswers = (storage) =>
    ours(storage).some((name) => name.startsWith("reconnect:kept:") && name !== ABOUT);

  /** Say whether anything is kept here of the reader; throws where storage is refused or damaged. */
  globalThis.reconnectHasAnswers = () => {
    const storage = isTab() ? sessionStorage : inBrowser();
    return hasAnswers(storage) || Boolean(JSON.parse(storage.getItem(ABOUT))?.lock);
  };

  // All or nothing: what has no room in the other place stays where it is.
  function move(from, to) {
    const names = ours(from);
    const before = new Map(ours(to).map((name) => [name, to.getItem(name)]));
    try {
      for (const name of before.keys()) to.removeItem(name);
      for (const name of names) to.setItem(name, from.getItem(name));
    } catch (error) {
      for (const name of ours(to)) to.removeItem(name);
      for (const [name, text] of before) to.setItem(name, text);
      throw error;
    }
    const id = JSON.parse(from.getItem(ABOUT) ?? "{}").id;
    for (const name of names) from.removeItem(name);
    // Other tabs that are open let go of these answers as of erased ones.
    if (from !== sessionStorage && id)
      from.setItem(
        ABOUT,
        JSON.stringify({
          id: crypto
            .getRandomValues(new Uint32Array(4))
            .reduce((all, one) => all + one.toString(16).padStart(8, "0"), ""),
          erased: [id],
        }),
      );
  }

  /** Keep the answers in the other place; returns why not, if they have to stay. */
  function choose(area) {
    if (globalThis.reconnectIsUnkept?.())
      return "This page has words that the browser has not kept yet, and they would be lost. Unlock your answers first, or copy what you wrote.";
    const unsaid = globalThis.reconnectUnsaid?.();
    if (unsaid === "lost")
      return "The workbook is not running, so what you pressed on this page has not been done. To go on without it, load the page again, and then choose this once more.";
    if (unsaid)
      return "What you pressed on this page is still on its way. Please try again in a moment.";
    const [from, to] =
      area === "tab" ? [inBrowser(), sessionStorage] : [sessionStorage, inBrowser()];
    if (area === "browser" && hasAnswers(to))
      return "This browser already keeps other answers. Keep a copy on the last page, and bring it back there when you are in the browser again.";
    move(from, to);
    if (area === "tab") sessionStorage.setItem(CHOICE, "yes");
    else sessionStorage.removeItem(CHOICE);
    globalThis.reconnectJournal.written.then(() => location.reload()); // else the words stay there that were moved
    return "";
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-rc-keep-in]");
    if (!button) return;
    const line = button.closest("[data-rc-in]").querySelector("[data-rc-not-moved]");
    try {
      line.textContent = choose(button.dataset.rcKeepIn);
    } catch {
      line.textContent = "This browser has no room for them there. They stay where they are.";
    }
  });
})();
