// What every part of a page does, whatever it shows.
import { keepFor } from "./handed.js";
import { sendsFrom } from "./sends.js";
import { greet, zone } from "./visit.js";

export const RUN_AGAIN =
  "This page has lost touch with the workbook. Please choose Run > Run All Cells.";

// `show` draws it, and returns what ends that.
export const partOf = (show) => ({
  render({ model, el }) {
    if (!globalThis.reconnectWidgets) {
      el.addEventListener("keydown", keepFromNotebook);
      el.addEventListener("click", openBeside);
      model = saysWhenUnheard(model, el);
    }
    keepFor(model);
    sendsFrom(el, model);
    const stop = show({ model, el });
    greet(model);
    return stop;
  },
});

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

// What a part hears of its kernel: `does` has, by the name of each event, what is done then.
// Returns what ends it.
export function hears(model, does) {
  for (const [what, doing] of Object.entries(does)) model.on(what, doing);
  return () => {
    for (const [what, doing] of Object.entries(does)) model.off(what, doing);
  };
}

// Whoever comes back to the page sees what is there by now.
export function refreshes(model, signal) {
  const refresh = () => {
    if (document.visibilityState === "visible") model.send({ type: "refresh", zone: zone() });
  };
  window.addEventListener("focus", refresh, { signal });
}
