// What is kept of the moment of the pull: a row of the urge log, and what is written instead, a letter of
// the drawer. Both wait as any draft does until a kernel has saved them, which then tells what was begun
// and not said to its end.
import { clock } from "./clock.js";
import { Drafts, EarlyDrafts } from "./drafts.js";
import { randomName } from "./names.js";
import { Saver } from "./saver.js";

export const moment = (() => {
  const LOG = "urge.log";
  const LETTERS = "first.letters";
  const LEAD = "pull-"; // how the names of its rows begin; the kernel has the same (tools/pull.py)
  const LET_GO = "pull.let-go"; // the row that is not to be asked about
  const TEN = 600_000; // ms
  const LATE = 7_200_000; // after which *now* would be another moment
  const OVER = 129_600_000; // after which nothing is asked: a day and a half

  let row = null; // { entry, at, value }
  let letter = null; // { entry, value }
  let part = null; // the masthead of the page that is shown
  let told = null; // what its kernel has told
  let taken = null; // the masthead by which waiting drafts were sent
  let saver = null;
  let changed = () => {};
  let heard = () => {};

  const dialog = () => document.getElementById("pull");
  const waits = (log) => [...saver.waiting.keys()].some((key) => key.startsWith(log));

  /** Begins with the page: `changed` after each word of the reader, `heard` after each of the kernel. */
  function start(listeners) {
    ({ changed, heard } = listeners);
    const send = (message) => part?.send(message);
    saver = new Saver({ send }, dialog().querySelector(".rc-saved"));
    saver.addsTo = true; // a row that may have other fields by now
    recall();
    document.addEventListener("reconnect:known", () => {
      recall(); // before that, no draft can be opened
      changed();
    });
    if (part) hear(part);
  }

  // What is said

  const begin = (value) => ({ entry: LEAD + randomName(6), at: Date.now(), value });
  function say(fields, typed = false) {
    row ??= begin({ when: clock.now() });
    Object.assign(row.value, fields);
    saver.change(`${LOG}#${row.entry}`, { ...row.value }, typed);
    changed();
  }
  function write(words) {
    if (!letter && !words.trim()) return;
    letter ??= begin({ when: clock.now().slice(0, 10) });
    letter.value.letter = words;
    saver.change(`${LETTERS}#${letter.entry}`, { ...letter.value }, true);
    if (words.trim() && ["waited", undefined].includes(row?.value.did)) say({ did: "wrote" });
  }

  // Ten minutes later

  const age = () => Date.now() - row.at;
  const isSaid = () => row.value.after !== undefined;
  const isLetGo = () => saver.drafts.find(LET_GO)?.value === row.entry;
  const isDue = () => Boolean(row) && !isSaid() && age() >= TEN && age() < OVER && !isLetGo();
  const left = () => (row && !isSaid() ? Math.max(0, TEN - age()) : 0);

  function letGo() {
    if (row && !isSaid()) saver.drafts.keep(LET_GO, row.entry, Date.now());
    changed();
  }
  function isAnother() {
    letter = null;
    if (row && (isSaid() || isLetGo() || age() >= OVER)) row = null;
    return !row;
  }

  // What a kernel says

  function attach(masthead) {
    part = masthead;
    masthead.on("attached", () => {
      taken = null;
      saver?.take("new");
    });
    masthead.on("change:pull", () => hear(masthead));
    masthead.on("msg:custom", (message) => {
      if (message.id !== LOG && message.id !== LETTERS) return;
      if (message.type === "saved") saver.saved(message);
      if (message.type === "refused") saver.refused(message);
    });
    if (saver) hear(masthead);
  }

  function hear(masthead) {
    const now = masthead.get("pull");
    if (part !== masthead || !now?.store) return;
    const drafts = new Drafts(now);
    told = now;
    if (now.erased.includes(saver.drafts.store)) {
      saver.forget();
      row = letter = null;
      dialog().close();
    }
    saver.know(drafts);
    join(now.begun, drafts);
    if (taken !== masthead) for (const log of [LOG, LETTERS]) sendWaiting(drafts, `${log}#${LEAD}`);
    taken = masthead;
    saver.push(true);
    if (!dialog().open && !waits(LOG)) row = now.begun;
    heard();
  }

  // What was said again before the kernel could tell what was begun is the same moment.
  function join(begun, drafts) {
    const again = row && `${LOG}#${row.entry}`;
    if (!begun || !saver.waiting.has(again) || begun.entry === row.entry) return;
    if (row.at < begun.at || row.at - begun.at >= TEN) return;
    saver.waiting.delete(again);
    drafts.remove(again);
    const { when, ...said } = row.value;
    row = { ...begun, value: { ...said, ...begun.value, ...(said.did && { did: said.did }) } };
    saver.change(`${LOG}#${row.entry}`, { ...row.value });
  }

  // What waited from an earlier page or visit. The row that was begun last can be asked about.
  function sendWaiting(drafts, lead) {
    for (const key of drafts.keys(lead)) {
      if (saver.waiting.has(key)) continue;
      const { value, at } = drafts.find(key);
      saver.change(key, value, false, at);
    }
  }
  function recall() {
    const drafts = new EarlyDrafts();
    const kept = drafts.keys(`${LOG}#${LEAD}`).map((key) => [key, drafts.find(key)]);
    const [last] = kept.sort(([, one], [, other]) => other.at - one.at);
    if (!last || row) return;
    const [key, { value, at }] = last;
    row = { entry: key.slice(LOG.length + 1), at, value };
  }

  return {
    start,
    attach,
    say,
    write,
    letGo,
    isAnother,
    isDue,
    left,
    isSaid,
    isLate: () => age() >= LATE,
    said: () => row?.value,
    told: () => told,
  };
})();
