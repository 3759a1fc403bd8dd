// Runs in every page before its own scripts: notes when the reader sees the prose, when a control can be
// moved, when the moved one is answered by the server, and when earlier answers stand in their fields.
// A control could be moved when the move was made that was answered in the end, and not before.
//
// `again` says after how many ms an unanswered control is moved once more.
//
// Times count from the click on *Next*, which may swap the page in place, or from the navigation.
(() => {
  if (!location.protocol.startsWith("http")) return;
  const PAGES = /*PAGES*/ [];
  const EVERY = 8; // ms between two looks
  const now = () => performance.timeOrigin + performance.now();
  const target = () => Number(sessionStorage.getItem("bench-page") || 0);
  const from = () => Number(sessionStorage.getItem("bench-from") || performance.timeOrigin);
  const acts = PAGES.map((page) => page.acts);
  const bench = (window.bench = { marks: {}, acts, done: false });
  let moved = null;

  // Panel draws into shadow roots, which no selector looks into.
  function* roots(root = document) {
    yield root;
    if (!root.querySelectorAll || !PAGES[0].shadow) return;
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) yield* roots(element.shadowRoot);
    }
  }
  function find(selector, fits) {
    for (const root of roots()) {
      for (const element of root.querySelectorAll(selector)) if (fits(element)) return element;
    }
    return null;
  }
  const words = (element) => element.textContent.trim().replace(/\s+/g, " ");
  const seen = (element) => element.checkVisibility() && element.getClientRects().length > 0;
  const heading = (page) => find("h1", (h) => words(h).startsWith(page.title) && seen(h));

  function control(page, act) {
    if (page.slider) return find(".noUi-handle", seen);
    const point = page.points[act % page.points.length];
    return find(
      page.control,
      (e) => words(e) === point && seen(e) && !e.closest("fieldset:disabled"),
    );
  }
  function move(page, index) {
    const element = control(page, acts[index]);
    if (!element) return null;
    const before = page.slider && said(page);
    acts[index] += 1;
    if (page.slider) {
      element.focus();
      element.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
    } else element.click();
    return { at: now(), act: acts[index] - 1, before };
  }
  const said = (page) => {
    const line = find(page.status, (e) => words(e).startsWith(page.kept));
    return line ? words(line) : "";
  };
  function answered(page, { act, before }) {
    if (page.form) {
      const form = document.querySelector(page.form)?.closest("form");
      return form?.querySelector(".rc-saved")?.dataset.state === "saved";
    }
    if (page.slider) return said(page) !== before;
    const kept = `${page.kept} ${act % page.points.length}`;
    return Boolean(find(page.status, (e) => words(e) === kept));
  }
  const filled = (page) =>
    !page.mark ||
    find("input, textarea", (e) => e.value === page.mark && !e.closest("fieldset:disabled"));

  function look() {
    const index = target();
    const page = PAGES[index];
    const note = (name) => {
      bench.marks[name] ??= now() - from();
    };
    if (!document.body || !heading(page)) return;
    note("prose");
    if (!bench.marks.filled && filled(page)) note("filled");
    if (!moved) moved = move(page, index);
    else if (!bench.marks.reacts && answered(page, moved)) {
      note("reacts");
      bench.marks.usable = moved.at - from();
      bench.chosen = moved.act % page.points.length;
    } else if (now() - moved.at > page.again) moved = move(page, index) || moved;
    if (bench.marks.filled && bench.marks.reacts) {
      bench.done = true;
      clearInterval(timer);
    }
  }

  /** Say whether the page still shows what was chosen first, where its control tells. */
  bench.shows = () => {
    const { control } =
      find(
        PAGES[target()].control,
        (e) => words(e) === PAGES[target()].points[bench.chosen] && seen(e),
      ) ?? {};
    return !control || control.checked;
  };

  /** Move the control once more; resolves to the milliseconds until it was answered. */
  bench.change = () =>
    new Promise((resolve, reject) => {
      const page = PAGES[target()];
      const one = move(page, target());
      const watch = setInterval(() => {
        const took = now() - one.at;
        if (answered(page, one)) {
          clearInterval(watch);
          resolve(took);
        } else if (took > 10000) {
          clearInterval(watch);
          reject(new Error("A change was not answered."));
        }
      }, 2);
    });

  let timer = setInterval(look, EVERY);
  addEventListener(
    "click",
    (event) => {
      const link = event.composedPath().find((e) => e.localName === "a");
      if (!link || words(link) !== PAGES[1].title || !event.isTrusted) return;
      sessionStorage.setItem("bench-page", 1);
      sessionStorage.setItem("bench-from", performance.timeOrigin + event.timeStamp);
      Object.assign(bench, { marks: {}, done: false });
      moved = null;
      clearInterval(timer);
      timer = setInterval(look, EVERY);
    },
    true,
  );
})();
