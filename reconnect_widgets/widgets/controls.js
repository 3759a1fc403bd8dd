// Reads and fills the controls of one question. A question is an element with data-id and data-kind.
import { clock } from "./clock.js";

const LONGEST_TEXT = 100000; // characters, as the kernel counts them (prompts/written.py)
const TOO_LONG =
  "That is longer than 100,000 characters, so it is not saved. Please shorten it, or part it in two.";

// An emoji is one character for the kernel, and two here.
export const isTooLong = (text) =>
  text.length > LONGEST_TEXT && (text.length > 2 * LONGEST_TEXT || [...text].length > LONGEST_TEXT);

export const controls = {
  read(q) {
    const kind = q.dataset.kind;
    const chosen = [...q.querySelectorAll("input:checked")].map((input) => input.value);
    if (kind === "several") return chosen.length ? chosen : null;
    if (kind === "plan") {
      const parts = {};
      if (controls.why(q)) return undefined;
      for (const area of q.querySelectorAll("textarea")) parts[area.dataset.part] = area.value;
      return parts.if || parts.then ? parts : null;
    }
    const field = q.querySelector("select, textarea, input:not([type=radio])");
    if (!field) return chosen.length ? chosen[0] : null;
    if (controls.why(q)) return undefined;
    return field.value === "" ? null : field.value;
  },

  // Says why what stands there cannot be kept; nothing where it can. Nothing is cut or cleared.
  why(q) {
    for (const field of q.querySelectorAll("textarea, input[type=text]"))
      if (isTooLong(field.value)) return TOO_LONG;
    const day = q.dataset.kind === "date" ? q.querySelector("input") : null;
    const hasHappened = day?.hasAttribute("data-happened");
    const last = hasHappened && clock.tomorrow() + (day.type === "date" ? "" : "T23:59");
    if (last && day.max !== last) day.max = last; // a browser draws the field anew, whatever it is set to
    const dates = day?.validity;
    if (hasHappened && dates.rangeOverflow) return "That day is still to come. Please check it.";
    if (dates?.rangeUnderflow || dates?.rangeOverflow) return "Please check the year.";
    return q.querySelector("input")?.validity.badInput ? "Please finish this or clear it." : "";
  },

  // What cannot be kept stays as it is, until the reader has changed it.
  fill(q, value) {
    if (controls.why(q)) return;
    const kind = q.dataset.kind;
    const set = (field, text) => {
      if (field.value !== text) field.value = text;
    };
    if (kind === "plan") {
      for (const area of q.querySelectorAll("textarea"))
        set(area, value?.[area.dataset.part] || "");
    } else if (q.querySelector("input[type=radio], input[type=checkbox]")) {
      const keys = (Array.isArray(value) ? value : [value]).map(String);
      for (const input of q.querySelectorAll("input")) input.checked = keys.includes(input.value);
    } else {
      set(
        q.querySelector("select, textarea, input"),
        value === null || value === undefined ? "" : String(value),
      );
    }
    controls.settle(q);
  },

  // What shows only once there is an answer.
  settle(q) {
    const help = q.nextElementSibling;
    if (help?.matches(".rc-at-once"))
      help.hidden = ![...q.querySelectorAll("input:checked")].some((input) =>
        help.dataset.at.split(" ").includes(input.value),
      );
    const { among, id, kind } = q.dataset;
    const page = q.closest("main, .jp-Notebook") ?? document; // JupyterLab can show two at once
    const other = (name, of) => page.querySelector(`.rc-q[data-${name}="${of}"]`);
    if (among) controls.narrow(q, other("id", among));
    if (kind === "several") controls.narrow(other("among", id), q); // others are not ticked
    for (const area of q.querySelectorAll("textarea")) controls.grow(area);
  },

  // Of what was ticked in another question one is chosen here: the rest is not read a second time.
  narrow(q, from) {
    if (!q || !from) return;
    const ticked = controls.read(from) ?? [];
    for (const input of q.querySelectorAll("input"))
      input.parentElement.hidden =
        ticked.length > 0 && !ticked.includes(input.value) && !input.checked;
  },

  grow(area) {
    if (CSS.supports("field-sizing", "content")) return; // the browser does it, see look.css
    area.style.height = "auto";
    if (area.scrollHeight) area.style.height = `${area.scrollHeight + 2}px`;
  },

  say(q, sentence) {
    const line = q.querySelector(".rc-error");
    if (line) line.textContent = sentence;
    for (const field of q.querySelectorAll("input, select, textarea")) {
      if (sentence) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  },

  // An answer in a few words, for the line that stands for a folded row.
  words(q) {
    const field = q.querySelector("select, textarea, input:not([type=radio]):not([type=checkbox])");
    if (!field)
      return [...q.querySelectorAll("input:checked")]
        .map((i) => i.nextSibling.textContent)
        .join(", ");
    if (field.tagName === "SELECT")
      return field.selectedOptions[0] ? field.selectedOptions[0].textContent : "";
    const day = /^(\d{4}-\d{2}-\d{2})(T(\d{2}:\d{2}))?$/.exec(field.value);
    if (day && q.dataset.kind === "date") {
      const named = new Date(`${day[1]}T12:00`).toLocaleDateString("en-US", {
        weekday: "short",
        day: "numeric",
        month: "short",
      });
      return day[3] ? `${named}, ${day[3]}` : named;
    }
    return field.value;
  },
};
