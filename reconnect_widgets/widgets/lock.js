// The lock: a passphrase goes to the kernel and nowhere else; what it opens is kept in memory.
import { formWith } from "./forms.js";
import { keeping } from "./keeping.js";
import { focusOn } from "./place.js";
import { vault } from "./vault.js";

function useTool({ form, model, saver }) {
  const box = form.querySelector(".rc-lock");
  const fields = () => [...box.querySelectorAll("input")];

  function send(type) {
    if (type === "lock" && keeping.isOurs && !keeping.hasRoomToLock()) {
      return void saver.show(
        "unsaved",
        "Locked answers take a third more room, and this browser does not have it. Nothing was changed.",
      );
    }
    const given = Object.fromEntries(fields().map((field) => [field.name, field.value]));
    saver.show("saving", "This takes a moment");
    model.send({ type, ...given });
  }

  async function turned(message) {
    seal(message);
    vault.take(message.key);
    for (const field of fields()) field.value = "";
    await vault.tell(message.key); // other tabs ask for it as soon as they see that the file is locked
    saver.done(message.sentence, "This browser did not keep that. Please load the page again.");
  }

  // Drafts that wait are sealed or opened at once with the answers: a tab may be closed in between.
  function seal({ seals }) {
    if (seals && !keeping.isOvertaken) saver.drafts.sealAnew(seals);
  }

  return {
    pressed: { "[data-lock]": ({ dataset }) => send(dataset.lock) },
    after(place) {
      const focused = document.activeElement; // before it is hidden
      const state = place.querySelector("[data-state]")?.dataset.state ?? "none";
      for (const part of box.querySelectorAll("[data-when]"))
        part.hidden = !part.dataset.when.split(" ").includes(state);
      if (place.nextElementSibling !== box) box.before(place); // what is moved loses the focus
      if (box.contains(focused) && !focused.checkVisibility()) focusOn(place);
    },
    heard: { keep: seal, lock_turned: turned },
  };
}

export default formWith(useTool);
