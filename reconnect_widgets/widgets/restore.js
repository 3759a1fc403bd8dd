// Brings a copy back: the browser reads the file and sends it to the kernel, which says what is in it.
function useTool({ form, model, saver }) {
  const field = form.querySelector("[type=file]");
  const passphrase = form.querySelector("[name=passphrase]");
  const look = form.querySelector(".rc-look");
  const found = form.querySelector(".rc-found");
  let file = null;
  let sent = 0;

  const show = (html) => { found.innerHTML = html; };
  const pieces = () => Math.max(1, Math.ceil(file.size / PIECE));

  async function send() {
    const data = await toBase64(file.slice(sent * PIECE, (sent + 1) * PIECE));
    model.send({ type: "piece", number: sent, of: pieces(), data, passphrase: sent + 1 === pieces() ? passphrase.value : "" });
    sent += 1;
  }

  function begin() {
    file = field.files[0];
    show("");
    if (!file) return void saver.show("unsaved", "Please choose a file first.");
    if (file.size > Number(field.dataset.rcMost)) return void saver.show("unsaved", field.dataset.rcTooLarge);
    sent = 0;
    look.disabled = true;
    saver.show("saving", "Reading the file");
    send();
  }

  form.addEventListener("click", (event) => {
    if (event.target.closest(".rc-look")) begin();
    if (event.target.closest(".rc-bring")) model.send({ type: "bring" });
    if (event.target.closest(".rc-leave")) {
      model.send({ type: "leave" });
      show("");
      saver.show("idle", "");
    }
  });
  field.addEventListener("change", () => {
    form.querySelector(".rc-passphrases").hidden = !/\.age$/i.test(field.value);
    show("");
  });
  return {
    refused: () => { look.disabled = false; },
    heard(message) {
      if (message.type === "more") return void send();
      look.disabled = false;
      if (message.type === "found") {
        show(message.html);
        saver.show("idle", "");
        found.focus();
      } else if (message.type === "brought") {
        passphrase.value = "";
        field.value = "";
        show("");
        saver.show("saved", message.words);
      }
    },
  };
}
