// The script of a workbook page. It brings the forms to life that the server drew, and then asks the
// kernel of the visit for the answers, and for all that follows from them. Other pages come in place.

import { LivePage } from "./live.js";
import { drawMarks } from "./map.js";
import { turnInPlace } from "./next.js";
import { keepTrail, settleFirst } from "./trail.js";

drawMarks();
keepTrail();
const settleAgain = settleFirst();
const page = new LivePage(document.querySelector("main"), location.href);
page.appear();
const line = import("./line.js").then(({ Line }) => new Line(document.documentElement.dataset.rcBase));
line.then((one) => one.turn(page));
turnInPlace(page, line);
page.filled.then((isStill) => isStill && settleAgain());
