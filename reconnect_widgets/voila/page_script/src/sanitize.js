// Stands in for sanitize-html (235 kB with its parsers): the browser's own parser and the same
// lists of allowed tags and attributes. The core widgets clean their descriptions with it.

const SAFE_LINK = /^(?:https?:|mailto:|tel:|[^:]*$)/i;

/** Return `html` with only what `allowedTags` and `allowedAttributes` name. */
export default function sanitize(html, { allowedTags = [], allowedAttributes = {} } = {}) {
  const page = new DOMParser().parseFromString(String(html), "text/html");
  for (const element of page.body.querySelectorAll("*")) {
    if (!allowedTags.includes(element.localName)) drop(element);
    else cleanAttributes(element, allowedAttributes);
  }
  return page.body.innerHTML;
}

function drop(element) {
  const silent = ["script", "style", "textarea", "option", "noscript"];
  if (silent.includes(element.localName)) element.remove();
  else element.replaceWith(...element.childNodes);
}

function cleanAttributes(element, allowed) {
  const names = [...(allowed["*"] ?? []), ...(allowed[element.localName] ?? [])];
  for (const { name, value } of [...element.attributes]) {
    const known = names.some(
      (one) => one === name || (one.endsWith("*") && name.startsWith(one.slice(0, -1))),
    );
    const link = name === "href" || name === "src";
    if (!known || (link && !SAFE_LINK.test(value.trim()))) element.removeAttribute(name);
  }
}
