// The rows of a log: added, changed and removed one by one, each saved by itself.
import { clock } from "./clock.js";
import { controls } from "./controls.js";
import { randomName } from "./names.js";

const AT_ONCE = 5; // rows that a long log shows before the reader asks for the earlier ones
const ROW = "--row--"; // stands in a log's template where the row's own name will be

// What a row can be called; the kernel has the same rule (prompts/rows.py). Others are left alone.
const isEntry = (name) => /^[\w-]{1,64}$/.test(name);

export class Rows {
  constructor(log, changed) {
    this.log = log;
    this.id = log.dataset.id;
    this.changed = changed;
    this.order = []; // the entries, as they were begun
    this.waiting = new Map(); // the values of earlier rows that nobody has asked to see
    this.list = log.querySelector(".rc-rows");
    if (!this.list) return; // a table whose rows are fixed
    this.earlier = log.querySelector(".rc-earlier");
    this.earlier.addEventListener("click", () => this.unfold());
    log.querySelector(".rc-add").addEventListener("click", () => this.begin());
    log.querySelector(".rc-removed").addEventListener("click", (event) => {
      if (event.target.closest("button")) this.undo();
    });
    log.addEventListener("click", (event) => {
      const button = event.target.closest(".rc-remove");
      if (button) this.remove(button.closest(".rc-row"));
    });
  }

  all() {
    return [...this.log.querySelectorAll(".rc-row")];
  }

  find(entry) {
    return this.all().find((row) => row.dataset.entry === entry);
  }

  read(row) {
    const values = {};
    for (const q of row.querySelectorAll(".rc-q")) {
      let value = controls.read(q);
      if (value === undefined) value = row.known?.[q.dataset.id] ?? null; // as it was before
      if (value !== null) values[q.dataset.id] = value;
    }
    row.known = values;
    return Object.keys(values).length ? values : null;
  }

  // Takes the rows as they are stored. Of a long log the earlier ones wait, which saves drawing them;
  // returns those that are to be filled. `wanted` are entries that are drawn in any case.
  take(rows, wanted) {
    const stored = Object.keys(rows).filter(isEntry);
    this.order = [...new Set([...stored, ...wanted.filter(isEntry)])];
    this.waiting.clear();
    if (!this.list || this.unfolded || stored.length <= AT_ONCE + 1) return this.order;
    const drawn = new Set([...stored.slice(-AT_ONCE), ...wanted]);
    for (const entry of stored) if (!drawn.has(entry)) this.waiting.set(entry, rows[entry].value);
    return this.order.filter((entry) => drawn.has(entry));
  }

  // Says that more rows are kept than the form was given.
  sayOlder(there) {
    const words = this.log.querySelector(".rc-older");
    if (words) words.hidden = !there;
  }

  // Shows a row as it is stored; a row that is not there yet is made.
  fill(entry, value) {
    let row = this.find(entry);
    if (!value && this.list) {
      if (row) row.remove();
      return;
    }
    if (!row) row = this.make(entry);
    if (!row) return;
    for (const q of row.querySelectorAll(".rc-q")) {
      const given = value?.[q.dataset.id];
      controls.fill(q, given === undefined ? null : given);
    }
    row.known = value || {};
    this.title(row);
  }

  // Folds all but the last rows of a long log away; what was unfolded stays so.
  fold() {
    if (!this.list || this.unfolded) return;
    const rows = this.all();
    const total = rows.length + this.waiting.size;
    const count = total > AT_ONCE + 1 ? total - AT_ONCE : 0;
    for (const [index, row] of rows.entries()) {
      row.classList.toggle("rc-folded", index < count - this.waiting.size);
    }
    this.earlier.hidden = !count;
    this.earlier.textContent = `Show the ${count} earlier ones`;
  }

  // Draws the rows that wait, folded.
  draw() {
    const values = [...this.waiting];
    this.waiting.clear();
    for (const [entry, value] of values) {
      this.fill(entry, value);
      this.find(entry).classList.add("rc-folded");
    }
  }

  unfold() {
    this.draw();
    this.unfolded = true;
    this.earlier.hidden = true;
    for (const row of this.all()) row.classList.remove("rc-folded");
    this.list.querySelector("summary").focus();
  }

  make(entry) {
    if (!this.list || !isEntry(entry)) return null;
    const row = this.blank(entry);
    this.list.insertBefore(row, this.next(entry));
    for (const q of row.querySelectorAll(".rc-q")) controls.why(q); // which days there are, before any is typed
    this.title(row);
    return row;
  }

  blank(entry) {
    const row = document.importNode(
      this.log.querySelector("template").content,
      true,
    ).firstElementChild;
    for (const part of [row, ...row.querySelectorAll("*")]) {
      for (const { name, value } of part.attributes)
        if (value.includes(ROW)) part.setAttribute(name, value.replaceAll(ROW, entry));
    }
    return row;
  }

  // Returns the row that is drawn after an entry; a new one comes last.
  next(entry) {
    const place = this.order.indexOf(entry);
    if (place < 0) return null;
    const drawn = new Map(this.all().map((row) => [row.dataset.entry, row]));
    return drawn.get(this.order.slice(place + 1).find((later) => drawn.has(later))) ?? null;
  }

  begin() {
    const entry = randomName(6);
    const row = this.make(entry);
    row.querySelector("details").open = true;
    const when = row.querySelector("[data-kind=date] input");
    if (when) {
      when.value = when.type === "date" ? clock.now().slice(0, 10) : clock.now();
      this.changed(`${this.id}#${entry}`, this.read(row)); // it shows an answer, so that is kept
    }
    this.title(row);
    const first = row.querySelector("input, select, textarea");
    if (first) first.focus();
  }

  remove(row) {
    this.gone = { entry: row.dataset.entry, value: this.read(row) };
    row.remove();
    if (this.gone.value) this.changed(`${this.id}#${this.gone.entry}`, null);
    const line = this.log.querySelector(".rc-removed");
    line.innerHTML = 'Removed. <button type="button" class="rc-quiet">Bring it back</button>';
    line.querySelector("button").focus();
  }

  undo() {
    this.log.querySelector(".rc-removed").textContent = "";
    this.fill(this.gone.entry, this.gone.value || {});
    if (this.gone.value) this.changed(`${this.id}#${this.gone.entry}`, this.gone.value);
    const row = this.find(this.gone.entry);
    if (row) row.querySelector("summary").focus();
  }

  title(row) {
    const summary = row.querySelector("summary");
    if (!summary) return;
    const said = [...row.querySelectorAll(".rc-q")].map((q) => controls.words(q)).filter(Boolean);
    summary.textContent = said.slice(0, 3).join(" · ") || "A new one";
  }
}
