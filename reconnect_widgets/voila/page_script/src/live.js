// A page of the workbook while it is alive: forms that are there at once, and what the kernel shows.

import { notice, Part } from "./parts.js";
import { announce, hasExited, keep, kept } from "./tab.js";

const SLOW = 20_000;
const RELOADED = "reconnect:reloaded"; // in this tab's storage: the version for which the page was loaded again

export class LivePage {
  /** `main` is what was drawn of a notebook. */
  constructor(main) {
    this.main = main;
    this.path = main.dataset.rcPath;
    this.places = [...main.querySelectorAll("[data-rc-slot]")];
    this.parts = new Map(); // by the place in which they stand
    this.isFilled = false;
    this.isLeft = false;
    this.drawn = this.places.filter(isDrawn).map(numberOf);
  }

  get allParts() {
    return [...this.parts.values()].flat();
  }

  /** Bring the forms to life that were drawn. */
  appear() {
    this.bePatient();
    for (const place of this.places.filter(isDrawn)) {
      const state = { filled: {}, after: "", private: "rcPrivate" in place.dataset };
      const el = place.firstElementChild;
      this.parts.set(place, [new Part(place.dataset.rcPart, el, state).render()]);
    }
  }

  /** Say that the page takes long, unless it is filled by then or there is a sign that it will be. */
  bePatient(longest = SLOW) {
    clearTimeout(this.slow);
    if (this.isFilled || this.isLeft) return;
    this.slow = setTimeout(() => announce("connection", { state: "slow" }), longest);
  }

  /** Show what the kernel told (see page/turning.py); `line` is the line to it. */
  take(told, line) {
    if (this.isLeft || hasExited()) return;
    const isOther = told.version && told.version !== this.main.dataset.rcVersion;
    if (isOther && !this.holds() && loadAgain(told.version)) return;
    for (const place of told.cells ? this.places : [])
      this.fillPlace(place, told.cells[numberOf(place)] ?? [], told.parts, line);
    this.say(told.trouble ?? "");
    clearTimeout(this.slow);
    this.isFilled = true;
    document.documentElement.dataset.rcReady = "yes";
    announce("ready");
  }

  fillPlace(place, shown, known, line) {
    const before = this.parts.get(place) ?? [];
    const [{ model } = {}] = shown;
    if (before.length === 1 && shown.length === 1 && known[model]?.module === before[0].module)
      return before[0].attach(line, model, known[model].state);
    for (const part of before) part.takeDown();
    const elements = shown.map(elementFor);
    const parts = [];
    this.parts.set(place, parts);
    place.replaceChildren(...elements);
    for (const [index, { model }] of shown.entries()) {
      const el = elements[index];
      if (!model) continue;
      const { module, state } = known[model];
      const made = new Part(module, el, state);
      parts.push(made);
      made.attach(line, model, state);
      made.render();
    }
    // What heights.js kept for it is needed only by words that are still being worked out.
    if (!place.querySelector(".rc-words:not([data-known])")) place.style.minHeight = "";
  }

  /** Leave the page: what was typed last is sent. It hears what becomes of that until the next one is there. */
  leave() {
    if (this.isLeft) return;
    this.isLeft = true;
    clearTimeout(this.slow);
    for (const part of this.allParts) part.takeDown();
  }

  /** The kernel is gone, or the line to it. */
  lose() {
    for (const part of this.allParts) part.lose();
    announce("adrift");
  }

  /** Say whether there is something on the page that has not been saved. */
  waits() {
    return (
      this.hasUnsaid() ||
      this.main.querySelector('.rc-saved[data-state="saving"], .rc-saved[data-state="unsaved"]') !==
        null
    );
  }

  /** Say whether there is something that would be lost if the page were loaded again. */
  holds() {
    return this.hasUnsaid() || globalThis.reconnectIsUnkept();
  }

  /** Say whether a button was pressed on it of which a part waits to hear. */
  hasUnsaid() {
    return this.allParts.some((part) => part.hasUnsaid());
  }

  say(trouble) {
    const said = this.main.querySelector(":scope > .rc-trouble");
    if (said?.textContent === trouble) return; // it was read aloud
    said?.remove();
    if (trouble) this.main.prepend(notice(trouble));
  }
}

const isDrawn = (place) => "rcPart" in place.dataset;
const numberOf = (place) => Number(place.id.replace("cell-", ""));

// What a cell showed; what it made as HTML is the notebook's own, and reader's words in it are escaped.
function elementFor({ model, html, png, text }) {
  const el = document.createElement(png ? "img" : text === undefined ? "div" : "pre");
  if (model) return el;
  el.className = html === undefined ? "rc-output" : "rc rc-output";
  if (html !== undefined) el.innerHTML = html;
  else if (png) Object.assign(el, { alt: "", src: `data:image/png;base64,${png}` });
  else el.textContent = text;
  return el;
}

// The notebook was changed after this page was drawn; once is enough, whatever the server does.
function loadAgain(version) {
  const isNew = kept(RELOADED) !== version && keep(RELOADED, version);
  if (isNew) location.reload();
  return isNew;
}
