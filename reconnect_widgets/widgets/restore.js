// Brings a copy back: the browser reads the file and sends it to the kernel, which says what is in it.
import { ageFiles, PIECE, toBase64 } from "./files.js";
import { formWith } from "./forms.js";
import { keeping } from "./keeping.js";
import { focusOn, isBusy, mark, setBusy } from "./place.js";
import { hasRoom } from "./storage.js";

function useTool({ form, model, saver }) {
  const field = form.querySelector("[type=file]");
  const passphrase = form.querySelector("[name=passphrase]");
  const look = form.querySelector(".rc-look");
  const found = form.querySelector(".rc-found");
  let file = null;
  let sent = 0;
  let room = 0; // characters that the answers take where the browser keeps them

  const show = (html) => {
    found.innerHTML = html;
  };
  const pieces = () => Math.max(1, Math.ceil(file.size / PIECE));

  async function send() {
    const data = await toBase64(file.slice(sent * PIECE, (sent + 1) * PIECE)).catch(() => null);
    if (data === null) {
      setBusy(look, false);
      return void saver.show("unsaved", "The file cannot be read anymore. Please choose it again.");
    }
    model.send({
      type: "piece",
      number: sent,
      of: pieces(),
      data,
      passphrase: ageFiles.isOfPage || sent + 1 < pieces() ? "" : passphrase.value,
    });
    sent += 1;
  }

  // An encrypted copy says so in its first bytes, whatever its name.
  const isEncrypted = async (blob) =>
    (await blob
      ?.slice(0, ageFiles.HEADER.length)
      .text()
      .catch(() => "")) === ageFiles.HEADER;

  async function begin() {
    if (isBusy(look)) return;
    file = field.files[0];
    show("");
    if (!file) return void saver.show("unsaved", "Please choose a file first.");
    if (file.size > Number(field.dataset.rcMost))
      return void saver.show("unsaved", field.dataset.rcTooLarge);
    sent = 0;
    setBusy(look, true);
    saver.show("saving", "Reading the file");
    try {
      if (ageFiles.isOfPage && (await isEncrypted(file)))
        file = new Blob([await ageFiles.open(file, passphrase.value)]);
      send();
    } catch (error) {
      setBusy(look, false);
      saver.show("unsaved", error.message);
      if (error.cause === "passphrase") mark(passphrase);
    }
  }

  function bring(button) {
    if (isBusy(button)) return; // else it is said that the file is not here any more
    if (keeping.isOurs && !hasRoom(keeping, room))
      return void saver.show(
        "unsaved",
        "There is no room for them in this browser, so nothing was brought back.",
      );
    setBusy(button, true);
    saver.show("saving", "Bringing them back. Please stay on this page.");
    model.send({ type: "bring" });
  }

  function leave() {
    model.send({ type: "leave" });
    show("");
    saver.show("idle", "");
    focusOn(look);
  }

  field.addEventListener("change", async () => {
    show("");
    form.querySelector(".rc-passphrases").hidden = !(await isEncrypted(field.files[0]));
  });
  return {
    pressed: { ".rc-look": begin, ".rc-bring": bring, ".rc-leave": leave },
    refused: () => {
      for (const button of form.querySelectorAll(".rc-look, .rc-bring")) setBusy(button, false);
    },
    heard: {
      more: send,
      found(copy) {
        setBusy(look, false);
        room = copy.room;
        show(copy.html);
        saver.show("idle", "");
        found.focus();
      },
      brought({ words }) {
        passphrase.value = "";
        field.value = "";
        const hadFocus = found.contains(document.activeElement);
        show("");
        if (hadFocus) focusOn(look);
        saver.done(words, "This browser has no room for all of them.");
      },
    },
  };
}

export default formWith(useTool);
