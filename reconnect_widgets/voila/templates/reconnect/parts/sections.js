// One thing at a time: of the parts of a page the reader sees one, and a list of all. Whoever would
// rather see the whole page says so once. It needs no kernel, and is there before the page is seen.
(() => {
  const WHOLE = "reconnect:whole";
  const root = document.documentElement;
  const storage = () => (root.dataset.rcArea === "tab" ? sessionStorage : window["%STORAGE%"]);
  const place = () => location.pathname + location.search;
  const all = (which, within = document) => [...within.querySelectorAll(which)];

  let shownAt = ""; // the address of the page that is shown
  let sections = [];
  let now = null; // the one that is shown
  let half = 0; // of a long check: 1 or 2
  let isReaderKnown = false;
  let seen = new Set(); // addresses of parts that were read in this document
  let isSought = false; // the address leads to what may come with the kernel
  let isOpen = false; // the list, where there is no room beside the page

  try { root.toggleAttribute("data-rc-whole", storage().getItem(WHOLE) === "yes"); } catch { /* it keeps nothing */ }
  const isWhole = () => "rcWhole" in root.dataset;

  function remember() {
    try {
      if (isWhole()) storage().setItem(WHOLE, "yes");
      else forget();
    } catch { /* then it is so until the page is left */ }
  }
  function forget() {
    for (const kept of [localStorage, sessionStorage]) kept.removeItem(WHOLE);
  }

  function make(name, more = {}, ...within) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(more)) {
      if (key in made) made[key] = value;
      else made.setAttribute(key, value);
    }
    made.append(...within.filter(Boolean));
    return made;
  }

  // A part whose heading is for other readers is not there. Until it is known who reads, it is counted
  // as most will see it, and not named.
  const headingOf = (section) => section.querySelector("h2");
  function expected(section) {
    if (isReaderKnown) return null;
    return all("[data-rc-reader^=unless] > template", section).map((one) => one.content.querySelector("h2")).find(Boolean);
  }
  const idOf = (section) => (headingOf(section) ?? expected(section))?.id;
  const titleOf = (section) => headingOf(section)?.textContent ?? "";
  const isCore = (section) => section.classList.contains("rc-core");
  const there = () => sections.filter(idOf);
  const isHalved = (section) => Boolean(section?.querySelector(".rc-half"));
  const addressOf = (section) => `${shownAt}#${idOf(section)}`;

  /** Where the end of an address leads: to a part by its heading, by what is in it, or by a question. */
  function find(hash) {
    const ids = [hash.slice(1), decodeURIComponent(hash.slice(1))]; // headings have theirs encoded
    if (!ids[0]) return null;
    const named = ids.map((id) => document.getElementById(id)).find(Boolean);
    const target = named ?? document.querySelector(`.rc-q[data-id="${CSS.escape(ids[1])}"]`);
    const to = target?.closest(".rc-section") ?? there().find((section) => ids.includes(idOf(section)));
    if (!there().includes(to)) return null;
    const isFirst = target?.closest(".rc-half:first-child, .rc-prose");
    return { section: to, half: isHalved(to) ? (isFirst ? 1 : 2) : 0, named };
  }
  const endOf = ({ section, half }) => `#${half === 2 ? all(".rc-half", section)[1].id : idOf(section)}`;

  function show(to, isTurn) {
    if (isTurn) isSought = false;
    now = to?.section;
    half = to?.half ?? (isHalved(now) ? 1 : 0);
    if (now) seen.add(addressOf(now));
    for (const one of sections) {
      one.classList.toggle("rc-current", one === now);
      delete one.dataset.rcHalf;
    }
    if (half) now.dataset.rcHalf = half;
    draw();
    document.dispatchEvent(new CustomEvent("reconnect:part"));
    if (!isTurn || !now || isWhole()) return;
    const heading = headingOf(now);
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  // What is answered is seen in the fields, so that no kernel need say it.
  const isFilled = (field) => (/radio|checkbox/.test(field.type) ? field.checked : field.value.trim() !== "");
  function isAnswered(question) {
    if (question.querySelector(".rc-rows > .rc-row")) return true;
    return all("input, textarea, select", question).some((field) => !field.closest("template") && isFilled(field));
  }
  function stateOf(section) {
    if (section.querySelector("[data-rc-private]")) return section.querySelector(".rc-after")?.textContent ? "done" : "";
    const asked = all(".rc-q[data-id]", section).filter((one) => !one.parentElement.closest(".rc-q"));
    const answered = asked.filter(isAnswered).length;
    if (!asked.length) return seen.has(addressOf(section)) && section !== now ? "done" : "";
    return answered === asked.length ? "done" : answered ? "begun" : "";
  }

  function draw() {
    const list = document.querySelector(".rc-parts");
    if (!list) return;
    const parts = there();
    root.toggleAttribute("data-rc-parted", parts.length > 1);
    if (parts.length < 2) return void list.replaceChildren();
    const way = parts.filter(isCore);
    const more = parts.filter((one) => !isCore(one));
    const rows = (of) => of.map((one) => make("li", { className: `rc-${stateOf(one)}` }, row(one)));
    put(list, beads(way), make("div", { className: "rc-list", id: "rc-list" },
      make("p", { className: "rc-times", textContent: times(list.dataset) }),
      make("ol", {}, ...rows(way)),
      more.length && make("p", { className: "rc-more-title", textContent: "More on this" }),
      more.length && make("ol", {}, ...rows(more)),
      make("button", { type: "button", className: "rc-whole", textContent: isWhole() ? "Show one part at a time" : "Show the whole page" })));
    drawStep(parts, way, list.dataset);
    drawGo(parts);
  }

  // Nothing is made anew that is as it was, and the focus stays.
  function put(place, ...within) {
    const next = make("div", {}, ...within);
    if (next.innerHTML === place.innerHTML) return;
    const nameOf = (one) => one.getAttribute("href") ?? one.className;
    const had = place.contains(document.activeElement) && nameOf(document.activeElement);
    place.replaceChildren(...next.childNodes);
    if (had) all("a, button", place).find((one) => nameOf(one) === had)?.focus({ preventScroll: true });
  }

  function row(section) {
    const title = titleOf(section);
    if (!title) return make("span", { className: "rc-unknown" });
    const link = make("a", { href: `#${idOf(section)}`, textContent: title });
    if (stateOf(section)) link.setAttribute("aria-label", `${title}, ${stateOf(section)}`);
    if (section === now && !isWhole()) link.setAttribute("aria-current", "step");
    return link;
  }

  function beads(way) {
    const here = way.indexOf(now);
    const row = make("span", { "aria-hidden": "true" }, ...way.map((_, at) => make("i", { className: at <= here ? "rc-on" : "" })));
    const button = make("button", { type: "button", className: "rc-all-parts", textContent: "All parts", "aria-expanded": isOpen, "aria-controls": "rc-list" });
    return make("div", { className: "rc-beads" }, row, button);
  }

  function open(isTo) {
    isOpen = isTo;
    document.querySelector(".rc-parts").classList.toggle("rc-open", isOpen);
    document.querySelector(".rc-all-parts")?.setAttribute("aria-expanded", String(isOpen));
  }

  function times({ rcCore, rcAll }) {
    const core = `About ${rcCore} ${rcCore === "1" ? "minute" : "minutes"}`;
    return rcCore === rcAll ? core : `${core}, or ${rcAll} for all of it`;
  }

  function drawStep(parts, way, minutes) {
    const main = document.querySelector("main");
    const line = main.querySelector(":scope > .rc-step") ?? make("p", { className: "rc-step", role: "status" });
    if (!line.isConnected) sections[0].before(line); // it says the number of a part that comes in place of another
    const at = way.indexOf(now);
    const more = half === 2 ? ", second half" : at ? "" : `. ${times(minutes)}`;
    const words = at < 0 ? "More on this" : `Part ${at + 1} of ${way.length}${more}`;
    if (line.textContent !== words) line.textContent = words;
    main.classList.toggle("rc-later", now !== parts[0]);
    main.classList.toggle("rc-last", now === parts.at(-1));
  }

  function drawGo(parts) {
    const main = document.querySelector("main");
    const at = parts.indexOf(now);
    const after = parts.slice(at + 1).find(isCore);
    const before = parts.slice(0, at).findLast(isCore);
    const from = parts.indexOf(isCore(now) ? now : before);
    const more = parts.slice(from + 1, after ? parts.indexOf(after) : undefined).filter((one) => one !== now && titleOf(one));
    const pageBefore = main.querySelector(".rc-turn:has(a + a) a, .rc-turn-last a");
    const on = half === 1 ? endOf({ section: now, half: 2 }) : after && `#${idOf(after)}`;
    const back = half === 2 ? `#${idOf(now)}` : before && endOf({ section: before, half: isHalved(before) ? 2 : 0 });
    // Whoever has answered a check is to press its own button first.
    const isUnsent = half !== 1 && now.querySelector("[data-rc-private]") && stateOf(now) !== "done";
    put(placeFor("rc-go", "On and back"),
      on && (isUnsent ? make("a", { className: "rc-quiet", href: on, textContent: "Go on without it" }) : make("a", { className: "rc-button rc-on", href: on, textContent: "Continue" })),
      back && make("a", { className: "rc-back", href: back, textContent: "Back" }),
      !back && pageBefore && make("a", { className: "rc-back", href: pageBefore.getAttribute("href"), textContent: "Back", "aria-label": `Back to ${pageBefore.textContent}` }));
    const rows = half === 1 ? [] : more.map((one) => make("li", {}, make("a", { href: `#${idOf(one)}`, textContent: titleOf(one) })));
    const others = placeFor("rc-more-here", "More on this");
    put(others, make("p", { textContent: "More on this" }), make("ul", {}, ...rows));
    others.hidden = !rows.length;
  }

  function placeFor(className, label) {
    const main = document.querySelector("main");
    const place = main.querySelector(`:scope > .${className}`) ?? make("nav", { className, "aria-label": label });
    if (!place.isConnected) (main.querySelector(":scope > .rc-go") ?? sections.at(-1)).after(place);
    return place;
  }

  function toggle() {
    const isNow = (one) => one.getBoundingClientRect().top < innerHeight / 2;
    const at = isWhole() ? { section: there().findLast(isNow) ?? there()[0] } : { section: now, half };
    root.toggleAttribute("data-rc-whole");
    remember();
    open(false);
    show(at);
    if (!isWhole()) history.replaceState(history.state, "", endOf(at));
    headingOf(now)?.scrollIntoView();
  }

  /** Show the part to which the address leads; what leads nowhere yet may come with the kernel. */
  function follow(isTurn) {
    const to = find(location.hash);
    if (to && !to.named && endOf(to) !== location.hash) history.replaceState(history.state, "", endOf(to));
    const next = to ?? (isTurn && !location.hash && { section: there()[0] });
    if (next) show(next, isTurn && (next.section !== now || (next.half ?? half) !== half));
    return Boolean(to);
  }

  document.addEventListener("reconnect:prose", () => {
    shownAt = place();
    sections = all("main > .rc-section");
    isOpen = false;
    now = null;
    isSought = Boolean(location.hash) && !follow(false);
    if (!now) show({ section: there()[0] });
  });
  document.addEventListener("reconnect:map", ({ detail }) => {
    if (!detail.readers) return;
    isReaderKnown = true;
    if (seek()) return;
    const parts = there();
    if (parts.includes(now)) draw();
    else show({ section: sections.slice(sections.indexOf(now)).find((one) => parts.includes(one)) ?? parts.at(-1) });
  });
  const seek = () => isSought && (isSought = !follow(false)) === false;
  document.addEventListener("reconnect:ready", seek);
  document.addEventListener("reconnect:leave", () => {
    isReaderKnown = false;
    sections = [];
  });

  // The part is there before the browser goes to it.
  document.addEventListener("click", (event) => {
    if (event.target.closest?.(".rc-whole")) return toggle();
    if (event.target.closest?.(".rc-all-parts")) return open(!isOpen);
    const link = event.target.closest?.("a[href*='#']");
    if (!link || link.pathname + link.search !== shownAt || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const to = find(link.hash);
    if (!to) return;
    open(false);
    show(to, true);
  });
  addEventListener("popstate", () => place() === shownAt && sections.length && follow(true));

  let drawing = 0;
  const later = () => { drawing ||= requestAnimationFrame(() => { drawing = 0; if (sections.length) draw(); }); };
  for (const kind of ["change", "reconnect:ready"]) document.addEventListener(kind, later);
  document.addEventListener("click", (event) => event.target.closest?.("main button") && later());
  document.addEventListener("reconnect:country", ({ detail }) => detail || forget());
})();
