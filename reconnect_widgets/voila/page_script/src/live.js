// A page of the workbook while it is alive: forms that are there at once, and what the kernel shows.

import { Part } from "./parts.js";
import { hasExited } from "./swap.js";

const LONGEST_WAIT = 5000;
const LONGEST_ROOM = 2000;
const SLOW = 20_000;
const RELOADED = "reconnect:reloaded"; // in this tab's storage: the version for which the page was loaded again

export class LivePage {
  /** `main` is what was drawn of a notebook. */
  constructor(main) {
    this.main = main;
    this.path = main.dataset.rcPath;
    this.parts = new Map(); // by the id of the place in which each stands
    this.isFilled = false;
    this.isLeft = false;
    this.filled = new Promise((resolve) => (this.fill = resolve)); // to whether it is still shown then
    this.drawn = this.places("[data-rc-part]").map(numberOf);
  }

  places(which) {
    return [...this.main.querySelectorAll(which)];
  }

  /** Bring the forms to life that were drawn. */
  appear() {
    this.slow = setTimeout(() => this.tell("slow"), SLOW);
    for (const place of this.places("[data-rc-part]")) {
      const state = {
        html: place.innerHTML,
        filled: {},
        after: "",
        private: "rcPrivate" in place.dataset,
      };
      const el = document.createElement("div");
      place.replaceChildren(el);
      this.parts.set(place.id, new Part(place.dataset.rcPart, el, state).render());
    }
  }

  /** Show what the kernel told (see page/turning.py); `line` is the line to it. */
  async take(told, line) {
    if (told.version && told.version !== this.main.dataset.rcVersion && loadAgain(told.version))
      return;
    const { kernel } = line;
    if (told.foreign) await this.manage(line);
    for (const place of this.places("[data-rc-slot]")) {
      if (this.isLeft || hasExited() || line.kernel !== kernel) return;
      if (told.cells) await this.fillPlace(place, told.cells[numberOf(place)] ?? [], told, line);
    }
    this.say(told.trouble ?? "");
    clearTimeout(this.slow);
    this.isFilled = true;
    document.documentElement.dataset.rcReady = "yes";
    document.dispatchEvent(new CustomEvent("reconnect:ready"));
    this.fill(true);
  }

  async fillPlace(place, shown, told, line) {
    const part = this.parts.get(place.id);
    const [only] = shown;
    const known = shown.length === 1 && !this.manager && told.parts[only.model];
    if (part && known && known.module === part.module) {
      part.attach(line.commTo(only.model), known.state);
      return;
    }
    part?.takeDown();
    part?.close();
    this.parts.delete(place.id);
    const arriving = document.createElement("div");
    arriving.className = "rc-arriving";
    place.append(arriving);
    for (const one of shown) {
      const el = elementFor(one);
      arriving.append(el);
      const { module, state } = (!this.manager && told.parts[one.model]) || {};
      if (module) {
        const made = new Part(module, el, state);
        this.parts.set(place.id, made);
        made.attach(line.commTo(one.model), state);
        made.render();
      } else if (one.model)
        await this.manager.show(one.model, el).then(firstContent).catch(console.error);
    }
    if (this.isLeft || hasExited()) return;
    place.replaceChildren(...arriving.childNodes);
    giveUpRoom(place, shown.length);
  }

  /** Other people's widgets need Jupyter's own manager, and then it has all. */
  async manage(line) {
    const { WidgetManager } = await import("./manager.js");
    this.manager?.takeDown();
    this.manager = new WidgetManager(line);
    await this.manager.load();
  }

  /** Leave the page: what was typed last is sent. It hears what becomes of that until it is closed. */
  leave() {
    if (this.isLeft) return;
    this.isLeft = true;
    clearTimeout(this.slow);
    this.fill(false);
    for (const part of this.parts.values()) part.takeDown();
    this.manager?.takeDown();
  }

  /** Let go of the lines to all parts. */
  close() {
    for (const part of this.parts.values()) part.close();
    this.manager?.close();
  }

  /** The kernel is gone, or the line to it. */
  lose() {
    for (const part of this.parts.values()) part.lose();
    document.dispatchEvent(new CustomEvent("reconnect:adrift"));
  }

  /** Say whether there is something on the page that has not been saved. */
  waits() {
    return (
      this.hasUnsaid() ||
      this.main.querySelector('.rc-saved[data-state="saving"], .rc-saved[data-state="unsaved"]') !==
        null
    );
  }

  /** Say whether a button was pressed that no kernel has heard of yet. */
  hasUnsaid() {
    return [...this.parts.values()].some((part) => part.unsent.length > 0);
  }

  say(trouble) {
    this.main.querySelector(":scope > .rc-trouble")?.remove();
    if (!trouble) return;
    const notice = document.createElement("div");
    notice.className = "rc rc-notice rc-trouble";
    notice.setAttribute("role", "alert");
    notice.textContent = trouble;
    this.main.prepend(notice);
  }

  tell(state) {
    if (!this.isLeft)
      document.dispatchEvent(new CustomEvent("reconnect:connection", { detail: { state } }));
  }
}

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

// Live words come some time after their widget; the room kept for them is held until then.
function giveUpRoom(place, isShown) {
  const done = () => {
    place.style.minHeight = "";
    watch.disconnect();
  };
  const watch = new MutationObserver(done);
  if (!isShown) return done();
  watch.observe(place, { subtree: true, attributeFilter: ["data-known"] });
  setTimeout(done, LONGEST_ROOM);
}

// An anywidget draws itself some time after its view is made, and does not tell.
function firstContent(element) {
  return new Promise((resolve) => {
    if (!element || element.childNodes.length) return void resolve();
    const watch = new MutationObserver(() => {
      if (!element.childNodes.length) return;
      watch.disconnect();
      resolve();
    });
    watch.observe(element, { childList: true });
    setTimeout(resolve, LONGEST_WAIT);
  });
}

// The notebook was changed after this page was drawn; once is enough, whatever the server does.
function loadAgain(version) {
  try {
    if (sessionStorage.getItem(RELOADED) === version) return false;
    sessionStorage.setItem(RELOADED, version);
  } catch {
    return false;
  }
  location.reload();
  return true;
}
