// Brings what is kept into the fields of a form, beside what waits in the browser or was just typed.
import { controls } from "./controls.js";
import { isLater, merged } from "./drafts.js";

// A browser that was killed can have brought back what was saved or erased since.
let isLaidBack = !globalThis.reconnectKeeps;
const laidBack = globalThis.reconnectJournal?.laidBack.then(() => {
  isLaidBack = true;
});

export function fillingOf({ form, saver, questions, logs }) {
  function fill(filled) {
    for (const q of questions) {
      const stored = filled.answers[q.dataset.id];
      settleWith(q.dataset.id, stored, (value) => controls.fill(q, value));
      sayLast(q, stored);
    }
    for (const [id, log] of logs) {
      log.sayOlder(filled.older.includes(id));
      fillLog(id, log, filled.rows[id] || {});
    }
  }

  // What waits in the browser is shown before the kernel comes: who does not see it would type over it.
  function recall() {
    if (!isLaidBack) return void laidBack.then(recall);
    if (saver.isKnown) return;
    const recalled = saver.drafts.recaller();
    const showOne = (key, show) => {
      const draft = saver.waiting.has(key) ? null : recalled(key);
      if (!draft) return;
      saver.follow(key, draft.at);
      show(draft.value);
    };
    for (const q of questions) showOne(q.dataset.id, (value) => controls.fill(q, value));
    for (const [id, log] of logs)
      for (const { dataset } of log.all())
        showOne(`${id}#${dataset.entry}`, (value) => log.fill(dataset.entry, value));
  }

  // An answer that waits here is the later one unless another tab has written since.
  function settleWith(key, stored, show) {
    saver.follow(key, stored?.at ?? 0);
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
    saver.change(key, value, false, newer && stored ? Math.max(draft.at, stored.at + 1) : draft.at);
  }

  // Touched before it was filled: the fields that were not are filled now.
  function settleEarly(key, change, stored, show) {
    change.isEarly = false;
    const value = stored ? merged(stored.value, change.value) : change.value;
    // Words of another tab that are later than these; what lies ahead of the clock may not be.
    const isOvertaken = value === change.value && change.at < stored?.at && stored.at <= Date.now();
    if (isOvertaken) return void show(stored.value);
    const isWhole = JSON.stringify(value) === JSON.stringify(change.value);
    if (!isWhole) show(value);
    if (!isWhole || change.at <= stored?.at) saver.change(key, value, saver.typed);
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

  // Answers that were erased as a whole take with them what waits in the browser or on this page.
  function letGoOfErased(filled) {
    if (!saver.drafts || !filled.erased.includes(saver.drafts.store)) return "";
    const state = saver.waiting.size ? "unsaved" : "saved";
    saver.forget();
    form.reset(); // what could not be kept goes as well
    if (form.contains(document.activeElement)) document.activeElement.blur();
    return state;
  }

  // What the form holds now, to tell whether filling it has changed anything.
  const snapshot = () =>
    JSON.stringify([
      questions.map(controls.read),
      [...logs.values()].map((log) => [
        ...log.waiting.values(),
        ...log.all().map((row) => log.read(row)),
      ]),
    ]);

  return { fill, recall, letGoOfErased, snapshot };
}

// What was answered the last time, below its question.
export function sayLast(q, answer) {
  const line = q.querySelector(".rc-last");
  if (line) line.textContent = answer?.last || "";
}
