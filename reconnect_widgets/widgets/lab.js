// What a part does besides where it stands in a notebook of JupyterLab, and in no page of the app.
import { element } from "./element.js";

export const RUN_AGAIN =
  "This page has lost touch with the workbook. Please choose Run > Run All Cells.";

export function inLab(model, el) {
  el.addEventListener("keydown", keepFromNotebook);
  el.addEventListener("click", openBeside);
  return saysWhenUnheard(model, el);
}

// To JupyterLab letters are commands, such as *dd* to remove a cell. What is pressed here is none of them,
// but for what saves the notebook: otherwise a browser would offer to save the page, with all answers.
function keepFromNotebook(event) {
  const isSave = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
  if (!isSave) event.stopPropagation();
}

// A link to another notebook opens it beside this one, as links in its text do. Else all of JupyterLab
// would be loaded anew, and with it the key of locked answers would go.
function openBeside({ target }) {
  const link = target.closest('a[href*=".ipynb"]');
  const [, path] = link?.pathname.match(/\/tree\/(.+)/) ?? [];
  if (!path || link.origin !== location.origin) return;
  const args = { path: decodeURIComponent(path), id: decodeURIComponent(link.hash) };
  link.dataset.commandlinkerCommand = "rendermime:handle-local-link";
  link.dataset.commandlinkerArgs = JSON.stringify(args);
}

// A kernel that JupyterLab started anew hears nothing of the widgets of the one before.
const saysWhenUnheard = (model, el) =>
  Object.create(model, {
    send: {
      value(message) {
        try {
          model.send(message);
        } catch (error) {
          for (const line of el.querySelectorAll(".rc-saved")) {
            if (line.textContent.endsWith(RUN_AGAIN)) continue;
            line.dataset.state = "unsaved";
            line.textContent = RUN_AGAIN;
          }
          throw error;
        }
      },
    },
  });

// Help, to which all links of the notebook lead that name it.
export function offerHelp(el, html, signal) {
  const help = element("div", { className: "rc rc-help-here", innerHTML: html });
  el.prepend(help);
  const open = (event) => {
    const link = event.target.closest?.('a[href="#help"]');
    if (!link || link.closest(".jp-Notebook") !== el.closest(".jp-Notebook")) return;
    event.preventDefault();
    help.firstElementChild.open = true;
    help.querySelector("summary").focus();
  };
  document.addEventListener("click", open, { signal });
}
