// Tells the page's header what is done and held; where there is no header (JupyterLab) it shows it here.
function render({ model, el }) {
  const box = document.createElement("div");
  box.className = "rc rc-masthead";
  el.append(box);
  const header = document.querySelector("[data-reconnect-header]");
  const show = () => {
    const map = model.get("map");
    const told = document.createElement("div");
    told.innerHTML = model.get("html");
    if (header) document.dispatchEvent(new CustomEvent("reconnect:map", { detail: map }));
    else if (map.words) {
      const where = document.createElement("p");
      where.className = "rc-place";
      where.textContent = `${model.get("place")}. ${map.words}`;
      told.prepend(where);
    }
    box.replaceChildren(told);
    box.hidden = !told.textContent;
  };
  box.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-send]");
    if (button) model.send({ type: button.dataset.send, id: button.dataset.about });
  });
  const again = () => { if (document.visibilityState === "visible") model.send({ type: "refresh" }); };
  model.on("change:map", show);
  model.on("change:html", show);
  window.addEventListener("focus", again);
  show();
  greet(model);
  return () => {
    model.off("change:map", show);
    model.off("change:html", show);
    window.removeEventListener("focus", again);
  };
}

export default { render };
