// One thing at a time: of the parts of a page the reader sees one, and around it the way to the others
// (way.js). Whoever would rather see the whole page says so once. It needs no kernel, and is there
// before the page is seen.
(() => {
  const WHOLE = "reconnect:whole";
  const root = document.documentElement;
  const place = () => location.pathname + location.search;
  const all = (which, within = document) => [...within.querySelectorAll(which)];

  let shownAt = ""; // the address of the page that is shown
  let sections = [];
  let now = null; // the one that is shown
  let half = 0; // of a long check: 1 or 2
  let isReaderKnown = false;
  let isSought = false; // the address leads to what may come with the kernel

  root.toggleAttribute("data-rc-whole", globalThis.reconnectKept.get(WHOLE) === "yes");
  const isWhole = () => "rcWhole" in root.dataset;
  const forget = () => globalThis.reconnectKept.forget(WHOLE);

  // A part whose heading is for other readers is not there. Until it is known who reads, it is counted
  // as most will see it, and not named.
  const headingOf = (section) => section.querySelector("h2");
  function expected(section) {
    if (isReaderKnown) return null;
    const kept = all("[data-rc-reader^=unless] > template", section);
    return kept.map((one) => one.content.querySelector("h2")).find(Boolean);
  }
  const idOf = (section) => (headingOf(section) ?? expected(section))?.id;
  const there = () => sections.filter(idOf);
  const halvesOf = (section) => all(".rc-half", section);

  /** What the end of an address can name: headings have their ids encoded, questions have not. */
  function idsOf(hash) {
    const id = hash.slice(1);
    try {
      return [id, decodeURIComponent(id)];
    } catch {
      return [id]; // it was cut off
    }
  }
  /** The element that has one of these ids. */
  globalThis.reconnectNamed = (hash) =>
    idsOf(hash)
      .map((id) => document.getElementById(id))
      .find(Boolean);

  /** Where the end of an address leads: to a part by its heading, by what is in it, or by a question. */
  function find(hash) {
    const ids = idsOf(hash);
    if (!ids[0]) return null;
    const named = globalThis.reconnectNamed(hash);
    const question = `.rc-q[data-id="${CSS.escape(ids.at(-1))}"]`;
    const target = named ?? document.querySelector(question);
    const meant = (section) => ids.includes(idOf(section));
    const to = placeOf(target) ?? { section: there().find(meant) };
    return there().includes(to.section) ? { ...to, named } : null;
  }
  function placeOf(element) {
    const section = element?.closest(".rc-section");
    const isFirst = element?.closest(".rc-half:first-child, .rc-prose");
    return section && { section, half: halvesOf(section).length ? (isFirst ? 1 : 2) : 0 };
  }
  /** Show the part, and the half of it, in which something stands. */
  globalThis.reconnectPart = (element) => show(placeOf(element));
  const endOf = (to) => `#${to.half === 2 ? halvesOf(to.section)[1].id : idOf(to.section)}`;

  function show(to, isTurn) {
    if (isTurn) isSought = false;
    now = to?.section;
    half = to?.half ?? (now && halvesOf(now).length ? 1 : 0);
    for (const one of sections) {
      one.classList.toggle("rc-current", one === now);
      delete one.dataset.rcHalf;
    }
    if (half) now.dataset.rcHalf = half;
    draw();
    document.dispatchEvent(new CustomEvent("reconnect:part"));
    const heading = isTurn && now && !isWhole() && headingOf(now);
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  function draw() {
    const partOf = (section) => ({
      section,
      end: `#${idOf(section)}`,
      ends: halvesOf(section).map((one, at) => (at ? `#${one.id}` : `#${idOf(section)}`)),
      title: headingOf(section)?.textContent ?? "",
      isCore: section.classList.contains("rc-core"),
      isNow: section === now,
    });
    globalThis.reconnectWay({ parts: there().map(partOf), half, isWhole: isWhole() });
  }

  function toggle() {
    const isNow = (one) => one.getBoundingClientRect().top < innerHeight / 2;
    const at = isWhole()
      ? { section: there().findLast(isNow) ?? there()[0] }
      : { section: now, half };
    root.toggleAttribute("data-rc-whole");
    if (isWhole()) globalThis.reconnectKept.set(WHOLE, "yes");
    else forget();
    show(at);
    if (!isWhole()) history.replaceState(history.state, "", endOf({ ...at, half }));
    headingOf(now)?.scrollIntoView();
  }

  /** Show the part to which the address leads; what leads nowhere yet may come with the kernel. */
  function follow(isTurn) {
    const to = find(location.hash);
    if (to && !to.named && endOf(to) !== location.hash)
      history.replaceState(history.state, "", endOf(to));
    const next = to ?? (isTurn && !location.hash && { section: there()[0] });
    if (next) show(next, isTurn && (next.section !== now || (next.half ?? half) !== half));
    return Boolean(to);
  }
  function seek() {
    const isFound = isSought && follow(false);
    if (isFound) isSought = false;
    return isFound;
  }

  document.addEventListener("reconnect:prose", () => {
    shownAt = place();
    sections = all("main > .rc-section");
    now = null;
    isSought = Boolean(location.hash) && !follow(false);
    if (!now) show({ section: there()[0] });
  });
  document.addEventListener("reconnect:map", ({ detail }) => {
    if (detail.readers === undefined) return;
    isReaderKnown = Boolean(detail.readers);
    if (seek()) return;
    const parts = there();
    const isAfter = (one) => sections.indexOf(one) >= sections.indexOf(now);
    if (parts.includes(now)) later();
    else show({ section: parts.find(isAfter) ?? parts.at(-1) });
  });
  document.addEventListener("reconnect:ready", seek);
  document.addEventListener("reconnect:leave", () => {
    isReaderKnown = false;
    sections = [];
  });
  document.addEventListener("reconnect:country", ({ detail }) => detail || forget());

  // The part is there before the browser goes to it.
  document.addEventListener("click", (event) => {
    if (event.target.closest?.(".rc-whole")) return toggle();
    const link = event.target.closest?.("a[href*='#']");
    const isElsewhere = !link || link.pathname + link.search !== shownAt;
    if (isElsewhere || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const to = find(link.hash);
    if (to) show(to, true);
  });
  addEventListener("popstate", () => place() === shownAt && sections.length && follow(true));

  // What is answered changes what the list says; it is drawn once for all that comes at once.
  let isDue = false;
  function later() {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      if (sections.length) draw();
    });
  }
  for (const kind of ["change", "reconnect:ready"]) document.addEventListener(kind, later);
  document.addEventListener("click", ({ target }) => target.closest?.("main button") && later());
})();
