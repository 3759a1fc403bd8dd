// A form whose questions save themselves. Its HTML is made in Python; this brings it to life, with the
// tool that stands among its questions, if there is one.
import { clock } from "./clock.js";
import { controls } from "./controls.js";
import { Drafts, isLater, merged } from "./drafts.js";
import { keepFor } from "./handed.js";
import { Rows } from "./rows.js";
import { Saver } from "./saver.js";
import { SealedDrafts } from "./sealed.js";
import { sendsFrom } from "./sends.js";
import { greet, zone } from "./visit.js";

export const formWith = (useTool) => ({
  render: ({ model, el }) => render({ model, el, useTool }),
});

function render({ model, el, useTool }) {
  keepFor(model);
  let stop = mount({ model, el, useTool });
  const again = () => {
    const place = placeIn(el);
    stop();
    stop = mount({ model, el, useTool, place });
  };
  model.on("change:html", again);
  sendsFrom(el, model);
  greet(model);
  return () => {
    model.off("change:html", again);
    stop();
  };
}

// A form that is drawn anew while somebody is in it: what was open stays open, and the focus stays.
function placeIn(el) {
  const open = [...el.querySelectorAll(".rc-row:has(details[open])")].map(
    (row) => row.dataset.entry,
  );
  const hadFocus = el.contains(document.activeElement);
  return { open, hadFocus, focus: hadFocus ? document.activeElement.id : "" };
}

function backTo(el, { open, focus }) {
  for (const row of el.querySelectorAll(".rc-row:has(details)"))
    if (open.includes(row.dataset.entry)) row.querySelector("details").open = true;
  if (focus && document.activeElement === document.body)
    el.querySelector(`#${CSS.escape(focus)}`)?.focus();
}

