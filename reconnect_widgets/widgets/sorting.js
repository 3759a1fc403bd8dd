// The sorting exercise: says at once, and kindly, where a sentence lies for us and why.
import { formWith } from "./forms.js";

function useTool({ form }) {
  function say(row) {
    const chosen = row.querySelector("input:checked");
    const line = row.querySelector(".rc-verdict");
    const words = chosen
      ? row.querySelector(`template[data-pile="${chosen.value}"]`).innerHTML
      : "";
    if (line.innerHTML !== words) line.innerHTML = words;
  }
  form.addEventListener("input", (event) => {
    const row = event.target.closest(".rc-row");
    if (row) say(row);
  });
  form.addEventListener("click", (event) => {
    if (event.target.closest(".rc-clear")) say(event.target.closest(".rc-row"));
  });
  return { filled: () => form.querySelectorAll(".rc-row").forEach(say) };
}

export default formWith(useTool);
