// The script of a workbook page. It waits for the page's kernel, joins it, and puts what the
// kernel made in place of the disabled forms that the server sent.

import { joinKernel } from "./kernel.js";
import { watchConnection } from "./connection.js";
import { fillPlaces, kernelOfPage, pageArrived } from "./places.js";
import { drawMarks } from "./map.js";

async function bringToLife() {
  drawMarks();
  const { kernelId, baseUrl } = await kernelOfPage();
  const kernel = joinKernel(kernelId, baseUrl);
  const watch = watchConnection(kernel);
  await pageArrived();
  await fillPlaces(kernel);
  watch.start();
  document.documentElement.dataset.rcReady = "yes";
  document.dispatchEvent(new CustomEvent("reconnect:ready"));
}

bringToLife().catch((error) => {
  console.error(error);
  document.dispatchEvent(new CustomEvent("reconnect:connection", { detail: { state: "dead" } }));
});
