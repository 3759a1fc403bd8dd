// The hand-out: prints the sheet, and nothing else of the page.
import { formWith } from "./forms.js";
import { printAlone } from "./print.js";

function useTool({ form }) {
  form.addEventListener("click", (event) => {
    const sheet = form.querySelector(".rc-printable");
    if (event.target.closest(".rc-print") && sheet) printAlone(sheet);
  });
  return {
    after: () => {
      form.querySelector(".rc-print").disabled = !form.querySelector(".rc-printable");
    },
  };
}

export default formWith(useTool);
