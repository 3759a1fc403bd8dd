// The script of a workbook page. It brings the forms to life that the server drew, and then asks the
// kernel of the visit for the answers, and for all that follows from them. Other pages come in place.

import "./map.js";
import "./seal.js";

import { Line } from "./line.js";
import { LivePage } from "./live.js";
import { lookAhead, turnInPlace } from "./next.js";
import { keepTrail, settleFirst } from "./trail.js";

keepTrail();
const page = new LivePage(document.querySelector("main"));
settleFirst(page.filled);
page.appear();
const isInBrowser = "rcWorker" in document.documentElement.dataset;
const source = isInBrowser
  ? lookAhead().then(() => import("./in_browser.js"))
  : import("./server.js");
const line = source.then(({ makeKernel }) => new Line(makeKernel));
line.then((one) => one.turn(page));
turnInPlace(page, line);
