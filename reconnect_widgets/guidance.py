"""Which words follow from which earlier answers, and the reason that is shown with them.

A notebook says ``advice("words", when=said("start.shared", "children"))``. Words may hold
``**bold**``, ``*emphasis*`` and ``{name}``, ``{they}``, ``{them}``, ``{their}``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from markupsafe import Markup, escape

from .cause import CAUSES, main_cause
from .holds import BY_KEY
from .record import Record

SHOWN = 3
"""Pieces of advice that are shown at once; the others are folded away."""


class Condition(Protocol):
    """Something that an earlier answer can make true."""

    def holds(self, record: Record) -> bool:
        """Say whether it is true of this reader."""

    def because(self, record: Record) -> str:
        """Say why, in words for the reader."""


@dataclass(frozen=True)
class Said:
    """One of these answers was given to a question with choices."""

    question: str
    keys: tuple[str, ...]

    def _given(self, record: Record) -> list[str]:
        value = record.value(self.question)
        given = value if isinstance(value, list) else [value]
        return [key for key in given if key in self.keys]

    def holds(self, record: Record) -> bool:
        return bool(self._given(record))

    def because(self, record: Record) -> str:
        answer = record.latest(self.question)
        options = answer.options if answer else {}
        said = ", ".join(str(options.get(key, key)) for key in self._given(record))
        asked = (answer.words if answer else self.question).rstrip("?. ")
        return f"you answered “{said}” to “{asked}”"


@dataclass(frozen=True)
class CauseIs:
    """The heaviest cause in the reader's list is one of these."""

    keys: tuple[str, ...]

    def holds(self, record: Record) -> bool:
        return main_cause(record) in self.keys

    def because(self, record: Record) -> str:
        return f"the main cause on your list is “{CAUSES[main_cause(record) or 'unknown']}”"


@dataclass(frozen=True)
class Held:
    """A hold is in force."""

    key: str

    def holds(self, record: Record) -> bool:
        return self.key in record.holds

    def because(self, record: Record) -> str:
        return f"a hold is in force: “{BY_KEY[self.key].title}”"


@dataclass(frozen=True)
class Advice:
    """A piece of guidance and all that must be true for it; nothing needed means *otherwise*."""

    words: str
    when: tuple[Condition, ...]


def said(question: str, *keys: str) -> Said:
    """Say that one of these answers was given: ``said("start.shared", "children")``."""
    return Said(question, keys)


def cause_is(*keys: str) -> CauseIs:
    """Say that the heaviest cause in the reader's list is one of these."""
    return CauseIs(keys)


def held(key: str) -> Held:
    """Say that a hold is in force: ``held("no_contact")``."""
    return Held(key)


def advice(words: str, *, when: Condition | Sequence[Condition]) -> Advice:
    """Give words to readers for whom all of these conditions hold."""
    conditions = tuple(when) if isinstance(when, list | tuple) else (when,)
    return Advice(words, conditions)


def otherwise(words: str) -> Advice:
    """Give words to readers for whom no other advice of the block is shown."""
    return Advice(words, ())


def guidance_view(pieces: Sequence[Advice], record: Record, page: str = "") -> Markup:
    """Show the pieces of advice that fit this reader, each with its reason.

    On a page that is held, only pieces for readers with a hold are shown: the others lead to contact.
    """
    fitting = [p for p in pieces if p.when and all(c.holds(record) for c in p.when)]
    if record.marks.get(page) == "held":
        fitting = [p for p in fitting if any(isinstance(c, Held) for c in p.when)]
    if not fitting:
        fitting = [p for p in pieces if not p.when]
    shown = [_piece(piece, record) for piece in fitting]
    if len(shown) <= SHOWN:
        return Markup("").join(shown)
    return Markup(
        '{}<details class="rc-more"><summary>More for your situation</summary>{}</details>'
    ).format(Markup("").join(shown[:SHOWN]), Markup("").join(shown[SHOWN:]))


def _piece(piece: Advice, record: Record) -> Markup:
    reasons = " and ".join(condition.because(record) for condition in piece.when)
    why = Markup('<p class="rc-why">Shown because {}.</p>').format(reasons) if reasons else ""
    return Markup('<div class="rc-advice"><p>{}</p>{}</div>').format(rich(piece.words, record), why)


def rich(words: str, record: Record) -> Markup:
    """Return words with their emphasis marked up and the other person's name put in, escaped."""
    html = str(escape(words))
    html = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", html)
    html = re.sub(r"\*(.+?)\*", r"<em>\1</em>", html)
    for place, name in record.names.items():
        html = html.replace("{" + place + "}", str(escape(name)))
    return Markup(html)  # noqa: S704 (escaped above)
