// A form whose questions save themselves. Its HTML is made in Python; this brings it to life, with the
// tool that stands among its questions, if there is one.
import { keepFor } from "./handed.js";
import { mount } from "./mounted.js";
import { placeIn } from "./place.js";
import { sendsFrom } from "./sends.js";
import { greet } from "./visit.js";

export const formWith = (useTool) => ({
  render: ({ model, el }) => render({ model, el, useTool }),
});

function render({ model, el, useTool }) {
  keepFor(model);
  let stop = draw({ model, el, useTool });
  const again = () => {
    const place = placeIn(el);
    stop();
    stop = draw({ model, el, useTool, place });
  };
  model.on("change:html", again);
  sendsFrom(el, model);
  greet(model);
  return () => {
    model.off("change:html", again);
    stop();
  };
}

function draw({ model, el, useTool, place }) {
  const html = model.get("html");
  if (html !== undefined) el.innerHTML = html; // else the page has drawn it, and it stands there
  const form = el.querySelector("form");
  if (form) return mount({ model, form, useTool, place });
  // A form that is not there for this reader: only the words that say so, if there are any.
  const said = place?.hadFocus && el.querySelector("[data-rc-focus]");
  if (said) {
    said.tabIndex = -1;
    said.focus({ preventScroll: true });
    said.scrollIntoView();
  }
  return () => {};
}
