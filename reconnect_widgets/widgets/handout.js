// The hand-out: prints the sheet, and nothing else of the page.
import { formWith } from "./forms.js";
import { printAlone } from "./print.js";

function useTool({ form }) {
  const sheet = () => form.querySelector(".rc-printable");
  return {
    pressed: { ".rc-print": () => printAlone(sheet()) },
    after: () => {
      form.querySelector(".rc-print").disabled = !sheet();
    },
  };
}

export default formWith(useTool);
