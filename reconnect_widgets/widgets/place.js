// A form that is drawn anew while somebody is in it: what was open stays open, and the focus stays.
export function placeIn(el) {
  const open = [...el.querySelectorAll(".rc-row:has(details[open])")].map(
    (row) => row.dataset.entry,
  );
  const hadFocus = el.contains(document.activeElement);
  return { open, hadFocus, focus: hadFocus ? document.activeElement.id : "" };
}

export function backTo(form, { open, focus }) {
  for (const row of form.querySelectorAll(".rc-row:has(details)"))
    if (open.includes(row.dataset.entry)) row.querySelector("details").open = true;
  if (focus && document.activeElement === document.body)
    form.querySelector(`#${CSS.escape(focus)}`)?.focus();
}

// Leads to a question, also in the half of its part that is not shown.
export function leadTo(q) {
  if (!q.checkVisibility()) globalThis.reconnectPart(q);
  q.querySelector("input").focus();
}
