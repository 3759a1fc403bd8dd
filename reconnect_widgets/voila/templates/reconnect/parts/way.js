// The way through a page, around the part that is shown (sections.js): the list of all parts, which of
// them it is, and on and back.
globalThis.reconnectWay = (() => {
  const SEEN = "reconnect:seen";
  const root = document.documentElement;
  const all = (which, within = document) => [...within.querySelectorAll(which)];
  const main = () => document.querySelector("main");

  // What was read without a question in it, for as long as the tab is open
  const seen = new Set(globalThis.reconnectKept.parsed(SEEN, [], "sessionStorage"));
  const addressOf = (part) => location.pathname + part.end;
  function see(part) {
    if (!part || seen.has(addressOf(part)) || globalThis.reconnectExit.aborted) return;
    seen.add(addressOf(part));
    globalThis.reconnectKept.set(SEEN, JSON.stringify([...seen]), "sessionStorage");
  }
  document.addEventListener("reconnect:country", ({ detail }) => {
    if (detail) return;
    seen.clear();
    globalThis.reconnectKept.forget(SEEN);
  });

  // What is answered is seen in the fields, so that no kernel need say it.
  function isFilled(field) {
    return /radio|checkbox/.test(field.type) ? field.checked : field.value.trim() !== "";
  }
  function isAnswered(question) {
    if (question.querySelector(".rc-rows > .rc-row")) return true;
    const fields = all("input, textarea, select", question);
    return fields.some((field) => !field.closest("template") && isFilled(field));
  }
  const isCheck = ({ section }) => section.querySelector("[data-rc-private]");
  const isWithin = (one) => one.parentElement.closest(".rc-q");
  function stateOf(part) {
    if (isCheck(part)) return part.section.querySelector(".rc-after")?.textContent ? "done" : "";
    const asked = all(".rc-q[data-id]", part.section).filter((one) => !isWithin(one));
    if (!asked.length) return seen.has(addressOf(part)) && !part.isNow ? "done" : "";
    const answered = asked.filter(isAnswered).length;
    return answered === asked.length ? "done" : answered ? "begun" : "";
  }

  // How long it takes this reader: by whose answers a page is held, has other words and fewer parts.
  function minutes(parts) {
    const others = all("main [data-rc-reader^=if]");
    const isHeld = others.some((one) => one.firstElementChild?.matches(":not(template)"));
    const busy = ({ section }) => Number(section.dataset.rcSeconds.split(" ")[isHeld ? 1 : 0]);
    return Math.max(1, Math.round(parts.reduce((sum, part) => sum + busy(part), 0) / 60));
  }
  function times(parts) {
    const [core, of] = [minutes(parts.filter((part) => part.isCore)), minutes(parts)];
    const words = `About ${core} ${core === 1 ? "minute" : "minutes"}`;
    return core === of ? words : `${words}, or ${of} for all of it`;
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
  const button = (className, textContent, more) =>
    make("button", { type: "button", className, textContent, ...more });
  const link = (href, textContent, className = "") => make("a", { href, textContent, className });

  // Nothing is made anew that is as it was, and the focus stays.
  function put(place, ...within) {
    const next = make("div", {}, ...within);
    if (next.innerHTML === place.innerHTML) return;
    const nameOf = (one) => one.getAttribute("href") ?? one.className;
    const had = place.contains(document.activeElement) && nameOf(document.activeElement);
    place.replaceChildren(...next.childNodes);
    const again = had && all("a, button", place).find((one) => nameOf(one) === had);
    if (again) again.focus({ preventScroll: true });
  }
  const own = (which) => main().querySelector(`:scope > ${which}`);
  function placeFor(className, label, before) {
    const place = own(`.${className}`) ?? make("nav", { className, "aria-label": label });
    if (place.previousElementSibling !== before) before.after(place);
    return place;
  }

  // The list, beside the page or, where there is no room, below a button

  let isOpen = false;
  function open(isTo) {
    isOpen = isTo;
    document.querySelector(".rc-parts")?.classList.toggle("rc-open", isOpen);
    document.querySelector(".rc-all-parts")?.setAttribute("aria-expanded", String(isOpen));
  }

  function row(part, isWhole) {
    const { end, title } = part;
    if (!title) return make("li", {}, make("span", { className: "rc-unknown" }));
    const state = stateOf(part);
    const to = link(end, title);
    if (state) to.setAttribute("aria-label", `${title}, ${state}`);
    if (part.isNow && !isWhole) to.setAttribute("aria-current", "step");
    return make("li", { className: `rc-${state}` }, to);
  }

  function beads(way, last) {
    const bead = (_, at) => make("i", { className: at <= last ? "rc-on" : "" });
    const walked = make("span", { "aria-hidden": "true" }, ...way.map(bead));
    const more = { "aria-expanded": isOpen, "aria-controls": "rc-list" };
    const opens = button("rc-all-parts", "All parts", more);
    return make("div", { className: "rc-beads" }, walked, opens);
  }

  function drawList(place, parts, way, last, isWhole) {
    const more = parts.filter((part) => !part.isCore);
    const rows = (of) => make("ol", {}, ...of.map((part) => row(part, isWhole)));
    const words = isWhole ? "Show one part at a time" : "Show the whole page";
    const list = [
      make("p", { className: "rc-times", textContent: times(parts) }),
      rows(way),
      more.length && make("p", { className: "rc-more-title", textContent: "More on this" }),
      more.length && rows(more),
      button("rc-whole", words),
    ];
    put(place, beads(way, last), make("div", { className: "rc-list", id: "rc-list" }, ...list));
  }

  // The line says the number of a part that comes in place of another.
  function drawLine(parts, way, now, half) {
    const line = own(".rc-step") ?? make("p", { className: "rc-step", role: "status" });
    if (!line.isConnected) parts[0].section.before(line);
    const at = way.indexOf(now);
    const which = `Part ${at + 1} of ${way.length}${half === 2 ? ", second half" : ""}`;
    const time = make("span", {}, ". ", make("span", { textContent: times(parts) }));
    put(line, at < 0 ? "More on this" : which, !at && half !== 2 && time);
    main().classList.toggle("rc-later", now !== parts[0]);
    main().classList.toggle("rc-last", now === parts.at(-1));
  }

  function drawGo(parts, way, last, now, half) {
    const after = way[last + 1];
    const before = now.isCore ? way[last - 1] : way[last];
    const pageBefore = main().querySelector(".rc-turn:has(a + a) a, .rc-turn-last a");
    const on = half === 1 ? now.ends[1] : after?.end;
    const back = half === 2 ? now.end : before && (before.ends[1] ?? before.end);
    // Whoever has answered a check is to press its own button first.
    const isUnsent = half !== 1 && isCheck(now) && stateOf(now) !== "done";
    const toPage = !back && pageBefore && link(pageBefore.getAttribute("href"), "Back", "rc-back");
    if (toPage) toPage.setAttribute("aria-label", `Back to ${pageBefore.textContent}`);
    // Next of the page stands above Back, as Continue does before it.
    const sections = all(":scope > .rc-section", main());
    const isLast = now === parts.at(-1) && own(".rc-end");
    const go = placeFor("rc-go", "On and back", isLast || sections.at(-1));
    const onward = isUnsent
      ? link(on, "Go on without it", "rc-quiet")
      : link(on, "Continue", "rc-button rc-on");
    put(go, on && onward, back ? link(back, "Back", "rc-back") : toPage);
    drawMore(parts, way, last, now, half, go);
  }

  function drawMore(parts, way, last, now, half, go) {
    const after = way[last + 1];
    const from = parts.indexOf(way[last]) + 1;
    const more = parts.slice(from, after ? parts.indexOf(after) : undefined);
    const named = half === 1 ? [] : more.filter((part) => part !== now && part.title);
    const rows = named.map((part) => make("li", {}, link(part.end, part.title)));
    const place = placeFor("rc-more-here", "More on this", go);
    put(place, make("p", { textContent: "More on this" }), make("ul", {}, ...rows));
    place.hidden = !rows.length;
  }

  document.addEventListener("reconnect:prose", () => open(false));
  document.addEventListener("click", ({ target }) => {
    if (target.closest?.(".rc-all-parts")) open(!isOpen);
    else if (target.closest?.(".rc-whole, a[href*='#']")) open(false);
  });

  return ({ parts, half, isWhole }) => {
    const list = document.querySelector(".rc-parts");
    if (!list) return;
    const now = parts.find((part) => part.isNow);
    see(now);
    root.toggleAttribute("data-rc-parted", parts.length > 1);
    if (parts.length < 2) {
      list.replaceChildren();
      return;
    }
    const way = parts.filter((part) => part.isCore);
    const walked = parts.slice(0, parts.indexOf(now) + 1);
    const last = way.indexOf(walked.findLast((part) => part.isCore)); // of the way, up to here
    drawList(list, parts, way, last, isWhole);
    drawLine(parts, way, now, half);
    drawGo(parts, way, last, now, half);
  };
})();
