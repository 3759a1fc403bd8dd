// A form that is drawn anew while somebody is in it: what was open stays open, and the focus stays.
export function placeIn(el) {
  const open = [...el.querySelectorAll(".rc-row:has(details[open])")].map(
    (row) => row.dataset.entry,
  );
  const hadFocus = el.contains(document.activeElement);
  return { open, hadFocus, focused: hadFocus ? document.activeElement : null };
}

export function backTo(form, { open, focused }) {
  for (const row of form.querySelectorAll(".rc-row:has(details)"))
    if (open.includes(row.dataset.entry)) row.querySelector("details").open = true;
  // The form itself has it while what had it is still to come, as a row does that has just been saved.
  if (focused && [document.body, form].includes(document.activeElement))
    focusOn(likeIt(form, focused) ?? form);
}

// What was pressed is gone, or cannot be pressed any more: whoever goes by keyboard or ear goes on from what
// came in its place.
export function focusOn(element) {
  if (!element.matches("a[href], button, input, textarea, select")) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}

// What is chosen has no id of its own; one that is not offered any more gives way to the first of its question.
function likeIt(form, { id, name, value }) {
  if (id) return form.querySelector(`#${CSS.escape(id)}`);
  const group = [...form.elements].filter((field) => name && field.name === name);
  return group.find((field) => field.value === value) ?? group[0];
}

// What was typed does not do: it is to be typed anew, and is told as wrong until then.
export function mark(field) {
  field.setAttribute("aria-invalid", "true");
  const typed = () => field.removeAttribute("aria-invalid");
  field.form.addEventListener("input", typed, { once: true });
  field.focus({ preventScroll: true }); // why is said in another line
  field.select();
}

// Leads to a question, also in the half of its part that is not shown.
export function leadTo(q) {
  if (!q.checkVisibility()) globalThis.reconnectPart(q);
  q.querySelector("input").focus();
}

// A button that was pressed and works keeps the focus, which it would lose if it was disabled.
export const isBusy = (button) => button.ariaDisabled === "true";
export function setBusy(button, busy) {
  button.ariaDisabled = String(busy);
}
