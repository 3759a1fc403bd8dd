// The message desk: marks in the draft as it is written, a rest, and copy only.
import { clock } from "./clock.js";
import { isTooLong } from "./controls.js";
import { element, quietButton, sayOnce } from "./element.js";
import { formWith } from "./forms.js";
import { markLines } from "./marks.js";
import { focusOn } from "./place.js";

const WAIT_FOR_MORE = 250; // ms without typing before the draft is read
const COPIED = "Copied. Nothing was sent; that is yours to do, or not.";
const NOT_COPIED =
  "This browser did not let it be copied. The draft is selected now, so that you can copy it yourself.";

function useTool({ form, model }) {
  const desk = form.querySelector(".rc-desk");
  // A no was logged: the desk goes. Where it was a slip, it comes back.
  const gone = document.createComment("");
  function after(words) {
    const isHard = words.querySelector(".rc-hard-moment");
    if (isHard && desk?.isConnected) desk.replaceWith(gone);
    else if (!isHard && gone.isConnected) gone.replaceWith(desk);
  }
  if (!desk) return { after }; // the time of waiting after a message
  const area = desk.querySelector(".rc-draft textarea");
  const rest = desk.querySelector("[data-kind=date] input");
  const list = desk.querySelector(".rc-marks");
  const place = desk.querySelector(".rc-copy-place");
  const copied = desk.querySelector(".rc-copied");
  const paper = element("div", { className: "rc-paper", dir: "auto" }); // as the field above it
  paper.setAttribute("aria-hidden", "true");
  const sheet = element("div", { className: "rc-sheet" });
  area.replaceWith(sheet);
  sheet.append(paper, area);
  let turn = 0;
  let known = null; // the marks of the text as it stands; none while it is being read

  function read() {
    turn += 1;
    known = null;
    offer();
    count();
    clearTimeout(read.pause);
    if (isTooLong(area.value)) return;
    read.pause = setTimeout(
      () => model.send({ type: "read", text: area.value, turn }),
      WAIT_FOR_MORE,
    );
    if (!area.value.trim()) show([]);
  }

  function count() {
    const words = area.value.trim().split(/\s+/).filter(Boolean).length;
    const questions = (area.value.match(/[?？؟]+/g) || []).length;
    const some = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
    desk.querySelector(".rc-counts").textContent = words
      ? `${some(words, "word")}, ${some(questions, "question")}`
      : "";
  }

  // The same text lies under the field, with its marks underlined there. Python counts characters
  // as code points, the browser counts an emoji as two.
  function show(marks, isEnglish = true) {
    known = marks;
    const letters = [...area.value];
    const pieces = [];
    let at = 0;
    for (const mark of marks) {
      if (mark.start < at) continue; // within another one: it stands in the list
      pieces.push(letters.slice(at, mark.start).join(""));
      const words = letters.slice(mark.start, mark.end).join("");
      pieces.push(element("mark", { className: `rc-mark-${mark.kind}` }, words));
      at = mark.end;
    }
    paper.replaceChildren(...pieces, `${letters.slice(at).join("")}\n`);
    list.replaceChildren(...markLines(marks, letters));
    const said = area.value.trim() ? outcome(marks.length, isEnglish) : "";
    sayOnce(desk.querySelector(".rc-marked"), said);
    offer();
  }

  function outcome(count, isEnglish) {
    const places = count === 1 ? "One place is marked." : `${count} places are marked.`;
    if (isEnglish)
      return count ? places : "Nothing is marked. The desk misses a lot; a friend may see more.";
    const limit =
      "The desk reads English only, and at least a part of this seems to be in another language. A friend who reads it may see more.";
    return count ? `${places} ${limit}` : limit;
  }

  const restsUntil = () => (rest.value > clock.now() ? new Date(`${rest.value}Z`) : null); // its hours, whatever the zone

  // The button to copy is there only when the draft has been read, holds no threat, and is not resting.
  function offer() {
    const hour = Number(clock.now().slice(11, 13));
    desk.querySelector(".rc-night").hidden = hour >= 6 && hour < 22;
    const until = restsUntil();
    const state =
      !area.value.trim() || !known
        ? "none"
        : known.some((mark) => mark.kind === "threat")
          ? "threat"
          : until
            ? `rest ${rest.value}`
            : "copy";
    const ways = desk.querySelector(".rc-resting");
    const hadFocus = [ways, place].some((one) => one.contains(document.activeElement));
    ways.hidden = state.startsWith("rest") || state === "threat";
    if (place.dataset.state === state) return;
    place.dataset.state = state;
    copied.textContent = "";
    if (state === "copy") {
      const give = { type: "button", className: "rc-button", onclick: copy };
      place.replaceChildren(element("button", give, "Copy the draft"));
    } else if (until && state.startsWith("rest")) {
      const words = `It is kept. From ${until.toLocaleString("en-US", { weekday: "long", month: "long", day: "numeric", hour: "numeric", minute: "2-digit", timeZone: "UTC" })} on you can copy it.`;
      place.replaceChildren(
        element("p", {}, words),
        quietButton("I have thought again, end the rest", () => setRest("")),
      );
    } else if (state === "threat") {
      const innerHTML =
        'This draft speaks of harm, so it is not offered to copy. Please talk to someone first: <a href="#help">Help</a>.';
      place.replaceChildren(element("p", { innerHTML }));
    } else place.replaceChildren();
    // The words before a button: a second press on the first is none that undoes it.
    if (hadFocus) focusOn(place.firstElementChild ?? area);
  }

  async function copy() {
    let isCopied = true;
    try {
      await navigator.clipboard.writeText(area.value);
    } catch {
      area.focus();
      area.select();
      isCopied = document.execCommand("copy");
    }
    copied.textContent = isCopied ? COPIED : NOT_COPIED;
  }

  function setRest(value) {
    rest.value = value;
    rest.dispatchEvent(new Event("input", { bubbles: true }));
    offer();
  }

  area.addEventListener("input", read);
  rest.addEventListener("input", offer);
  return {
    pressed: {
      "[data-rest]": ({ dataset }) => model.send({ type: "rest", days: Number(dataset.rest) }),
    },
    after,
    filled: () => {
      if (paper.dataset.text !== area.value) {
        paper.dataset.text = area.value;
        read();
      } else offer();
    },
    heard: {
      read: (of) => of.turn === turn && show(of.marks, of.english),
      rest: ({ until }) => setRest(until),
    },
  };
}

export default formWith(useTool);
