// The script of a workbook page. It waits for the page's kernel, joins it, and puts what the
// kernel made in place of the disabled forms that the server sent. Other pages then come in place.

import { firstPage } from "./arrival.js";
import { LivePage } from "./live.js";
import { drawMarks } from "./map.js";
import { turnInPlace } from "./next.js";
import { keepTrail, settleFirst } from "./trail.js";

drawMarks();
keepTrail();
const settleAgain = settleFirst();
const page = new LivePage(firstPage());
turnInPlace(page);
page.appear();
page.begin().then((isStill) => isStill && settleAgain());
