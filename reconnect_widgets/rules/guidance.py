"""Which words follow from which earlier answers, and the reason that is shown with them.

A notebook says ``advice("words", when=said("start.shared", "children"))``. Words may hold
``**bold**``, ``*emphasis*`` and ``{name}``, ``{they}``, ``{them}``, ``{their}``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from markupsafe import Markup, escape

from ..exceptions import PromptError
from ..hosting import link_to
from ..prompts import day_in, say_day
from ..stages import BY_NUMBER, START
from ..words import quoted
from .cause import main_row, named
from .change import say_ago
from .gate import SHUT, UNSAFE_TOGETHER, Gate, gate, is_left_out, known_reader
from .holds import BY_KEY, STATED, THEIR_ANSWERS
from .record import Record

SHOWN = 3
"""Pieces of advice that are shown at once; the others are folded away."""


ABOUT_NOW = ("start.contact", "start.partner", "dating.now")
"""Questions about how things are now: after some weeks an answer to them may no longer be so."""


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

    def given(self, record: Record) -> list[str]:
        """Return which of these were answered."""
        value = record.value(self.question)
        given = value if isinstance(value, list) else [value]
        return [key for key in given if key in self.keys]

    def holds(self, record: Record) -> bool:
        return bool(self.given(record))

    def because(self, record: Record) -> str:
        return _answered([self], record)


@dataclass(frozen=True)
class CauseIs:
    """The heaviest cause in the reader's list is one of these."""

    keys: tuple[str, ...]

    def holds(self, record: Record) -> bool:
        row = main_row(record)
        return row is not None and row.value["cause"] in self.keys

    def because(self, record: Record) -> str:
        row = main_row(record)
        return f"the main cause on your list is {named(row)}" if row else ""


@dataclass(frozen=True)
class UpTo:
    """By the reader's list, one of these would have to change the heaviest cause."""

    keys: tuple[str, ...]

    def holds(self, record: Record) -> bool:
        row = main_row(record)
        return row is not None and row.value.get("who") in self.keys

    def because(self, record: Record) -> str:
        if (row := main_row(record)) is None:
            return ""
        who = row.words_of("who").get(row.value["who"])
        return f"you answered “{who}” to who would have to change {named(row)}"


@dataclass(frozen=True, kw_only=True)
class Apart:
    """The two have been apart for at least, and at most, so many days: ``apart_for(most=14)``."""

    least: int = 0
    most: int | None = None

    def holds(self, record: Record) -> bool:
        parted = day_in(record.value("start.apart"))
        days = (record.today - parted).days if parted else -1
        return days >= self.least and (self.most is None or days <= self.most)

    def because(self, record: Record) -> str:
        parted = day_in(record.value("start.apart")) or record.today
        return f"you broke up {say_ago(parted, record.today)}"


@dataclass(frozen=True)
class NotSaid(Said):
    """None of these answers was given to a question with choices."""

    def holds(self, record: Record) -> bool:
        return not super().holds(record)


@dataclass(frozen=True)
class Held:
    """One of these holds is in force."""

    keys: frozenset[str]

    def _in_force(self, record: Record) -> list[str]:
        return [key for key in record.holds_told if key in self.keys]

    def holds(self, record: Record) -> bool:
        return bool(self._in_force(record))

    def because(self, record: Record) -> str:
        titles = " and ".join(f"“{BY_KEY[key].title}”" for key in self._in_force(record))
        return f"a hold is in force: {titles}"


@dataclass(frozen=True)
class Unsaid:
    """Something that could close the pages on contact was left unsaid, and nothing closes them."""

    def holds(self, record: Record) -> bool:
        return gate(record) is Gate.UNSAID

    def because(self, record: Record) -> str:
        return "you chose “Rather not say” in the safety check"


@dataclass(frozen=True)
class Advice:
    """A piece of guidance, all that must be true for it, and the readers who do not see it.

    Nothing needed means *otherwise*.
    """

    words: str
    when: tuple[Condition, ...]
    unless: str = ""


