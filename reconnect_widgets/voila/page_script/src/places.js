// The places that the page keeps for what its code cells show, and how they are filled.
//
// The server sends, in this order: the prose with a place for each code cell (often with a disabled
// form in it), the kernel's id, and a <template> with each cell's output.

import { Widget } from "@lumino/widgets";

import { WidgetManager } from "./manager.js";

const LONGEST_WAIT = 5000;
const LONGEST_ROOM = 2000;

/** The id of the page's kernel, as soon as the server has sent it. */
export function kernelOfPage() {
  return new Promise((resolve, reject) => {
    const look = () => {
      const sent = document.getElementById("rc-kernel");
      if (sent) resolve(JSON.parse(sent.textContent));
      return Boolean(sent);
    };
    if (look()) return;
    document.addEventListener("reconnect:kernel", look, { once: true });
    pageArrived().then(() => look() || reject(new Error("This page came without a kernel.")));
  });
}

/** Resolves when the whole page is here, which is when all cells have run. */
export function pageArrived() {
  if (document.readyState !== "loading") return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener("DOMContentLoaded", resolve, { once: true });
  });
}

/** Put each cell's output in its place; what the server sent there stays until it is ready. */
export async function fillPlaces(kernel) {
  const outputs = [...document.querySelectorAll("template[data-rc-cell]")];
  const manager = new WidgetManager(kernel);
  const hasWidgets = outputs.some((output) => output.content.querySelector("[data-rc-model]"));
  if (hasWidgets) await manager.load();
  await Promise.all(outputs.map((output) => fillPlace(manager, output)));
  for (const place of document.querySelectorAll("[data-rc-slot]:not([data-rc-filled])")) {
    empty(place); // its cell did not run, because one before it failed
  }
}

async function fillPlace(manager, output) {
  const place = document.getElementById(`cell-${output.dataset.rcCell}`);
  if (!place) return;
  const arriving = document.createElement("div");
  arriving.className = "rc-arriving";
  arriving.append(document.importNode(output.content, true));
  place.append(arriving);
  const models = [...arriving.querySelectorAll("[data-rc-model]")];
  await Promise.all(models.map((host) => showWidget(manager, host).catch(console.error)));
  place.dataset.rcFilled = "yes";
  place.replaceChildren(...arriving.childNodes);
  output.remove();
  giveUpRoom(place);
}

// Live words come some time after their widget; the room kept for them is held until then.
function giveUpRoom(place) {
  const done = () => {
    place.style.minHeight = "";
    watch.disconnect();
  };
  const watch = new MutationObserver(done);
  watch.observe(place, { subtree: true, attributeFilter: ["data-known"] });
  setTimeout(done, LONGEST_ROOM);
}

async function showWidget(manager, host) {
  const model = await manager.get_model(host.dataset.rcModel);
  const view = await manager.create_view(model);
  const drawn = firstContent(view.el);
  Widget.attach(view.luminoWidget, host);
  await drawn;
}

// An anywidget draws itself some time after its view is made, and does not tell.
function firstContent(element) {
  return new Promise((resolve) => {
    if (element.childNodes.length) return void resolve();
    const watch = new MutationObserver(() => {
      if (!element.childNodes.length) return;
      watch.disconnect();
      resolve();
    });
    watch.observe(element, { childList: true });
    setTimeout(resolve, LONGEST_WAIT);
  });
}

function empty(place) {
  place.replaceChildren();
  place.style.minHeight = "";
}
