// The places that a page keeps for what its code cells show, and how they are filled.
//
// The server sends, in this order: the prose with a place for each code cell (often with a disabled
// form in it), the kernel's id, and a <template> with each cell's output.

import { hasExited } from "./swap.js";

const LONGEST_WAIT = 5000;
const LONGEST_ROOM = 2000;

/** Put each output in its place in `main`; what the server sent there stays until it is ready. */
export async function fillPlaces(main, outputs, manager) {
  await Promise.all(outputs.map((output) => fillPlace(main, output, manager)));
  for (const place of main.querySelectorAll("[data-rc-slot]:not([data-rc-filled])")) {
    empty(place); // its cell did not run, because one before it failed
  }
}

async function fillPlace(main, output, manager) {
  const place = main.querySelector(`#cell-${output.dataset.rcCell}`);
  if (!place) return;
  const arriving = document.createElement("div");
  arriving.className = "rc-arriving";
  arriving.append(document.importNode(output.content, true));
  place.append(arriving);
  const hosts = [...arriving.querySelectorAll("[data-rc-model]")];
  await Promise.all(hosts.map((host) => showWidget(manager, host).catch(console.error)));
  if (hasExited()) return;
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
  const element = await manager.show(host.dataset.rcModel, host);
  if (element) await firstContent(element);
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
