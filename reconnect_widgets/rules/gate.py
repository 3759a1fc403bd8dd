"""The gate: whether tools for contact may be in a page's document, and what some readers do not see."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import StrEnum

from ..exceptions import PromptError
from .holds import THEIR_ANSWERS
from .record import DAYS_FRESH, Record
from .safety_check import UNSAID


class Gate(StrEnum):
    """How the gate before tools for contact stands."""

    OPEN = "open"
    HELD = "held"
    """The reader's own answers hold the pages on contact."""
    UNCHECKED = "unchecked"
    """The whole safety check has not been gone through."""
    UNSAID = "unsaid"
    """It has, and something that could close these pages was left unsaid."""
    ASK = "ask"
    """The three questions are to be answered first, today or since they began contact."""


SHUT = frozenset({Gate.HELD, Gate.UNCHECKED, Gate.UNSAID})
"""While it stands so, the words that go with contact are not there either."""


def gate(record: Record, *, asks_again: bool = False) -> Gate:
    """Return how the gate stands; ``asks_again`` says whether the page asks the three questions."""
    if record.closing:
        return Gate.HELD
    if record.checked is None:
        return Gate.UNCHECKED
    if record.checked.value == UNSAID:
        return Gate.UNSAID
    asked = record.asked
    began = record.began_contact
    if asked is None or (began and began.changed_at > asked.changed_at):
        return Gate.ASK
    if asked.value == UNSAID or (asks_again and asked.day != record.today):
        return Gate.ASK
    return Gate.OPEN


UNSAFE_TOGETHER = {"fear", "harm", "order"}
"""Holds under which nobody is led to sessions for two, or into one room with the other."""

AWAITS_NOTHING = UNSAFE_TOGETHER | THEIR_ANSWERS - {"space", "maybe_no"}
"""Holds with which no answer is awaited any more: it was given, or it must not be asked for."""

FRESH = timedelta(days=DAYS_FRESH - 1)

READERS: Mapping[str, Callable[[Record], bool]] = {
    "shut": lambda record: gate(record) in SHUT,
    "fear": lambda record: "fear" in record.holds,
    "answered": lambda record: bool(AWAITS_NOTHING & set(record.holds)),
    "separate": lambda record: bool(UNSAFE_TOGETHER & set(record.holds)),
    "alone": lambda record: bool(record.closing),
    "recent": lambda record: not record.answers.is_any_before(record.today - FRESH),
}
"""Readers for whom some things are not there, by the name that notebooks give in ``unless``."""

READER_TAGS = tuple(f"{way}-{name}" for name in READERS for way in ("if", "unless"))
"""How notebooks tag prose that is for some readers only."""


def readers(record: Record) -> list[str]:
    """Return the names of :data:`READERS` that whoever gave these answers is."""
    return [name for name, applies in READERS.items() if applies(record)]


def known_reader(unless: str) -> str:
    """Return the name of :data:`READERS`, or nothing; raises :class:`PromptError` for any other."""
    if unless not in ("", *READERS):
        raise PromptError(
            f"Something can be left out unless {' or '.join(READERS)}, not {unless!r}."
        )
    return unless


def is_left_out(unless: str, record: Record) -> bool:
    """Say whether something is left out for this reader."""
    return bool(unless) and READERS[unless](record)
