// Erasing: the list comes from the kernel a few answers at a time, and one question is asked before.
import { EarlyDrafts } from "./drafts.js";
import { element, quietButton } from "./element.js";
import { formWith } from "./forms.js";
import { keeping } from "./keeping.js";

function useTool({ form, model, saver }) {
  const box = form.querySelector(".rc-erase");
  const pick = box.querySelector("select");
  const list = box.querySelector(".rc-found");
  const more = box.querySelector(".rc-more");
  const sure = box.querySelector("dialog");
  let wish = null; // what the reader is asked about
  let going = null; // and what the browser has of it
  let page = "";
  let from = null; // the button that opened the question, for the focus

  // What it asks lies over the rest of the page, on a small screen over *Exit this page*, too.
  const exit = document.querySelector(".rc-bar .rc-exit");
  if (exit) sure.prepend(element("div", { className: "rc-sure-bar" }, exit.cloneNode(true)));

  const find = (skip) => model.send({ type: "find", page, skip });

  function weigh(next, button) {
    wish = next;
    from = button;
    model.send({ type: "weigh", ...wish });
  }

  function line(item) {
    const words = (className, text) => element("span", { className, dir: "auto" }, text);
    const erase = quietButton("Erase this answer", () =>
      weigh({ what: "answer", page, question: item.question, entry: item.entry }, erase),
    );
    const said = [words("rc-asked", item.words), words("rc-said", item.said)];
    return element("li", {}, ...said, words("rc-why", item.when), erase);
  }

  function show(found) {
    const rows = found.items.map(line);
    if (found.skip) list.append(...rows);
    else list.replaceChildren(...rows);
    more.hidden = !found.more;
    const count = list.children.length;
    box.querySelector(".rc-count").textContent = count
      ? `${count} shown, the newest first.`
      : "Nothing was answered on this page.";
    if (found.skip && rows.length) rows[0].querySelector("button").focus();
  }

  function ask(message) {
    going = message;
    sure.querySelector("strong").textContent = message.sentence;
    sure.querySelector(".rc-copies").textContent = message.copies.length
      ? `Older copies beside the file hold old answers, so they are removed: ${message.copies.join(", ")}.`
      : "";
    sure.showModal();
    sure.querySelector("[data-erase=no]").focus();
  }

  // What the browser has goes at once: whoever leaves in the same moment takes a worker along that may not have
  // come to it, and hears of no answer.
  function erase() {
    const { keys, names, everywhere } = going;
    sure.close();
    saver.show("saving", "Erasing");
    if (everywhere) saver.drafts.eraseEverywhere();
    else for (const drafts of [saver.drafts, new EarlyDrafts()]) drafts.erase(keys);
    const anew = keeping.isOurs ? keeping.erase(keys && names) : undefined;
    model.send({ type: "erase", ...wish, anew });
  }

  async function erased(message) {
    if (!going.keys) saver.drafts = null; // so that this form does not tell of it as of a surprise
    if (list.children.length) find(0);
    pick.focus();
    await globalThis.reconnectJournal?.written; // the disk has let go of it, too
    saver.show("saved", message.sentence);
  }

  sure.addEventListener("close", () => {
    if (from?.isConnected) from.focus();
  });
  return {
    pressed: {
      "[data-erase=find]": () => {
        page = pick.value;
        find(0);
      },
      "[data-erase=page]": (button) => weigh({ what: "page", page: pick.value }, button),
      "[data-erase=everything]": (button) => weigh({ what: "everything" }, button),
      "[data-erase=yes]": erase,
      "[data-erase=no]": () => sure.close(),
      ".rc-more": () => find(list.children.length),
    },
    heard: { found: show, sure: ask, erased },
  };
}

export default formWith(useTool);
