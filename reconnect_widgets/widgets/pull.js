// The moment of the pull: one dialog for all pages of a document (parts/pull.html.j2). What is kept of
// it is in moment.js.
import { breathing } from "./breathing.js";
import { sayOnce } from "./element.js";
import { moment } from "./moment.js";

export const pull = (() => {
  const NOW = "Ten minutes have passed. How strong is the pull now?";
  const EARLIER = "The pull was strong earlier. Would you like to note how it went on?";
  const LOCKED =
    "Your answers are locked. Unlock them at the top of the page, and your plans and people are here.";
  const COMING = "Your own plans and people come as soon as the workbook has opened your answers.";
  const FIRST = ["strong", "now", "later", "thanks"]; // what has nothing to go back to
  const OWN_LINES = '<rc-own-lines for="crisis"></rc-own-lines>';
  let timer = 0;

  const dialog = () => document.getElementById("pull");
  const find = (which) => dialog().querySelector(which);

  // Says so beside the page, or in the dialog where it is open, and takes nobody away from anything.
  function wait() {
    clearTimeout(timer);
    const left = moment.left();
    if (left) timer = setTimeout(wait, left);
    const bar = document.getElementById("rc-pull-asks");
    const isAsked = moment.isDue() && !globalThis.reconnectExit?.aborted;
    bar.hidden = !isAsked || dialog().open;
    const words = bar.hidden ? "" : moment.isLate() ? EARLIER : NOW; // after it is there, so that it is read aloud
    sayOnce(bar.firstChild, words);
    find("[data-pull-due]").hidden = !isAsked || shown() === "later";
    find("[data-pull-left]").textContent = inMinutes(Math.ceil(left / 60_000));
  }
  function inMinutes(left) {
    if (!left) return "";
    const time = left === 1 ? "one minute" : `${left} minutes`;
    return `In ${time} you will be asked how strong it is, on whichever page you are then. You can close this.`;
  }

  // What is shown: one thing at a time

  const views = () => [...dialog().querySelectorAll("[data-pull-view]")];
  const shown = () => views().find((view) => !view.hidden)?.dataset.pullView;

  function show(name) {
    breathing.stop();
    if (name === "later") ask();
    if (name === "thanks") find("[data-pull-both]").textContent = both(moment.said());
    for (const view of views()) view.hidden = view.dataset.pullView !== name;
    find("[data-pull=now].rc-back").hidden = FIRST.includes(name);
    dialog().scrollTop = 0;
    find(`[data-pull-view=${name}] h2`).focus();
    wait();
  }

  function ask() {
    const { strength, after, did } = moment.said();
    const isLate = moment.isLate();
    const question = isLate ? "How strong was it ten minutes later?" : "How strong is it now?";
    const was = `It was ${strength}.${isLate ? " As far as you remember." : ""}`;
    find("[data-pull-view=later] h2").textContent = question;
    find("[data-pull-was]").textContent = strength === undefined ? "" : was;
    check("after", after);
    const field = find("#rc-pull-did");
    if (field) field.value = did ?? "";
  }

  function both({ strength, after }) {
    if (after === undefined) return "";
    if (strength === undefined) return `It is ${after} now.`;
    const words = `It was ${strength}, and then ${after}.`;
    return after < strength ? words : `${words} Some last longer. It need not be decided tonight.`;
  }

  function check(name, value) {
    for (const one of dialog().querySelectorAll(`[name=pull-${name}]`))
      one.checked = one.value === String(value);
  }

  function open() {
    if (dialog().open) return;
    find("textarea").value = "";
    const isAnother = moment.isAnother();
    dialog().showModal();
    own();
    if (isAnother) {
      check("strength", "");
      find("input[type=text]").value = "";
    }
    show(moment.isDue() ? "later" : isAnother ? "strong" : "now");
  }

  // The reader's own words come with the kernel, and not while they are locked.
  function own() {
    const told = moment.told();
    const place = find("[data-pull-own]");
    if (told && !globalThis.reconnectShut) place.innerHTML = told.html;
    else place.textContent = globalThis.reconnectShut ? LOCKED : COMING;
    const first = find("[data-pull-first]");
    first.hidden = !told?.crisis;
    find(".rc-pull-foot .rc-note").hidden = Boolean(told?.crisis);
    const lines = first.querySelector("rc-own-lines");
    if (first.hidden || !dialog().open) lines?.remove();
    else if (!lines) first.insertAdjacentHTML("beforeend", OWN_LINES);
  }

  // What a button does, by its name; any other shows what has its name.
  const does = {
    go: () => show("now"),
    breath: () => show("breathe"),
    said: () => (moment.isSaid() ? show("thanks") : does["let-go"]()),
    breathe() {
      breathing.begin();
      if (moment.said() && !moment.said().did) moment.say({ did: "waited" });
    },
    open,
    "let-go"() {
      moment.letGo();
      dialog().close();
    },
    close: () => dialog().close(),
  };

  const AWAY = "#pull a[href]:not([href^='#'], [target], [data-rc-exit])";
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-pull]");
    const name = button?.dataset.pull;
    if (name) (does[name] ?? show)(name);
    else if (event.target.closest?.(AWAY)) dialog().close();
  });
  document.addEventListener("input", ({ target }) => {
    if (!target.closest?.("#pull")) return;
    if (target.name === "pull-strength") moment.say({ strength: Number(target.value) });
    else if (target.name === "pull-after") moment.say({ after: Number(target.value) });
    else if (target.matches("#rc-pull-did")) moment.say({ did: target.value || null });
    else if (target.matches("input[type=text]")) moment.say({ trigger: target.value }, true);
    else if (target.matches("textarea")) moment.write(target.value);
  });
  document.addEventListener("DOMContentLoaded", () => {
    if (!dialog()) return;
    const heard = () => {
      own();
      wait();
    };
    moment.start({ changed: wait, heard });
    dialog().addEventListener("close", () => {
      breathing.stop();
      heard();
    });
    document.addEventListener("reconnect:lock", own);
    for (const back of ["visibilitychange", "reconnect:prose"])
      document.addEventListener(back, wait);
    globalThis.reconnectExit?.addEventListener("abort", moment.letGo);
    wait();
  });

  return { attach: moment.attach };
})();
