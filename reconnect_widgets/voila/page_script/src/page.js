// The script of a workbook page. It brings the forms to life that the server drew, and then asks the
// kernel of the visit for the answers, and for all that follows from them. Other pages come in place.

import "./map.js";
import "./seal.js";

import { Line } from "./line.js";
import { LivePage } from "./live.js";
import { turnInPlace } from "./next.js";
import { keepTrail, settleFirst } from "./trail.js";

/** Bring the page to life; `makeKernel` is one of server.js or of in_browser.js. */
export function begin(makeKernel) {
  keepTrail();
  const page = new LivePage(document.querySelector("main"));
  settleFirst(page.filled);
  page.appear();
  const line = new Line(makeKernel);
  line.turn(page);
  turnInPlace(page, line);
}
