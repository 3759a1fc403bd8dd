// A form whose questions save themselves. Its HTML is made in Python; this brings it to life, with the
// tool that stands among its questions, if there is one. A tool is given the form, its model, its saver and its
// logs, and returns what of these it has:
//
// pressed   what is done when a button is pressed, by the selector that finds it
// heard     what is done with what the kernel replies, by its type
// refused   what is done when it does not do what was asked of it, or nobody hears that any more
// begin     before the form is filled, once the kernel's clock is known
// filled    after that, with all that the kernel told
// after     with the place of the words that follow from the answers, whenever they are made anew
import { mount } from "./mounted.js";
import { hears, partOf } from "./part.js";
import { placeIn } from "./place.js";

export const formWith = (useTool) =>
  partOf(({ model, el }) => {
    let stop = draw({ model, el, useTool });
    const deafen = hears(model, {
      "change:html"() {
        const place = placeIn(el);
        stop();
        stop = draw({ model, el, useTool, place });
      },
    });
    return () => {
      deafen();
      stop();
    };
  });

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
