"""The deck of conversation cards: the reader's memories and interests, and cards of ours.

Which order they come in is chance, in the browser. Favorites are rows of a log, so they can be
changed, taken out, exported and erased like anything else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2s

from markupsafe import Markup

from ..answers.answer import Answer
from ..forms import Ask, FormPlan, Tool
from ..prompts import Date, Log, Prompt, Text
from ..rules.record import StoredRecord

FROM = {
    "memory": "One of your memories",
    "interest": "Something you share",
    "own": "To ask or tell",
}
LONGEST_CARD = 400
"""Characters of an answer that fit on a card."""


@dataclass(frozen=True)
class Card:
    """One card: a permanent key, where it comes from, and its words."""

    key: str
    source: str
    words: str


@dataclass(frozen=True)
class Deck(Tool):
    """Cards of our own, and the questions whose answers become cards."""

    memories: str
    interests: str
    own: tuple[str, ...]

    def cards(self, record: StoredRecord) -> list[Card]:
        """Return the deck in its order before it is shuffled; no two cards say the same."""
        dealt = [
            *_from_answers("memory", self.memories, record),
            *_from_answers("interest", self.interests, record),
            *(_card("own", words) for words in self.own),
        ]
        return list({card.key: card for card in dealt}.values())

    def html(self, prompts: tuple[Prompt, ...], ask: Ask) -> Markup:
        (favorites,) = prompts
        return HTML.format(favorites.id) + ask(favorites)

    def after(self, record: StoredRecord) -> Markup:
        cards = (CARD.format(c.key, FROM[c.source], c.words) for c in self.cards(record))
        return Markup('<ul class="rc-deck" hidden>{}</ul>').format(Markup("").join(cards))


CARD = Markup('<li data-card="{}" data-from="{}" dir="auto">{}</li>')
HTML = Markup(
    '<div class="rc-cards" role="group" aria-label="Conversation cards" data-favorites="{}">'
    '<div class="rc-card" aria-live="off"><p class="rc-why"></p><p class="rc-card-words" dir="auto"></p></div>'
    '<p class="rc-note rc-card-place" aria-live="off"></p><div class="rc-buttons">'
    '<button type="button" class="rc-quiet" data-turn="-1">Previous card</button>'
    '<button type="button" class="rc-button" data-turn="1">Next card</button>'
    '<button type="button" class="rc-quiet rc-like" aria-pressed="false">Favorite</button>'
    '<button type="button" class="rc-quiet rc-shuffle">Shuffle again</button>'
    '<button type="button" class="rc-quiet rc-print">Print my favorites</button></div>'
    '<div class="rc-printable" hidden><p><strong>My cards</strong></p><ul></ul></div></div>'
)


def _from_answers(source: str, question: str, record: StoredRecord) -> Iterator[Card]:
    for answer in record.standing(question):
        for words in _said(answer):
            yield _card(source, words)


def _said(answer: Answer) -> list[str]:
    """Return what an answer says: the words of each tick, each line, or the words of a row."""
    value = answer.value
    if isinstance(value, list):
        return answer.ticked()
    if isinstance(value, dict):
        typed = [v for v in value.values() if isinstance(v, str) and not _is_key(v, answer)]
        return [": ".join(typed)] if typed else []
    return [line.strip() for line in str(value).splitlines() if line.strip()]


def _is_key(value: str, answer: Answer) -> bool:
    """Say whether a field of a row is a choice or a day, which make no card."""
    choices = [asked.get("options", {}) for asked in answer.options.values()]
    return any(value in options for options in choices) or Date.fits(value, {})


def _card(source: str, words: str) -> Card:
    text = words if len(words) <= LONGEST_CARD else words[: LONGEST_CARD - 2] + " …"
    return Card(blake2s(text.strip().encode(), digest_size=6).hexdigest(), source, text)


def cards(id: str, *, memories: str = "", interests: str = "", own: tuple[str, ...]) -> FormPlan:
    """Deal a shuffled deck; the favorites are kept as rows of the log ``id``."""
    favorites = Log(
        id=id,
        words="My favorite cards",
        fields=(Text(id="card", words="The card"),),
        add="Write a card of my own",
    )
    return FormPlan(
        (favorites,), contact=True, after=True, tool=Deck(memories, interests, tuple(own))
    )
