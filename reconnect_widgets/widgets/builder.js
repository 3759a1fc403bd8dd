// The words builder: joins the parts to one text, and takes that text to the desk.
import { isTooLong } from "./controls.js";
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
    place.replaceChildren();
    const words = document.createElement("p");
    words.textContent = sentence;
    const buttons = [yes, no].map((label) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "rc-quiet";
      button.textContent = label;
      return button;
    });
    buttons[0].addEventListener("click", () => {
      place.replaceChildren();
      then();
    });
    buttons[1].addEventListener("click", () => say(place, "Nothing was changed."));
    const row = document.createElement("div");
    row.className = "rc-buttons";
    row.append(...buttons);
    place.append(words, row);
    buttons[0].focus();
  }

  function say(place, sentence) {
    const words = document.createElement("p");
    words.textContent = sentence;
    place.replaceChildren(words);
  }

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
  form.addEventListener("click", (event) => {
    if (event.target.closest(".rc-join")) join();
    if (event.target.closest(".rc-hand") && !isTooLong(whole.value)) hand(false);
  });
  return {
    heard(message) {
      if (message.type === "ask")
        ask(
          handing,
          "There is a draft at the desk already. Put these words in its place? The older draft stays in your history.",
          "Yes, replace the draft",
          "No, keep the draft",
          () => hand(true),
        );
      if (message.type === "handed") say(handing, "These words are at the desk now.");
    },
  };
}

export default formWith(useTool);
