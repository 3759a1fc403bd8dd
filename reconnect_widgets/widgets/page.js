// What a page of the workbook asks of the widgets itself, whatever its notebook holds.
import { focusOn } from "./place.js";
import { pull } from "./pull.js";
import { vault } from "./vault.js";
import { hello } from "./visit.js";

export default { focusOn, hello, recall: () => vault.recall(), pull };
