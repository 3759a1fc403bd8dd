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

export function markLine(mark, letters) {
  const quote = letters.slice(mark.start, mark.end).join("");
  const line = element("li", {}, element("strong", {}, KINDS[mark.kind] || mark.kind));
  if (quote.length <= 80) line.append(": “", element("bdi", {}, quote), "”");
  line.append(
    element("p", { className: "rc-why" }, mark.reason),
    element("p", { className: "rc-instead" }, mark.suggestion),
  );
  if (mark.kind === "threat")
    line.append(element("p", { innerHTML: '<a href="#help">Help: people to talk to now</a>' }));
  return line;
}