function mount({ model, el, useTool, place }) {
  el.innerHTML = model.get("html");
  const form = el.querySelector("form");
  if (!form) {
    // a form that is not there for this reader: only the words that say so, if there are any
    const said = place?.hadFocus && el.querySelector("[data-rc-focus]");
    if (said) {
      said.tabIndex = -1;
      said.focus({ preventScroll: true });
      said.scrollIntoView();
    }
    return () => {};
  }
  form.dataset.lmSuppressShortcuts = "true"; // JupyterLab's one-letter shortcuts stay out of the fields
  const all = form.querySelector(".rc-all");
  const line = form.querySelector(".rc-saved");
  const isPrivate = model.get("private");
  const saver = new Saver(model, line);
  const questions = [...form.querySelectorAll(".rc-q")].filter(
    (q) => !q.closest(".rc-row, template") && q.dataset.kind !== "log",
  );
  const logs = new Map(
    [...form.querySelectorAll(".rc-log")].map((q) => [
      q.dataset.id,
      new Rows(q, (key, value) => saver.change(key, value)),
    ]),
  );
  const tool = useTool?.({ form, model, saver, logs }) ?? {};
  let first = true;
  let stopped = false;

  function edited(event) {
    const q = event.target.closest(".rc-q");
    if (!q) return;
    controls.settle(q);
    if (q.nextElementSibling?.matches(".rc-at-once:not([hidden])"))
      q.nextElementSibling.scrollIntoView({ block: "nearest" });
    if (isPrivate) return;
    const row = event.target.closest(".rc-row");
    const typed = event.target.matches("textarea, input[type=text]");
    const value = controls.read(q);
    controls.say(q, controls.why(q));
    if (value === undefined) return;
    if (row) {
      const log = logs.get(row.closest(".rc-log").dataset.id);
      log.title(row);
      saver.change(`${log.id}#${row.dataset.entry}`, log.read(row), Date.now(), typed);
    } else saver.change(q.dataset.id, value, Date.now(), typed);
  }

  // An answer that waits here is the later one unless another tab has written since.
  function settleWith(key, stored, show) {
    const change = saver.waiting.get(key);
    if (change) {
      if (change.isEarly) settleEarly(key, change, stored, show);
      return;
    }
    const draft = saver.drafts.find(key);
    if (!draft) {
      show(stored ? stored.value : null);
      return;
    }
    const newer = !stored || isLater(draft, stored);
    const value = draft.early && newer && stored ? merged(stored.value, draft.value) : draft.value;
    show(newer ? value : stored.value);
    saver.change(key, value, newer && stored ? Math.max(draft.at, stored.at + 1) : draft.at);
  }

  // Touched before it was filled: the fields that were not are filled now.
  function settleEarly(key, change, stored, show) {
    change.isEarly = false;
    const value = stored ? merged(stored.value, change.value) : change.value;
    if (JSON.stringify(value) === JSON.stringify(change.value)) return;
    show(value);
    saver.change(key, value, change.at, saver.typed);
  }

  function fill() {
    const filled = model.get("filled");
    if (!filled.store) return;
    if (!filled.locked) {
      fillWith(filled, new Drafts(filled.store, filled.drafts));
      return;
    }
    const drafts = new SealedDrafts(filled.store, filled.drafts);
    drafts.load().then(() => {
      if (!stopped && model.get("filled") === filled) fillWith(filled, drafts);
    });
  }

  function fillWith(filled, drafts) {
    clock.set(filled.ahead);
    if (tool.begin) tool.begin();
    const wasErased = letGoOfErased(filled);
    saver.know(drafts);
    const before = isPrivate ? "" : snapshot();
    if (!isPrivate) {
      for (const q of questions) {
        const stored = filled.answers[q.dataset.id];
        settleWith(q.dataset.id, stored, (value) => controls.fill(q, value));
        const last = q.querySelector(".rc-last");
        if (last) last.textContent = stored?.last || "";
      }
      for (const [id, log] of logs) {
        log.sayOlder(filled.older.includes(id));
        fillLog(id, log, filled.rows[id] || {});
      }
    }
    if (tool.filled) tool.filled(filled);
    all.disabled = false;
    form.classList.add("rc-ready");
    if (wasErased)
      saver.show(wasErased, "Your answers were erased. This page shows what is there now.");
    else if (!first && before !== snapshot() && !saver.waiting.size)
      saver.show("saved", filled.news || filled.words);
    else if (first && filled.words && !saver.waiting.size) saver.show("saved", filled.words);
    saver.push();
    if (place) backTo(el, place);
    if (!first) place = null; // an answer that had just been saved comes with the second filling
    first = false;
  }

  // Answers that were erased as a whole take with them what waits in the browser or on this page.
  function letGoOfErased(filled) {
    for (const store of filled.erased) new Drafts(store, filled.drafts).erase();
    if (!saver.drafts || !filled.erased.includes(saver.drafts.store)) return "";
    const state = saver.waiting.size ? "unsaved" : "saved";
    saver.forget();
    form.reset(); // what could not be kept goes as well
    if (form.contains(document.activeElement)) document.activeElement.blur();
    return state;
  }

  function fillLog(id, log, rows) {
    const drafted = saver.drafts.keys(`${id}#`).map((key) => key.slice(id.length + 1));
    const shown = log.all().map((row) => row.dataset.entry);
    for (const entry of log.take(rows, [...drafted, ...shown])) {
      const begun = log.find(entry);
      const isNew = begun && !rows[entry] && begun.contains(document.activeElement);
      if (!isNew) settleWith(`${id}#${entry}`, rows[entry], (value) => log.fill(entry, value));
    }
    log.fold();
  }

  const snapshot = () =>
    JSON.stringify([
      questions.map(controls.read),
      [...logs.values()].map((log) => [
        ...log.waiting.values(),
        ...log.all().map((row) => log.read(row)),
      ]),
    ]);

  // Another kernel has heard nothing of what was sent to the one before.
  const attached = () => saver.take("new");

  // A form that the page drew can be used before it is filled, but not while the answers are locked.
  function shut() {
    if (first) all.disabled = globalThis.reconnectShut === true || !globalThis.reconnectWidgets;
  }

  const follows = form.querySelector(".rc-after");
  function after() {
    if (!follows) return;
    follows.innerHTML = model.get("after");
    stand();
    if (tool.after) tool.after(follows);
  }

  // What is said to somebody who logs a no stands where they are: beside the answer in its row.
  function stand() {
    const said = [...form.querySelectorAll(".rc-row [data-id=said]")];
    const here =
      follows.querySelector(".rc-hard-moment") &&
      (said.find((q) => q.contains(document.activeElement)) ?? said.at(-1));
    if (here) here.after(follows);
    else if (!follows.isConnected || follows.closest(".rc-row")) all.append(follows);
  }

  // The question that a reply is about, or those of a row.
  function asked({ id, entry }) {
    if (!entry) return questions.filter((q) => q.dataset.id === id);
    return [...(logs.get(id)?.find(entry)?.querySelectorAll(".rc-q") ?? [])];
  }

  function heard(message) {
    if (message.type === "saved") {
      clock.set(message.ahead);
      for (const q of asked(message)) {
        controls.say(q, controls.why(q));
        const last = q.querySelector(".rc-last");
        if (last) last.textContent = message.last || "";
      }
      const isMarked = form.querySelector(".rc-error:not(:empty)");
      saver.saved(
        isMarked ? { ...message, words: `${message.words}, but not what is marked.` } : message,
      );
    } else if (message.type === "refused") {
      for (const q of asked(message))
        if (!message.entry || q.dataset.id === message.field) controls.say(q, message.sentence);
      if (isPrivate) saver.show("unsaved", message.sentence);
      else saver.refused(message);
      if (tool.refused) tool.refused();
    } else if (message.type === "done") {
      for (const q of questions) controls.fill(q, null);
      saver.show("saved", message.sentence);
    } else if (tool.heard) tool.heard(message);
  }

  function clicked(event) {
    const clear = event.target.closest(".rc-clear");
    if (clear) {
      const q = clear.closest(".rc-q");
      const box = q.querySelector("input");
      for (const input of q.querySelectorAll("input")) input.checked = false;
      edited({ target: box });
      box.focus();
    }
    if (event.target.closest(".rc-send")) {
      const answers = Object.fromEntries(questions.map((q) => [q.dataset.id, controls.read(q)]));
      model.send({ type: "check", answers });
    }
  }

  // Aloud from when somebody is in this form: a page that comes would say what is saved in each of them.
  function listen() {
    for (const line of [form.querySelector(".rc-saved"), follows])
      line?.setAttribute("aria-live", "polite");
  }

  const refresh = () => {
    if (document.visibilityState === "visible") model.send({ type: "refresh", zone: zone() });
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("focusin", listen);
  form.addEventListener("input", edited);
  form.addEventListener("change", (event) => {
    // The words that follow from what was typed are made anew once a field is left.
    if (event.target.matches("textarea, input[type=text]")) model.send({ type: "left" });
  });
  form.addEventListener("click", clicked);
  form.addEventListener("keydown", (event) => event.stopPropagation());
  const toPaper = () => {
    for (const log of logs.values()) log.toPaper();
  };
  const fromPaper = () => {
    for (const log of logs.values()) log.fromPaper();
  };
  // What is filled in a part of the page that is not shown has no height yet.
  const grow = () => {
    for (const area of form.querySelectorAll("textarea")) controls.grow(area);
  };
  document.addEventListener("reconnect:part", grow);
  window.addEventListener("focus", refresh);
  document.addEventListener("reconnect:lock", shut);
  window.addEventListener("beforeprint", toPaper);
  window.addEventListener("afterprint", fromPaper);
  model.on("change:filled", fill);
  model.on("change:after", after);
  model.on("msg:custom", heard);
  model.on("attached", attached);
  after();
  shut();
  fill();

  return () => {
    stopped = true;
    saver.stop();
    document.removeEventListener("reconnect:part", grow);
    window.removeEventListener("focus", refresh);
    document.removeEventListener("reconnect:lock", shut);
    window.removeEventListener("beforeprint", toPaper);
    window.removeEventListener("afterprint", fromPaper);
    model.off("change:filled", fill);
    model.off("change:after", after);
    model.off("msg:custom", heard);
    model.off("attached", attached);
    // A page that was left goes on to hear that its last words were saved, until its line is closed.
    if (saver.waiting.size)
      model.on("msg:custom", (message) => {
        if (message.type === "saved") saver.settled(message);
      });
  };
}
