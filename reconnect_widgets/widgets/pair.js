// The weekly check-in for two: one week at a time, a column for each.
import { clock } from "./clock.js";
import { formWith } from "./forms.js";

function useTool({ form, logs }) {
  const box = form.querySelector(".rc-pair");
  const log = logs.get(box.dataset.id);
  const columns = [...box.querySelectorAll(".rc-column")];
  const names = [...form.querySelectorAll(".rc-two > .rc-text textarea")];
  const first = columns.map((column) => column.querySelector("legend").textContent);
  const known = new Map();
  let monday;
  let back = 0;

  // The clock is the kernel's, so this week is known once that has spoken.
  function begin() {
    const [year, month, day] = clock.now().slice(0, 10).split("-").map(Number);
    const today = new Date(year, month - 1, day, 12);
    monday = new Date(year, month - 1, day - ((today.getDay() + 6) % 7), 12);
    show();
  }

  // The week's number after ISO 8601: the year and number of the week that holds its Thursday.
  function week() {
    const thursday = new Date(monday);
    thursday.setDate(monday.getDate() + 3 + 7 * back);
    const start = new Date(thursday.getFullYear(), 0, 1, 12);
    const number = Math.floor(Math.round((thursday - start) / 864e5) / 7) + 1;
    return `${thursday.getFullYear()}-W${String(number).padStart(2, "0")}`;
  }

  function place() {
    const key = week();
    for (const column of columns) column.dataset.entry = `${key}-${column.dataset.column}`;
  }

  function show() {
    place();
    const day = new Date(monday);
    day.setDate(monday.getDate() + 7 * back);
    const said = day.toLocaleDateString("en-US", {
      day: "numeric",
      month: "long",
      year: "numeric",
    });
    box.querySelector(".rc-week").textContent = back
      ? `The week of ${said}`
      : `This week, from ${said}`;
    box.querySelector("[data-weeks='1']").disabled = back === 0;
  }

  function label() {
    columns.forEach((column, index) => {
      column.querySelector("legend").textContent = names[index].value.trim() || first[index];
    });
  }

  function turn(button) {
    for (const column of columns) known.set(column.dataset.entry, log.read(column));
    back = Math.min(0, back + Number(button.dataset.weeks));
    show();
    for (const column of columns)
      log.fill(column.dataset.entry, known.get(column.dataset.entry) || null);
    if (button.disabled) button.previousElementSibling.focus();
  }

  form.addEventListener("input", label);
  return {
    pressed: { "[data-weeks]": turn },
    begin,
    filled(filled) {
      for (const [entry, row] of Object.entries(filled.rows[log.id] || {}))
        known.set(entry, row.value);
      label();
    },
  };
}

export default formWith(useTool);
