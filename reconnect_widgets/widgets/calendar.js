// The calendar file: asked of the kernel, and kept out of every address.
import { giveFile } from "./files.js";
import { formWith } from "./forms.js";

const useTool = ({ model }) => ({
  pressed: { ".rc-download": () => model.send({ type: "calendar" }) },
  heard: { file: ({ text, name, media }) => giveFile([text], name, media) },
});

export default formWith(useTool);
