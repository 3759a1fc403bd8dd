// Words that follow from the answers. All of the reader's own text in them was escaped in Python.
import { element } from "./element.js";
import { hears, partOf } from "./part.js";

function draw({ model, el }) {
  const box = element("div", { className: "rc rc-words", tabIndex: -1 });
  el.append(box);
  const show = () => {
    const open = [...box.querySelectorAll("details")].map((d) => d.open);
    const hadFocus = box.contains(document.activeElement);
    box.innerHTML = model.get("html");
    box.querySelectorAll("details").forEach((d, i) => {
      if (open[i]) d.open = true;
    });
    box.hidden = !model.get("html");
    box.toggleAttribute("data-known", model.get("known"));
    if (hadFocus) box.focus({ preventScroll: true }); // what was pressed may have gone
  };
  const stop = hears(model, { "change:html": show, "change:known": show });
  show();
  return stop;
}

export default partOf(draw);
