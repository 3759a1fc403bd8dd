// The words builder: joins the parts to one text, and takes that text to the desk.
import { isTooLong } from "./controls.js";
import { element, quietButton } from "./element.js";
import { formWith } from "./forms.js";

function useTool({ form, model }) {
  const [joining, handing] = form.querySelectorAll(".rc-ask");
  const whole = form.querySelector(".rc-joined textarea");
  const typed = () =>
    [...form.querySelectorAll(".rc-builder :is(textarea, input)")]
      .map((field) => field.value.trim())
      .filter(Boolean);
  let joined = "";

  // A question with two buttons; the words that are there stay until the reader has chosen.
  function ask(place, sentence, yes, no, then) {
    const agree = quietButton(yes, () => {
      place.replaceChildren();
      then();
    });
    const keep = quietButton(no, () => say(place, "Nothing was changed."));
    place.replaceChildren(
      element("p", {}, sentence),
      element("div", { className: "rc-buttons" }, agree, keep),
    );
    agree.focus();
  }

  const say = (place, sentence) => place.replaceChildren(element("p", {}, sentence));

  function put() {
    joined = typed().join("\n\n");
    whole.value = joined;
    whole.dispatchEvent(new Event("input", { bubbles: true }));
    say(joining, "Here is the whole. Change it until it sounds like you.");
    whole.focus();
  }

  function join() {
    if (!typed().length) say(joining, "Write one or two parts first. Not every part is needed.");
    else if (whole.value.trim() && whole.value !== joined && whole.value !== typed().join("\n\n")) {
      ask(
        joining,
        "There is a text already. Put the parts in its place?",
        "Yes, replace my text",
        "No, keep my text",
        put,
      );
    } else put();
  }

  const hand = (replace) => model.send({ type: "hand", text: whole.value, replace });
  return {
    pressed: {
      ".rc-join": join,
      ".rc-hand": () => isTooLong(whole.value) || hand(false),
    },
    heard: {
      ask: () =>
        ask(
          handing,
          "There is a draft at the desk already. Put these words in its place? The older draft stays in your history.",
          "Yes, replace the draft",
          "No, keep the draft",
          () => hand(true),
        ),
      handed: () => say(handing, "These words are at the desk now."),
    },
  };
}

export default formWith(useTool);
