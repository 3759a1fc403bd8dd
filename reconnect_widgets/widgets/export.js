// Keeps a copy: the kernel makes the file, the browser fetches it piece by piece and hands it over.
function useTool({ form, model, saver }) {
  const ticked = (name) => [...form.querySelectorAll(`[name=${name}]:checked`)].map((one) => one.value);
  const words = (name) => form.querySelector(`[name=${name}]`);
  const button = form.querySelector(".rc-make");
  let parts = [];

  function make() {
    const [first, again] = [words("passphrase"), words("again")];
    const wanted = ticked("sealed").length > 0;
    if (wanted && first.value !== again.value) {
      saver.show("unsaved", "The two passphrases are not the same.");
      again.focus();
      return;
    }
    parts = [];
    button.disabled = true;
    saver.show("saving", "Making the copy");
    model.send({
      type: "make", kind: ticked("kind")[0], pages: ticked("pages"), kinds: ticked("kinds"),
      sealed: wanted, passphrase: wanted ? first.value : "",
    });
  }

  const settle = () => {
    const sealed = ticked("sealed").length > 0;
    form.querySelector(".rc-passphrases").hidden = !sealed;
    form.querySelector(".rc-open").hidden = sealed;
  };
  form.addEventListener("change", settle);
  form.addEventListener("click", (event) => {
    if (event.target.closest(".rc-make")) make();
    const all = event.target.closest("[data-rc-tick]");
    if (all) for (const box of form.querySelectorAll("[name=pages]")) box.checked = all.dataset.rcTick === "all";
  });
  return {
    filled: settle,
    refused: () => { button.disabled = false; },
    heard(message) {
      if (message.type !== "piece") return;
      parts.push(toBytes(message.data));
      if (parts.length < message.of) return void model.send({ type: "piece", number: parts.length });
      giveFile(parts, message.name, message.media);
      parts = [];
      for (const field of form.querySelectorAll("[type=password]")) field.value = "";
      button.disabled = false;
      saver.show("saved", message.words);
    },
  };
}
