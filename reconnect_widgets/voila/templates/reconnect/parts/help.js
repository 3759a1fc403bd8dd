// Help opens over the page, from every link to #help. Without script the link shows it by :target.
(() => {
  const dialog = () => document.getElementById("help");

  function open() {
    const help = dialog();
    if (!help || help.open) return;
    help.showModal(); // first: nothing may stand between a press on Help and its opening
    help.scrollTop = 0;
    help.querySelector("h2").focus();
    show();
  }

  // A press beside it closes it, and so that of the pull. One that began in it, as to choose words, or at
  // its edge does not.
  const isOutside = (event) =>
    event.target.matches?.("#help, #pull") && !globalThis.reconnectIsWithin(event.target, event);
  let isPressed = false;
  document.addEventListener("pointerdown", (event) => {
    isPressed = isOutside(event);
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (link && link.hash === "#help" && link.pathname === location.pathname) {
      event.preventDefault();
      open();
    } else if (event.target.closest?.("[data-rc-close]")) {
      event.preventDefault();
      dialog().close();
    } else if (isPressed && isOutside(event)) event.target.close();
  });
  document.addEventListener("keydown", (event) => {
    const button = event.key === " " && event.target.closest?.("a[role=button]");
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  // The reader's own country: chosen, or guessed until then. It is kept in this browser and sent nowhere.
  const COUNTRY = "reconnect:country"; // an event of this name says so; without a country it is forgotten
  const OTHER = "other";
  const DIRECTORY =
    '<a href="https://findahelpline.com" target="_blank" rel="noopener noreferrer">findahelpline.com</a>';

  function choose(code) {
    if (code) globalThis.reconnectKept.set(COUNTRY, code);
    else globalThis.reconnectKept.forget(COUNTRY);
    show();
  }

  // The clock says more than the language: en-US is many people's browser and not their country.
  let guessed;
  const guess = (codes) => (guessed ??= guessFrom(codes));
  function guessFrom(codes) {
    try {
      // Intl first reads how days are written everywhere, which takes 20 ms.
      const own =
        globalThis.Temporal?.Now.timeZoneId() ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
      const zone = own ?? "UTC";
      const zones = (code) => {
        const place = new Intl.Locale("und", { region: code });
        return place.getTimeZones?.() ?? place.timeZones ?? [];
      };
      // Others are in no country: to look through all of them takes as long again.
      const isPlace = zone.includes("/") && !zone.startsWith("Etc/");
      const there = isPlace && codes.find((code) => zones(code).includes(zone));
      if (there || (isPlace && zones("US").length)) return there || "";
      const named = navigator.languages.find(
        (name) => name !== "en-US" && new Intl.Locale(name).region,
      );
      return codes.find((code) => code === new Intl.Locale(named).region) ?? "";
    } catch {
      return "";
    } // a browser without a language, or one that is none
  }

  function own(help) {
    const codes = [...help.querySelector("select").options]
      .map((one) => one.value)
      .filter((code) => code && code !== OTHER);
    const kept = globalThis.reconnectKept.get(COUNTRY);
    const isChosen = codes.includes(kept) || kept === OTHER;
    const code = isChosen ? kept : guess(codes);
    const list = code ? help.querySelector(`details[data-rc-country~="${code}"]`) : null;
    return { code, list, isGuess: Boolean(code) && !isChosen };
  }

  function select(to, code) {
    to.value = code;
    to.onchange = (event) => {
      event.stopPropagation(); // a form around it has nothing to save
      choose(to.value);
    };
    to.oninput = (event) => event.stopPropagation();
  }

  const unknown = (code) =>
    code ? "We know of no line in your country." : "Choose your country to see its numbers here.";

  function show() {
    try {
      const help = dialog();
      if (!help) return;
      const mine = own(help);
      showInHelp(help, mine);
      for (const lines of document.querySelectorAll("rc-own-lines")) showLines(lines, help, mine);
    } catch {
      /* the lines of all countries are there anyway, and what stands in the element */
    }
  }

  function showInHelp(help, { code, list, isGuess }) {
    const place = help.querySelector("[data-rc-own]");
    if (list)
      place.replaceChildren(...[...list.children].slice(1).map((one) => one.cloneNode(true)));
    else
      place.innerHTML = `<p>${unknown(code)} The directories below list helplines in most countries.</p>`;
    select(help.querySelector("select"), code);
    help.querySelector("[data-rc-guess]").hidden = !isGuess;
    help.querySelector("[data-rc-anywhere]").hidden = Boolean(list);
    for (const other of help.querySelectorAll("details")) other.hidden = other === list;
  }

  // <rc-own-lines for="fear">: the lines of the reader's own country, wherever a page needs them.
  const KINDS = {
    crisis: ["suicide", "emergency"],
    fear: ["abuse", "emergency", "stalking"],
    harm: ["own-behavior"],
    young: ["youth"],
  };

  function showLines(lines, help, { code, list, isGuess }) {
    const whom = KINDS[lines.getAttribute("for")];
    if (!whom) return;
    const isFor = (row) => row.dataset.rcFor.split(" ").some((one) => whom.includes(one));
    const rows = list ? [...list.querySelectorAll("li")].filter(isFor) : [];
    const none = list?.querySelector(`[data-rc-none="${whom[0]}"]`);
    const words = none
      ? `We know of no line in your country for people who ${none.textContent}. ${DIRECTORY} may know one, and so may a doctor.`
      : list
        ? ""
        : `${unknown(code)} ${DIRECTORY} lists helplines in most countries.`;
    const anywhere =
      !list && whom.includes("emergency") ? help.querySelector("[data-rc-anywhere]").innerHTML : "";
    const box = document.createElement("div");
    box.className = "rc";
    box.innerHTML = `<ul class="rc-lines"></ul>${anywhere && `<p>Emergency: ${anywhere}</p>`}${words && `<p>${words}</p>`}<p class="rc-country-of"><label>${isGuess ? "Not your country?" : "Your country"} </label></p>`;
    box.firstChild.append(...rows.map((row) => row.cloneNode(true)));
    if (!rows.length) box.firstChild.remove();
    const choice = help.querySelector("select").cloneNode(true);
    choice.removeAttribute("id");
    select(choice, code);
    box.querySelector("label").append(choice);
    const hadFocus = lines.contains(document.activeElement);
    lines.replaceChildren(box);
    if (hadFocus) choice.focus();
  }

  customElements.define(
    "rc-own-lines",
    class extends HTMLElement {
      connectedCallback() {
        show();
      }
    },
  );
  document.addEventListener(COUNTRY, ({ detail }) => choose(detail ?? ""));

  const fromAddress = () => {
    if (location.hash === "#help") {
      history.replaceState(history.state, "", location.pathname + location.search);
      open();
    }
  };
  addEventListener("hashchange", fromAddress);
  for (const there of ["DOMContentLoaded", "reconnect:prose"]) {
    document.addEventListener(there, () => {
      fromAddress();
      if (document.querySelector("rc-own-lines")) show(); // what was written into the page is all there now
    });
  }
})();
