// Tells the page's header what is done and held; where there is no header (JupyterLab) it shows it here.
import { element } from "./element.js";
import { followOtherTabs } from "./handed.js";
import { keeping } from "./keeping.js";
import { offerHelp } from "./lab.js";
import { hears, partOf, refreshes } from "./part.js";
import { focusOn, mark } from "./place.js";
import { vault } from "./vault.js";

const INTERRUPTED = "This was interrupted. Please press Unlock once more.";

function draw({ model, el }) {
  const box = element("div", { className: "rc rc-masthead" });
  el.append(box);
  const header = document.querySelector("[data-reconnect-header]");
  const life = new AbortController();
  if (!header) offerHelp(el, model.get("help"), life.signal);
  let shown = "";
  // JupyterLab leads to the end of what was run; what comes first is said here.
  const lead = () => box.closest(".jp-Notebook")?.querySelector(".jp-Cell")?.scrollIntoView();
  const show = () => {
    const map = model.get("map");
    const told = element("div", { innerHTML: model.get("html") });
    if (header) document.dispatchEvent(new CustomEvent("reconnect:map", { detail: map }));
    else if (map.words) {
      const words = [map.name, model.get("place"), map.words].filter(Boolean).join(". ");
      told.prepend(element("p", { className: "rc-place" }, words));
    }
    // Another kernel says the same: a passphrase that is being typed stays.
    if (told.innerHTML !== shown) {
      if (!shown && told.innerHTML) lead();
      shown = told.innerHTML;
      const hadFocus = box.contains(document.activeElement);
      box.replaceChildren(told);
      const next = told.textContent ? box : document.querySelector("h1");
      if (hadFocus && next) focusOn(next);
    }
    box.hidden = !told.textContent;
    if (model.get("lock") === "shut") lock.show("shut");
  };
  const lock = lockOn({ model, box, fromServer: Boolean(header) });
  const locked = () => {
    globalThis.reconnectShut = model.get("lock") === "shut";
    document.dispatchEvent(new CustomEvent("reconnect:lock"));
    // Without a lock and a map, the answers could not be had.
    const isKnown = model.get("lock") !== "" || Boolean(model.get("map")?.readers);
    if (globalThis.reconnectWidgets && isKnown)
      document.dispatchEvent(
        new CustomEvent("reconnect:known", { detail: { locked: model.get("lock") !== "" } }),
      );
    lock.show(model.get("lock"));
  };
  // Why the answers could not be had; in a page of its own, its script says so.
  const heard = (message) => {
    lock.heard(message);
    const isFilled =
      globalThis.reconnectWidgets || model.get("map").readers || box.querySelector("form");
    if (message.type !== "refused" || isFilled) return;
    box.replaceChildren(element("p", { className: "rc-notice", role: "alert" }, message.sentence));
    box.hidden = false;
    lead();
  };
  globalThis.reconnectWidgets?.pull.attach(model);
  followOtherTabs(model, life.signal);
  refreshes(model, life.signal);
  window.addEventListener("focus", lock.back, { signal: life.signal });
  const others = otherTabs(() => model.send({ type: "refresh" }), life.signal);
  let wasShut = false;
  const held = () => {
    const isShut = model.get("map").readers?.includes("shut") ?? false;
    if (isShut && !wasShut) others?.postMessage("shut");
    wasShut = isShut;
  };
  const stop = hears(model, {
    "change:lock": locked,
    "change:map": () => {
      show();
      held();
    },
    "change:html": show,
    "msg:custom": heard,
    attached: lock.attached,
  });
  show();
  locked();
  return () => {
    stop();
    life.abort();
  };
}

// The tabs beside this one, which get no focus when something is said here; none in a browser that
// refuses storage, and this with it.
function otherTabs(hear, signal) {
  try {
    const channel = new BroadcastChannel("reconnect");
    channel.onmessage = () => globalThis.reconnectExit?.aborted || hear();
    signal.addEventListener("abort", () => channel.close());
    return channel;
  } catch {
    return null;
  }
}

// Asks for the passphrase where the workbook is locked, unless the page or its server remembers the key.
function lockOn({ model, box, fromServer }) {
  const tried = new Set(); // keys that were sent since the last that opened them
  let busy = ""; // looking for a key, with one that is known, or with the passphrase that was typed
  const form = () => box.querySelector(".rc-unlock");

  function unlock(given) {
    busy = "key" in given ? "key" : "passphrase";
    model.send({ type: "unlock", ...given, ...(keeping.isOurs ? { kept: keeping.all() } : {}) });
  }

  function say(state, words) {
    const line = form().querySelector(".rc-saved");
    line.dataset.state = state;
    line.textContent = words;
  }

  async function knock(otherwise = "") {
    busy = "search";
    const known = [vault.key, fromServer && (await vault.find())].find(
      (key) => key && !tried.has(key),
    );
    if (busy !== "search") return; // a passphrase came first, or was answered
    busy = "";
    if (model.get("lock") !== "shut") return;
    if (!known) return ask(otherwise);
    tried.add(known);
    unlock({ key: known });
  }

  function ask(sentence, field = "") {
    busy = "";
    form().hidden = false;
    say(sentence ? "unsaved" : "idle", sentence);
    if (!sentence) return;
    const input = form().querySelector("input");
    if (field) mark(input);
    else input.select();
    form().querySelector(".rc-saved").scrollIntoView({ block: "nearest" }); // on a phone it is below the screen
  }

  function heard(message) {
    if (message.type === "unlocked") {
      if (!tried.has(message.key)) vault.tell(message.key);
      tried.clear();
      busy = "";
      vault.take(message.key);
      document.dispatchEvent(
        new CustomEvent("reconnect:connection", { detail: { state: "back" } }),
      ); // what waited is sent
    } else if (message.type === "refused" && form()) {
      if (busy === "key")
        knock(); // it is the one of before; another page may have a new one
      else ask(message.sentence, message.field);
    }
  }

  function submitted(event) {
    event.preventDefault();
    const passphrase = form().querySelector("input").value;
    if (!passphrase || ["key", "passphrase"].includes(busy)) return;
    say("saving", "This takes a moment");
    unlock({ passphrase });
  }

  function show(state) {
    if (state !== "shut" || !form()) return;
    box.hidden = false;
    if (busy === "passphrase") form().hidden = false;
    else if (!busy) knock();
  }

  // Another kernel has not heard the passphrase, nor a key.
  function attached() {
    if (!busy) return;
    const otherwise = busy === "passphrase" ? INTERRUPTED : "";
    busy = "";
    tried.clear();
    if (model.get("lock") === "shut") knock(otherwise);
  }

  // Another tab may have opened the answers meanwhile. What is being typed here stays.
  function back() {
    if (busy || !form() || form().querySelector("input").value) return;
    tried.clear();
    knock();
  }

  box.addEventListener("submit", submitted);
  return { show, heard, attached, back };
}

export default partOf(draw);
