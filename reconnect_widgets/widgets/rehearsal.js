// The rehearsal: one moment after the other, and back to any of them.
import { formWith } from "./forms.js";
import { randomName } from "./names.js";

function useTool({ form, saver, logs }) {
  const box = form.querySelector(".rc-rehearsal");
  const talk = box.querySelector(".rc-talk");
  const line = box.querySelector(".rc-kept");
  const log = logs.get(box.dataset.keep);
  let scene = null;

  function moment(key) {
    const made = scene.content.querySelector(`[data-turn="${key}"]`).cloneNode(true);
    talk.append(made);
    return made;
  }

  function begin(template) {
    scene = template;
    for (const button of box.querySelectorAll("button[data-scene]")) {
      button.setAttribute("aria-pressed", String(button.dataset.scene === template.dataset.scene));
    }
    box.querySelector(".rc-scene").textContent = template.dataset.intro;
    line.textContent = "";
    talk.replaceChildren();
    moment("start");
    box.querySelector(".rc-scene").focus();
  }

  // What was not chosen goes, see look.css; the reason takes the focus, and the answer stands beneath.
  function choose(item) {
    const chosen = box.querySelector(".rc-choice").content.cloneNode(true);
    chosen.querySelector(".rc-said").textContent = item.querySelector(".rc-reply").textContent;
    chosen.querySelector(".rc-why").textContent = item.dataset.why;
    item.append(chosen);
    line.textContent = "";
    moment(item.dataset.to);
    item.querySelector(".rc-why").focus();
  }

  function back(here) {
    while (here.nextElementSibling) here.nextElementSibling.remove();
    here.querySelector(".rc-chosen").remove();
    line.textContent = "";
    here.querySelector(".rc-reply").focus();
  }

  function keep(words) {
    if (log.all().some((row) => row.querySelector("textarea").value === words)) {
      line.textContent = "They are among your words already.";
      return;
    }
    const entry = randomName(6);
    log.fill(entry, { words });
    saver.change(`${log.id}#${entry}`, { words });
    line.textContent = "Kept among your words, below.";
  }

  const item = (button) => button.closest(".rc-replies > li");
  return {
    pressed: {
      "button[data-scene]": ({ dataset }) =>
        begin(box.querySelector(`template[data-scene="${dataset.scene}"]`)),
      ".rc-reply": (button) => choose(item(button)),
      ".rc-back": (button) => back(button.closest(".rc-moment")),
      ".rc-keep": (button) => keep(item(button).querySelector(".rc-said").textContent),
      ".rc-anew": () => begin(scene),
    },
    filled: () => log.draw(),
  };
}

export default formWith(useTool);
