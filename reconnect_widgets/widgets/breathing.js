// Slow breathing by the clock, in the moment of the pull: after a rest of the page it is right again at once.
import { sayOnce } from "./element.js";

export const breathing = (() => {
  const ROUND = 180; // seconds
  const [IN, OUT] = [4, 6];
  let timer = 0;

  const find = (which) => document.getElementById("pull").querySelector(which);
  function say(word, count = "") {
    sayOnce(find("[data-pull-word]"), word);
    find("[data-pull-count]").textContent = count;
  }

  function stop(words = "") {
    clearInterval(timer);
    find("[data-pull-view=breathe]").classList.remove("rc-breathing");
    say(words);
    const button = find("[data-pull=breathe]");
    button.hidden = false;
    button.textContent = words ? "Three more minutes" : "Begin";
  }

  function begin() {
    const start = Date.now();
    const draw = () => {
      const past = Math.floor((Date.now() - start) / 1000);
      const at = past % (IN + OUT);
      if (past >= ROUND) stop("Three minutes are over.");
      else if (at < IN) say("Breathe in", at + 1);
      else say("Breathe out", at - IN + 1);
    };
    stop();
    find("[data-pull-view=breathe]").classList.add("rc-breathing");
    find("[data-pull=breathe]").hidden = true;
    timer = setInterval(draw, 250);
    draw();
  }

  return { begin, stop };
})();
