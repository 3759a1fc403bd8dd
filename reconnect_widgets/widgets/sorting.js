// The sorting exercise: one sentence at a time; says at once, and kindly, where it lies for us and why.
import { formWith } from "./forms.js";

function useTool({ form }) {
  const rows = [...form.querySelectorAll(".rc-row")];
  const turns = form.querySelector(".rc-buttons");
  const place = form.querySelector(".rc-card-place");
  const choice = (row) => row.querySelector("input:checked");
  let now = null;

  function say(row) {
    const line = row.querySelector(".rc-verdict");
    const pile = choice(row)?.value;
    const words = pile ? row.querySelector(`template[data-pile="${pile}"]`).innerHTML : "";
    if (line.innerHTML !== words) line.innerHTML = words;
  }
  function show(to) {
    now = to;
    for (const row of rows) row.classList.toggle("rc-now", row === now);
    place.textContent = `Sentence ${rows.indexOf(now) + 1} of ${rows.length}`;
    turns.hidden = false;
  }
  function turn(by) {
    show(rows.at((rows.indexOf(now) + by) % rows.length));
    (choice(now) ?? now.querySelector("input")).focus({ preventScroll: true });
  }

  form.addEventListener("input", (event) => {
    const row = event.target.closest(".rc-row");
    if (row) say(row);
  });
  return {
    pressed: {
      ".rc-clear": (button) => say(button.closest(".rc-row")),
      "[data-turn]": ({ dataset }) => turn(Number(dataset.turn)),
    },
    filled: () => {
      rows.forEach(say);
      show(now ?? rows.find((row) => !choice(row)) ?? rows[0]);
    },
  };
}

export default formWith(useTool);
