// A button of what was made in Python sends its own name, such as what lifts a hold, and the fields
// around it. Nothing of them is kept in the browser.
export function sendsFrom(place, model) {
  place.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-send]");
    if (!button) return;
    const around = button.closest("[data-fields]");
    const filled = around
      ? [...around.querySelectorAll("input")].filter(
          (field) => field.type !== "radio" || field.checked,
        )
      : [];
    const fields = Object.fromEntries(filled.map((field) => [field.name, field.value]));
    model.send({ type: button.dataset.send, id: button.dataset.about, fields });
  });
}