def said(question: str, *keys: str) -> Said:
    """Say that one of these answers was given: ``said("start.shared", "children")``."""
    return Said(question, keys)


def cause_is(*keys: str) -> CauseIs:
    """Say that the heaviest cause in the reader's list is one of these."""
    return CauseIs(keys)


def up_to(*keys: str) -> UpTo:
    """Say that one of these would have to change the heaviest cause: ``up_to("me")``."""
    return UpTo(keys)


def not_said(question: str, *keys: str) -> NotSaid:
    """Say that none of these answers was given: ``not_said("start.shared", "children")``."""
    return NotSaid(question, keys)


def held(*keys: str) -> Held:
    """Say that one of these holds is in force: ``held("fear")``.

    ``held("their_answer")`` stands for all that follow from what the other person said, but for a
    wish for space, which has an end: ``held("space")``.
    """
    known = {"their_answer": THEIR_ANSWERS - {"space"}}
    found = frozenset().union(*(known.get(key, {key}) for key in keys))
    if unknown := found - set(BY_KEY):
        raise PromptError(f"There is no hold {', '.join(sorted(unknown))}.")
    return Held(found)


apart_for, unsaid = Apart, Unsaid
"""What notebooks call them."""


def advice(words: str, *, when: Condition | Sequence[Condition], unless: str = "") -> Advice:
    """Give words to readers for whom all of these conditions hold.

    ``unless`` names readers to whom they are not given, as for a form. To somebody with a ``fear``
    hold no words are given for who ended it, what is shared, why it ended or what the other person
    asked for, but those that are written for that hold: what is fair advice to others would take the
    other person's side.
    """
    conditions = tuple(when) if isinstance(when, list | tuple) else (when,)
    return Advice(words, conditions, known_reader(unless))


def otherwise(words: str) -> Advice:
    """Give words to readers for whom no other advice of the block is shown."""
    return Advice(words, ())


def guidance_view(pieces: Sequence[Advice], record: Record, page: str = "") -> Markup:
    """Show the pieces of advice that fit this reader, each with its reason.

    Where the gate of a page on contact is shut, only pieces for readers with a hold, or who would
    rather not say, are shown: the others lead to contact. What needs all that another piece needs,
    and more, stands in its place; for a hold both are said. A page that asks for the safety check asks
    for nothing else beside it.
    """
    fitting = [p for p in pieces if p.when and all(c.holds(record) for c in p.when)]
    is_shut = page in BY_NUMBER and BY_NUMBER[page].leads_to_contact and gate(record) in SHUT
    fitting = [p for p in fitting if _may_be_said(p, record, is_shut)]
    needed = [set(p.when) for p in fitting]
    fitting = [
        p for p in fitting if _is_for_a_hold(p) or not any(set(p.when) < more for more in needed)
    ]
    is_asked_first = page in BY_NUMBER and page != START and not record.checked
    if not fitting and not is_shut and not is_asked_first:
        fitting = [p for p in pieces if not p.when]
    shown = [_piece(piece, record) for piece in fitting]
    if len(shown) <= SHOWN:
        return Markup("").join(shown)
    return Markup(
        '{}<details class="rc-more"><summary>More for your situation</summary>{}</details>'
    ).format(Markup("").join(shown[:SHOWN]), Markup("").join(shown[SHOWN:]))


def _is_for_a_hold(piece: Advice) -> bool:
    return any(isinstance(condition, Held | Unsaid) for condition in piece.when)


def _may_be_said(piece: Advice, record: Record, is_shut: bool) -> bool:
    if is_left_out(piece.unless, record):
        return False
    if _is_kept_apart(piece, record):
        return False
    if _is_for_a_hold(piece):
        return True
    asked = {c.question for c in piece.when if isinstance(c, Said)}
    about_us = any(isinstance(c, CauseIs | UpTo | Apart) for c in piece.when) or any(
        question.startswith(("start.", "cause.")) or question in STATED for question in asked
    )
    return not (is_shut or (about_us and "fear" in record.holds))


