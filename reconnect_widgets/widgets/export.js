// Keeps a copy: the kernel makes the file, the browser fetches it piece by piece and hands it over.
import { ageFiles, giveFile, toBytes } from "./files.js";
import { formWith } from "./forms.js";
import { isBusy, mark, setBusy } from "./place.js";

function useTool({ form, model, saver }) {
  const ticked = (name) =>
    [...form.querySelectorAll(`[name=${name}]:checked`)].map((one) => one.value);
  const words = (name) => form.querySelector(`[name=${name}]`);
  const button = form.querySelector(".rc-make");
  let parts = [];
  let passphrase = ""; // of the copy that is being made

  function refuse(field, why) {
    saver.show("unsaved", why);
    mark(field);
  }

  function make() {
    if (isBusy(button)) return;
    const [first, again] = [words("passphrase"), words("again")];
    const wanted = ticked("sealed").length > 0;
    if (wanted && first.value !== again.value)
      return refuse(again, "The two passphrases are not the same.");
    const why = wanted && ageFiles.isOfPage ? ageFiles.why(first.value) : "";
    if (why) return refuse(first, why);
    passphrase = wanted ? first.value : "";
    parts = [];
    setBusy(button, true);
    saver.show("saving", "Making the copy");
    model.send({
      type: "make",
      kind: ticked("kind")[0],
      pages: ticked("pages"),
      kinds: ticked("kinds"),
      sealed: wanted,
      passphrase: ageFiles.isOfPage ? "" : passphrase,
    });
  }

  async function give({ name, media, words }) {
    try {
      if (passphrase && ageFiles.isOfPage) parts = [await ageFiles.seal(parts, passphrase)];
      giveFile(parts, name, media);
      for (const field of form.querySelectorAll("[type=password]")) field.value = "";
      saver.show("saved", words);
    } catch (error) {
      saver.show("unsaved", error.message);
    }
    parts = [];
    passphrase = "";
    setBusy(button, false);
  }

  function tick({ dataset }) {
    for (const box of form.querySelectorAll("[name=pages]")) box.checked = dataset.rcTick === "all";
  }

  return {
    pressed: { ".rc-make": make, "[data-rc-tick]": tick },
    refused: () => {
      setBusy(button, false);
    },
    heard: {
      piece(message) {
        parts.push(toBytes(message.data));
        if (parts.length < message.of) model.send({ type: "piece", number: parts.length });
        else give(message);
      },
    },
  };
}

export default formWith(useTool);
