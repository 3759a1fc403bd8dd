// The deck of cards: shuffled here, one card at a time; favorites are rows of the log beneath.
import { element, sayOnce } from "./element.js";
import { formWith } from "./forms.js";
import { printAlone } from "./print.js";

function useTool({ form, saver, logs }) {
  const box = form.querySelector(".rc-cards");
  const like = box.querySelector(".rc-like");
  const log = logs.get(box.dataset.favorites);
  let deck = [];
  let at = 0;

  const shuffled = (cards) =>
    cards
      .map((card) => [Math.random(), card])
      .sort(([one], [other]) => one - other)
      .map(([, card]) => card);

  // New cards join behind those that were dealt, so that the one in hand stays.
  function deal(place) {
    const cards = [...place.querySelectorAll(".rc-deck > li")].map((li) => ({
      key: li.dataset.card,
      from: li.dataset.from,
      words: li.textContent,
    }));
    const there = new Map(cards.map((one) => [one.key, one]));
    const known = new Set(deck.map((one) => one.key));
    deck = [
      ...deck.filter((one) => there.has(one.key)),
      ...shuffled(cards.filter((one) => !known.has(one.key))),
    ];
    at = Math.min(at, Math.max(0, deck.length - 1));
    show();
  }

  const say = (where, words) => sayOnce(box.querySelector(where), words);

  function show() {
    const one = deck[at];
    say(".rc-why", one ? one.from : "");
    say(".rc-card-words", one ? one.words : "The cards are still being made.");
    say(".rc-card-place", one ? `Card ${at + 1} of ${deck.length}` : "");
    const kept = Boolean(one && log.find(one.key));
    like.setAttribute("aria-pressed", String(kept));
    like.textContent = kept ? "A favorite" : "Favorite";
  }

  function favor() {
    const one = deck[at];
    if (!one) return;
    const row = log.find(one.key);
    if (row) row.remove();
    else log.fill(one.key, { card: one.words });
    saver.change(`${log.id}#${one.key}`, row ? null : { card: one.words });
    show();
  }

  function print() {
    const paper = box.querySelector(".rc-printable");
    const words = log
      .all()
      .map((row) => row.querySelector("textarea").value)
      .filter(Boolean);
    paper
      .querySelector("ul")
      .replaceChildren(
        ...(words.length ? words : ["No favorites yet."]).map((text) =>
          element("li", { dir: "auto" }, text),
        ),
      );
    printAlone(paper);
  }

  function press(button) {
    if (!deck.length) return;
    if (button.dataset.turn) at = (at + Number(button.dataset.turn) + deck.length) % deck.length;
    if (button.matches(".rc-shuffle")) {
      deck = shuffled(deck);
      at = 0;
    }
    if (button.matches(".rc-like")) favor();
    else if (button.matches(".rc-print")) print();
    else show();
  }

  return {
    pressed: { ".rc-cards button": press, ".rc-remove, .rc-removed": show },
    after: deal,
    filled: () => {
      log.draw();
      show();
    },
  };
}

export default formWith(useTool);
