// A form while it stands on a page: what is typed, kept, filled and said in it.
import { clock } from "./clock.js";
import { controls } from "./controls.js";
import { Drafts } from "./drafts.js";
import { fillingOf, sayLast } from "./filling.js";
import { keeping } from "./keeping.js";
import { hears, refreshes } from "./part.js";
import { backTo, leadTo, mark } from "./place.js";
import { fromPaper, toPaper } from "./print.js";
import { Rows } from "./rows.js";
import { Saver } from "./saver.js";

const STILL_OPEN = "This one is still open. “Rather not say” is an answer too.";

export function mount({ model, form, useTool, place }) {
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
  const filling = fillingOf({ form, saver, questions, logs });
  const tool = useTool?.({ form, model, saver, logs }) ?? {};
  const life = new AbortController();
  let first = true;

  function edited(event) {
    const q = event.target.closest(".rc-q");
    if (!q) return;
    controls.settle(q);
    if (q.nextElementSibling?.matches(".rc-at-once:not([hidden])"))
      q.nextElementSibling.scrollIntoView({ block: "nearest" });
    if (isPrivate) return void controls.say(q, "");
    const row = event.target.closest(".rc-row");
    const typed = event.target.matches("textarea, input[type=text]");
    const value = controls.read(q);
    check(q);
    if (value === undefined) return;
    if (row) {
      const log = logs.get(row.closest(".rc-log").dataset.id);
      log.title(row);
      saver.change(`${log.id}#${row.dataset.entry}`, log.read(row), typed);
    } else saver.change(q.dataset.id, value, typed);
  }

  // A year is wrong until its last digit is typed, so what is wrong with a day is said once that is left.
  const isTyped = (q) => q.dataset.kind === "date" && q.contains(document.activeElement);
  const check = (q) => controls.say(q, isTyped(q) ? "" : controls.why(q));
  function left({ target }) {
    const q = target.closest("[data-kind=date]");
    const why = q && controls.why(q);
    if (!why) return;
    controls.say(q, why);
    saver.show("unsaved", `Not saved. ${why}`);
  }

  function fill() {
    const filled = model.get("filled");
    if (!filled.store) return void recall();
    clock.set(filled.ahead);
    if (tool.begin) tool.begin();
    const wasErased = filling.letGoOfErased(filled);
    saver.know(new Drafts(filled));
    const before = isPrivate ? "" : filling.snapshot();
    if (!isPrivate) filling.fill(filled);
    if (tool.filled) tool.filled(filled);
    all.disabled = false;
    form.classList.add("rc-ready");
    if (wasErased)
      saver.show(wasErased, "Your answers were erased. This page shows what is there now.");
    else if (!first && before !== filling.snapshot() && !saver.waiting.size)
      saver.show("saved", filled.news || filled.words);
    else if (first && filled.words && !saver.waiting.size && !keeping.waiting)
      saver.show("saved", filled.words);
    saver.push();
    if (place) backTo(form, place);
    if (!first) place = null; // an answer that had just been saved comes with the second filling
    first = false;
  }

  const recall = () => isPrivate || filling.recall();

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
        check(q);
        sayLast(q, message);
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
      if (!message.id && message.field) mark(form.querySelector(`[name=${message.field}]`));
      tool.refused?.();
    } else if (message.type === "done") {
      for (const q of questions) controls.fill(q, null);
      saver.done(message.sentence);
    } else tool.heard?.[message.type]?.(message);
  }

  function clicked(event) {
    saver.isAsked = event.target.closest("button") !== null;
    const clear = event.target.closest(".rc-clear");
    if (clear) {
      const q = clear.closest(".rc-q");
      for (const input of q.querySelectorAll("input")) input.checked = false;
      edited({ target: q });
      q.querySelector("label:not([hidden]) input").focus();
    }
    if (event.target.closest(".rc-send")) {
      const answers = Object.fromEntries(questions.map((q) => [q.dataset.id, controls.read(q)]));
      const open = questions.filter((q) => answers[q.dataset.id] === null);
      for (const q of questions) controls.say(q, open.includes(q) ? STILL_OPEN : "");
      if (open.length) return void leadTo(open[0]);
      saver.show("saving", "This takes a moment"); // on a phone a minute, until Python is there
      model.send({ type: "check", answers });
    }
    // What was pressed can have gone by now, as what brings a row back does, and so is in nothing any more.
    const path = event.composedPath();
    const within = path.slice(0, path.indexOf(form));
    for (const [which, does] of Object.entries(tool.pressed ?? {})) {
      const button = within.find((one) => one.matches?.(which));
      if (button) does(button);
    }
  }

  // Aloud from when somebody is in this form: a page that comes would say what stands in each of them.
  function listen() {
    for (const line of form.querySelectorAll("[aria-live=off]"))
      line.setAttribute("aria-live", "polite");
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("focusin", listen);
  form.addEventListener("focusout", left);
  form.addEventListener("input", edited);
  // A few words stand on as many lines as they need, and have no line of their own.
  form.addEventListener("beforeinput", (event) => {
    const isNewLine = /^insert(LineBreak|Paragraph)$/.test(event.inputType);
    if (isNewLine && event.target.rows === 1) event.preventDefault();
  });
  form.addEventListener("change", (event) => {
    // The words that follow from what was typed are made anew once a field is left.
    if (event.target.matches("textarea, input[type=text]")) model.send({ type: "left" });
  });
  form.addEventListener("click", clicked);
  // What is filled in a part of the page that is not shown has no height yet.
  const grow = () => {
    for (const area of form.querySelectorAll("textarea")) controls.grow(area);
  };
  const { signal } = life;
  document.addEventListener("reconnect:part", grow, { signal });
  let width = innerWidth;
  const turned = () => {
    if (width === innerWidth) return; // a phone's bar came or went
    width = innerWidth;
    grow();
  };
  window.addEventListener("resize", turned, { signal });
  document.addEventListener("reconnect:known", recall, { signal });
  document.addEventListener("reconnect:adrift", () => tool.refused?.(), { signal }); // nobody answers
  refreshes(model, signal);
  document.addEventListener("reconnect:lock", shut, { signal });
  window.addEventListener("beforeprint", () => logs.forEach(toPaper), { signal });
  window.addEventListener("afterprint", () => logs.forEach(fromPaper), { signal });
  const stop = hears(model, {
    "change:filled": fill,
    "change:after": after,
    "msg:custom": heard,
    // Another kernel has heard nothing of what was sent to the one before.
    attached: () => saver.take("new"),
  });
  after();
  shut();
  fill();

  return () => {
    life.abort();
    saver.stop();
    stop();
    // A page that was left goes on to hear that its last words were saved, until the next one is there.
    if (saver.waiting.size)
      model.on("msg:custom", (message) => {
        if (message.type === "saved") saver.settled(message);
      });
  };
}
