// What is said of each mark in a draft.
import { element } from "./element.js";

const KINDS = {
  plea: "Pleading",
  pressure: "Pressure",
  blame: "Blame",
  guilt: "Guilt",
  reunion: "Too soon: getting back together",
  breakup: "Too soon: the breakup",
  jealousy: "Jealousy",
  surveillance: "Watching",
  threat: "Harm",
  questions: "Many questions",
  length: "Long",
};

// What holds for several places is said once, and what is said of harm comes first.
export function markLines(marks, letters) {
  const lines = new Map();
  for (const mark of marks) {
    const { kind, reason } = mark;
    const said = `${kind} ${reason}`;
    if (!lines.has(said)) lines.set(said, { mark, quotes: new Set() });
    const quote = letters.slice(mark.start, mark.end).join("");
    if (quote.length <= 80) lines.get(said).quotes.add(quote);
  }
  const isHarm = ({ mark }) => mark.kind === "threat";
  return [...lines.values()].sort((one, other) => isHarm(other) - isHarm(one)).map(markLine);
}

function markLine({ mark, quotes }) {
  const line = element("li", {}, element("strong", {}, KINDS[mark.kind] || mark.kind));
  let before = ": “";
  for (const quote of quotes) {
    line.append(before, element("bdi", {}, quote), "”");
    before = ", “";
  }
  line.append(
    element("p", { className: "rc-why" }, mark.reason),
    element("p", { className: "rc-instead" }, mark.suggestion),
  );
  if (mark.kind === "threat")
    line.append(element("p", { innerHTML: '<a href="#help">Help: people to talk to now</a>' }));
  return line;
}
