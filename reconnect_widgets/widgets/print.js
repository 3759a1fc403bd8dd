// What goes on paper.
import { controls } from "./controls.js";
import { element } from "./element.js";

// Prints one part of a page and nothing else of it.
export function printAlone(part) {
  const { hidden } = part;
  function setApart(isApart) {
    part.hidden = hidden && !isApart;
    part.toggleAttribute("data-rc-alone", isApart);
  }
  setApart(true);
  window.addEventListener("afterprint", () => setApart(false), { once: true });
  window.print();
}

// Paper has all rows in a table, which takes a few sheets where fields take one for each row.
export function toPaper(log) {
  if (!log.list) return;
  const drawn = new Map(log.all().map((row) => [row.dataset.entry, row]));
  const table = element("table", { className: "rc-on-paper" });
  const line = (row, kind, words) => {
    const cells = row.insertRow();
    for (const q of words) cells.append(element(kind, { dir: "auto" }, q));
  };
  const questions = (row) => [...row.querySelectorAll(".rc-q")];
  line(
    table.createTHead(),
    "th",
    questions(log.blank("")).map((q) => q.querySelector("legend, label").textContent),
  );
  const body = table.createTBody();
  for (const entry of new Set([...log.order, ...drawn.keys()])) {
    const row = drawn.get(entry) ?? log.blank("");
    if (log.waiting.has(entry))
      for (const q of questions(row))
        controls.fill(q, log.waiting.get(entry)[q.dataset.id] ?? null);
    else if (!drawn.has(entry)) continue; // it was removed
    line(body, "td", questions(row).map(controls.words));
  }
  if (body.rows.length) log.list.after(table);
}

export function fromPaper(log) {
  log.log.querySelector(".rc-on-paper")?.remove();
}
