// Makes an element with these properties, such as `className`, and with words or other elements in it.
export function element(name, properties, ...within) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...within);
  return made;
}

export const quietButton = (words, onclick) =>
  element("button", { type: "button", className: "rc-quiet", onclick }, words);

// Puts words into a line that is read aloud: the same ones once more would be heard once more.
export function sayOnce(line, words) {
  if (line.textContent !== words) line.textContent = words;
}
