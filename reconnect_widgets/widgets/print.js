// Prints one part of a page and nothing else of it.
export function printAlone(part) {
  const left = [];
  for (let one = part; one.parentElement && one !== document.body; one = one.parentElement) {
    for (const other of one.parentElement.children) if (other !== one) left.push(other);
  }
  const hidden = part.hidden;
  part.hidden = false;
  for (const other of left) other.setAttribute("data-rc-off-paper", "");
  window.addEventListener(
    "afterprint",
    () => {
      part.hidden = hidden;
      for (const other of left) other.removeAttribute("data-rc-off-paper");
    },
    { once: true },
  );
  window.print();
}
