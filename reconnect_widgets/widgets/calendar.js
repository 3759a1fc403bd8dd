// The calendar file: asked of the kernel, and kept out of every address.
import { giveFile } from "./files.js";
import { formWith } from "./forms.js";

function useTool({ form, model }) {
  form.addEventListener("click", (event) => {
    if (!event.target.closest(".rc-download")) return;
    model.send({ type: "calendar" });
  });
  return {
    heard(message) {
      if (message.type !== "file") return;
      giveFile([message.text], message.name, message.media);
    },
  };
}

export default formWith(useTool);
