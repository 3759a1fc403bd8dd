// The script of a workbook page, which stands in its head. It brings the forms to life that the server drew,
// and then has the kernel of the visit tell the answers, and all that follows from them. Other pages come in
// place.

import "./map.js";
import "./seal.js";

import { Line } from "./line.js";
import { LivePage } from "./live.js";
import { turnInPlace } from "./next.js";
import { keepTrail, settleFirst } from "./trail.js";

/** Bring the page to life as soon as it is there; `makeKernel` is one of server.js or of in_browser.js (see lite). */
export function begin(makeKernel) {
  keepTrail();
  const line = new Line(makeKernel);
  // Before anything on it is measured.
  document.addEventListener("reconnect:main", () => {
    const page = new LivePage(document.querySelector("main"));
    settleFirst();
    page.appear();
    line.turn(page);
    turnInPlace(page, line);
  });
  return line;
}
