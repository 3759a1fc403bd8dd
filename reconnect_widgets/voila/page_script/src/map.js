// Marks on the map in the header: which pages are done and which are held.
//
// They come from a widget, after the page was asked for, so that no answer is in the page's HTML.
// The page that comes next in this document has a map of its own, and gets the same marks at once.

const SAID = { done: "done", held: "held for now" };

let told = {};
document.addEventListener("reconnect:map", ({ detail }) => draw((told = detail)));
document.addEventListener("reconnect:prose", () => draw(told));

function draw({ marks = {}, words = "" }) {
  for (const item of document.querySelectorAll(".rc-map [data-rc-page]"))
    mark(item, marks[item.dataset.rcPage]);
  const line = document.querySelector(".rc-map-words");
  if (line) line.textContent = words;
}

function mark(item, how) {
  item.classList.toggle("rc-done", how === "done");
  item.classList.toggle("rc-held", how === "held");
  const stop = item.querySelector("a, span");
  const words = [stop.dataset.rcTitle, SAID[how], stop.dataset.rcNote].filter(Boolean).join(", ");
  stop.setAttribute("aria-label", words);
  stop.querySelector(".rc-tip").textContent = words;
}