def _is_kept_apart(piece: Advice, record: Record) -> bool:
    """Say whether a piece on what is shared must give way to an order, or to what holds after harm.

    An order's own words come first, also for others who would arrange it; whoever was afraid may read
    how to be safe all the same. And what goes on beside a no does not go on after harm.
    """
    held_by = {key for c in piece.when if isinstance(c, Held) for key in c.keys}
    shared = [c for c in piece.when if isinstance(c, Said) and c.question == "start.shared"]
    if held_by:
        shared = [c for c in shared if not isinstance(c, NotSaid)]
    if "order" in record.holds:
        return bool(shared) and not held_by & {"fear", "order"}
    return bool(shared and held_by) and "harm" in record.holds and not held_by & UNSAFE_TOGETHER


def _piece(piece: Advice, record: Record) -> Markup:
    reasons = " and ".join(_reasons(piece.when, record))
    shown = [Markup("Shown because {}.").format(reasons)] if reasons else []
    shown += _old(piece.when, record)
    why = Markup('<p class="rc-why">{}</p>').format(Markup(" ").join(shown)) if shown else ""
    return Markup('<div class="rc-advice"><p>{}</p>{}</div>').format(rich(piece.words, record), why)


def _old(conditions: Sequence[Condition], record: Record) -> list[Markup]:
    """Say of answers about now that are some weeks old from when they are, and where to give them anew."""
    asked = dict.fromkeys(one.question for one in conditions if isinstance(one, Said))
    there = [record.latest(question) for question in asked if question in ABOUT_NOW]
    return [
        Markup(
            "Your answer to “{}” is from {}. If it is no longer so, "
            '<a href="{}#{}">please answer it anew</a>. '
            '<button type="button" class="rc-quiet" data-send="still" data-about="{}">It is still so</button>'
        ).format(
            answer.words.rstrip("?. "),
            say_day(answer.day),
            link_to(BY_NUMBER[answer.page].file),
            answer.question,
            answer.question,
        )
        for answer in there
        if answer and record.is_old(answer.day)
    ]


def _reasons(conditions: Sequence[Condition], record: Record) -> list[str]:
    """Return why these are true, with all that one question has to do with it in one place."""
    said = [one for one in conditions if isinstance(one, Said)]
    reasons: dict[Condition | str, str] = {}
    for one in conditions:
        if not isinstance(one, Said):
            reasons[one] = one.because(record)
        elif one.question not in reasons:
            same = [other for other in said if other.question == one.question]
            reasons[one.question] = _answered(same, record)
    return [reason for reason in reasons.values() if reason]


def _answered(about: Sequence[Said], record: Record) -> str:
    """Say what was answered to one question, and, beside that, which of its answers were not given."""
    given = [key for one in about if not isinstance(one, NotSaid) for key in one.given(record)]
    answer = record.latest(about[0].question)
    if not given or answer is None:
        return ""
    missing = [key for one in about if isinstance(one, NotSaid) for key in one.keys]
    but = f", and not {quoted(answer.in_words(missing), 'or')}," if missing else ""
    asked = answer.words.rstrip("?. ")
    return f"you answered {quoted(answer.in_words(given))}{but} to “{asked}”"


def rich(words: str, record: Record) -> Markup:
    """Return words with their emphasis marked up and the other person's name put in, escaped."""
    html = str(escape(words))
    html = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", html)
    html = re.sub(r"\*(.+?)\*", r"<em>\1</em>", html)
    for place, name in record.names.items():
        own = escape(name) if name.isascii() else Markup("<bdi>{}</bdi>").format(name)
        html = html.replace("{" + place + "}", own)
    return Markup(html)  # noqa: S704 (escaped above)
