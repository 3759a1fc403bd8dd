// What is said of each mark in a draft.
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
  const line = document.createElement("li");
  const kind = document.createElement("strong");
  kind.textContent = KINDS[mark.kind] || mark.kind;
  line.append(kind);
  const quote = letters.slice(mark.start, mark.end).join("");
  if (quote.length <= 80) {
    const said = document.createElement("bdi");
    said.textContent = quote;
    line.append(": “", said, "”");
  }
  for (const [name, words] of [
    ["rc-why", mark.reason],
    ["rc-instead", mark.suggestion],
  ]) {
    const part = document.createElement("p");
    part.className = name;
    part.textContent = words;
    line.append(part);
  }
  if (mark.kind === "threat") {
    const help = document.createElement("p");
    help.innerHTML = '<a href="#help">Help: people to talk to now</a>';
    line.append(help);
  }
  return line;
}
