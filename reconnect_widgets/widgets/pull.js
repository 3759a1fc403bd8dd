// The moment of the pull: one dialog for all pages of a document (parts/pull.html.j2). What is said in
// it becomes one row of the urge log, and what is written one letter of the drawer. Both wait as any
// draft does until a kernel has saved them, which then tells what was begun and not said to its end.
import { clock } from "./clock.js";
import { Drafts, EarlyDrafts } from "./drafts.js";
import { randomName } from "./names.js";
import { Saver } from "./saver.js";

export const pull = (() => {
  const LOG = "urge.log";
  const LETTERS = "first.letters";
  const LEAD = "pull-"; // how the names of its rows begin; the kernel has the same (pull.py)
  const LET_GO = "pull.let-go"; // the row that is not to be asked about
  const TEN = 600_000; // ms
  const LATE = 7_200_000; // after which *now* would be another moment
  const OVER = 129_600_000; // after which nothing is asked: a day and a half
  const ROUND = 180; // seconds of breathing
  const [IN, OUT] = [4, 6];
  const NOW = "Ten minutes have passed. How strong is the pull now?";
  const EARLIER = "The pull was strong earlier. Would you like to note how it went on?";

  let row = null; // { entry, at, value }
  let letter = null; // { entry, value }
  let part = null; // the masthead of the page that is shown
  let told = null; // what its kernel has told
  let taken = null; // the masthead by which waiting drafts were sent
  let timer = 0;
  let breath = 0;

  const dialog = () => document.getElementById("pull");
  const find = (which) => dialog().querySelector(which);
  let made;
  const saver = () => {
    if (!made) {
      made = new Saver({ send: (message) => part?.send(message) }, find(".rc-saved"));
      made.addsTo = true; // a row that may have other fields by now
    }
    return made;
  };
  const waits = (log) => [...saver().waiting.keys()].some((key) => key.startsWith(log));

  // What is said

  function begin(value) {
    return { entry: LEAD + randomName(6), at: Date.now(), value };
  }
  function say(fields, typed = false) {
    row ??= begin({ when: clock.now() });
    Object.assign(row.value, fields);
    saver().change(`${LOG}#${row.entry}`, { ...row.value }, Date.now(), typed);
    wait();
  }
  function write(words) {
    if (!letter && !words.trim()) return;
    letter ??= begin({ when: clock.now().slice(0, 10) });
    letter.value.letter = words;
    saver().change(`${LETTERS}#${letter.entry}`, { ...letter.value }, Date.now(), true);
    if (words.trim() && ["waited", undefined].includes(row?.value.did)) say({ did: "wrote" });
  }

  // Ten minutes later

  const isSaid = () => row.value.after !== undefined;
  const age = () => Date.now() - row.at;
  const isLetGo = () => saver().drafts.find(LET_GO)?.value === row.entry;
  const isDue = () => Boolean(row) && !isSaid() && age() >= TEN && age() < OVER && !isLetGo();

  function letGo() {
    if (row && !isSaid()) saver().drafts.keep(LET_GO, row.entry, Date.now());
    wait();
  }

  // Says so beside the page, or in the dialog where it is open, and takes nobody away from anything.
  function wait() {
    clearTimeout(timer);
    if (row && !isSaid() && age() < TEN) timer = setTimeout(wait, TEN - age());
    const bar = document.getElementById("rc-pull-asks");
    const isAsked = isDue() && !globalThis.reconnectExit?.aborted;
    bar.hidden = !isAsked || dialog().open;
    const words = bar.hidden ? "" : age() < LATE ? NOW : EARLIER; // after it is there, so that it is read aloud
    if (bar.firstChild.textContent !== words) bar.firstChild.textContent = words;
    find("[data-pull-due]").hidden = !isAsked || shown() === "later";
    const left = row && !isSaid() ? Math.ceil((TEN - age()) / 60_000) : 0;
    find("[data-pull-left]").textContent = left > 0 ? `In ${left === 1 ? "one minute" : `${left} minutes`} you will be asked how strong it is, on whichever page you are then. You can close this.` : "";
  }

  // What is shown: one thing at a time

  const views = () => [...dialog().querySelectorAll("[data-pull-view]")];
  const shown = () => views().find((view) => !view.hidden)?.dataset.pullView;

  function show(name) {
    stopBreathing();
    if (name === "later") ask();
    if (name === "thanks") find("[data-pull-both]").textContent = both(row.value);
    for (const view of views()) view.hidden = view.dataset.pullView !== name;
    find("[data-pull=now].rc-back").hidden = ["strong", "now", "later", "thanks"].includes(name);
    dialog().scrollTop = 0;
    find(`[data-pull-view=${name}] h2`).focus();
    wait();
  }

  function ask() {
    const isNow = age() < LATE;
    find("[data-pull-view=later] h2").textContent = isNow ? "How strong is it now?" : "How strong was it ten minutes later?";
    find("[data-pull-was]").textContent = "strength" in row.value ? `It was ${row.value.strength}.${isNow ? "" : " As far as you remember."}` : "";
    check("after", row.value.after);
    const did = find("#rc-pull-did");
    if (did) did.value = row.value.did ?? "";
  }

  const both = ({ strength, after }) => (after === undefined ? "" : strength === undefined ? `It is ${after} now.` : after < strength ? `It was ${strength}, and then ${after}.` : `It was ${strength}, and then ${after}. Some last longer. It need not be decided tonight.`);

  function check(name, value) {
    for (const one of dialog().querySelectorAll(`[name=pull-${name}]`)) one.checked = one.value === String(value);
  }

  function open() {
    if (dialog().open) return;
    letter = null;
    find("textarea").value = "";
    if (row && (isSaid() || isLetGo() || age() >= OVER)) row = null;
    dialog().showModal();
    own();
    if (!row) {
      check("strength", "");
      find("input[type=text]").value = "";
    }
    show(isDue() ? "later" : row ? "now" : "strong");
  }

  // The reader's own words come with the kernel, and not while they are locked.
  function own() {
    const words = globalThis.reconnectShut ? "Your answers are locked. Unlock them at the top of the page, and your plans and people are here." : "Your own plans and people come as soon as the workbook has opened your answers.";
    if (told && !globalThis.reconnectShut) find("[data-pull-own]").innerHTML = told.html;
    else find("[data-pull-own]").textContent = words;
    const first = find("[data-pull-first]");
    first.hidden = !told?.crisis;
    find(".rc-pull-foot .rc-note").hidden = Boolean(told?.crisis);
    if (first.hidden || !dialog().open) first.querySelector("rc-own-lines")?.remove();
    else if (!first.querySelector("rc-own-lines")) first.insertAdjacentHTML("beforeend", '<rc-own-lines for="crisis"></rc-own-lines>');
  }

  // Breathing, by the clock: a page that rests in between is right again at once

  function breathe() {
    const start = Date.now();
    const word = find("[data-pull-word]");
    const draw = () => {
      const past = Math.floor((Date.now() - start) / 1000);
      if (past >= ROUND) return stopBreathing("Three minutes are over.");
      const at = past % (IN + OUT);
      const said = at < IN ? "Breathe in" : "Breathe out";
      if (word.textContent !== said) word.textContent = said;
      find("[data-pull-count]").textContent = at < IN ? at + 1 : at - IN + 1;
    };
    stopBreathing();
    find("[data-pull-view=breathe]").classList.add("rc-breathing");
    find("[data-pull=breathe]").hidden = true;
    breath = setInterval(draw, 250);
    draw();
    if (row && !row.value.did) say({ did: "waited" });
  }
  function stopBreathing(words = "") {
    clearInterval(breath);
    find("[data-pull-view=breathe]").classList.remove("rc-breathing");
    find("[data-pull-word]").textContent = words;
    find("[data-pull-count]").textContent = "";
    const button = find("[data-pull=breathe]");
    button.hidden = false;
    button.textContent = words ? "Three more minutes" : "Begin";
  }

  // What a kernel says

  function attach(masthead) {
    part = masthead;
    masthead.on("attached", () => {
      taken = null;
      saver().take("new");
    });
    masthead.on("change:pull", () => hear(masthead));
    masthead.on("msg:custom", (message) => {
      if (message.id !== LOG && message.id !== LETTERS) return;
      if (message.type === "saved") saver().saved(message);
      if (message.type === "refused") saver().refused(message);
    });
    hear(masthead);
  }

  function hear(masthead) {
    const now = masthead.get("pull");
    if (part !== masthead || !now?.store) return;
    const drafts = new Drafts(now);
    told = now;
    for (const store of now.erased) new Drafts({ ...now, store }).erase();
    if (now.erased.includes(saver().drafts.store)) {
      saver().forget();
      row = letter = null;
      dialog().close();
    }
    saver().know(drafts);
    join(now.begun, drafts);
    if (taken !== masthead) for (const log of [LOG, LETTERS]) sendWaiting(drafts, `${log}#${LEAD}`);
    taken = masthead;
    saver().push(true);
    if (!dialog().open && !waits(LOG)) row = now.begun;
    own();
    wait();
  }

  // What was said again before the kernel could tell what was begun is the same moment.
  function join(begun, drafts) {
    const again = row && `${LOG}#${row.entry}`;
    if (!begun || !saver().waiting.has(again) || begun.entry === row.entry) return;
    if (row.at < begun.at || row.at - begun.at >= TEN) return;
    saver().waiting.delete(again);
    drafts.remove(again);
    const { when, ...said } = row.value;
    row = { ...begun, value: { ...said, ...begun.value, ...(said.did && { did: said.did }) } };
    saver().change(`${LOG}#${row.entry}`, { ...row.value });
  }

  // What waited from an earlier page or visit. The row that was begun last can be asked about.
  function sendWaiting(drafts, start) {
    for (const key of drafts.keys(start)) {
      if (saver().waiting.has(key)) continue;
      const { value, at } = drafts.find(key);
      saver().change(key, value, at);
    }
  }
  function recall() {
    const drafts = new EarlyDrafts();
    const [last] = drafts.keys(`${LOG}#${LEAD}`).map((key) => ({ entry: key.slice(LOG.length + 1), ...drafts.find(key) })).sort((one, other) => other.at - one.at);
    if (last && !row) row = { entry: last.entry, at: last.at, value: last.value };
    wait();
  }

  // The page

  const does = {
    go: () => show("now"),
    now: () => show("now"),
    write: () => show("write"),
    breath: () => show("breathe"),
    own: () => show("own"),
    research: () => show("research"),
    later: () => show("later"),
    said: () => (isSaid() ? show("thanks") : does["let-go"]()),
    breathe,
    open: () => open(),
    "let-go": () => {
      letGo();
      dialog().close();
    },
    close: () => dialog().close(),
  };

  // A press that began in the dialog, as to choose words, or beside a button of it does not close it.
  const isOutside = ({ target, clientX, clientY }) => {
    const { left, right, top, bottom } = dialog()?.getBoundingClientRect() ?? {};
    return target === dialog() && (clientX < left || clientX > right || clientY < top || clientY > bottom);
  };
  let isPressed = false;
  document.addEventListener("pointerdown", (event) => (isPressed = isOutside(event)));
  const isBeside = (event) => isPressed && isOutside(event);

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-pull]");
    if (button) does[button.dataset.pull]();
    else if (isBeside(event) || event.target.closest?.("#pull a[href]:not([href^='#'], [target], [data-rc-exit])")) dialog().close();
  });
  document.addEventListener("input", ({ target }) => {
    if (!target.closest?.("#pull")) return;
    if (target.name === "pull-strength") say({ strength: Number(target.value) });
    else if (target.name === "pull-after") say({ after: Number(target.value) });
    else if (target.matches("#rc-pull-did")) say({ did: target.value || null });
    else if (target.matches("input[type=text]")) say({ trigger: target.value }, true);
    else if (target.matches("textarea")) write(target.value);
  });
  document.addEventListener("DOMContentLoaded", () => {
    if (!dialog()) return;
    dialog().addEventListener("close", () => {
      stopBreathing();
      own();
      wait();
    });
    document.addEventListener("reconnect:lock", own);
    for (const back of ["visibilitychange", "reconnect:prose"]) document.addEventListener(back, wait);
    globalThis.reconnectExit?.addEventListener("abort", letGo);
    recall();
  });

  return { attach };
})();
