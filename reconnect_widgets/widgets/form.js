// A form of questions alone.
import { formWith } from "./forms.js";

export default formWith();
