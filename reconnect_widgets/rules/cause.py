"""The plain reading of the list of causes on the first page.

Each row of the list has a ``cause``, its ``weight`` (0 to 3), ``who`` would have to change and
whether it is ``possible``. The rules are ours; they read the list and know nothing else.
"""

from dataclasses import dataclass
from typing import Literal

from ..answers.answer import Answer
from .record import Record

LIST = "cause.list"

UNSAFE_HOLDS = {"fear", "harm"}
"""An order may be about children or a home; it says of nobody that they were not safe."""


Outlook = Literal["workable", "unclear", "incompatible", "unsafe"]
"""What the causes leave open."""


@dataclass(frozen=True)
class CauseReading:
    """What the list adds up to."""

    kind: Outlook
    reasons: tuple[str, ...]


def main_row(record: Record) -> Answer | None:
    """Return the row of the heaviest cause; the first of equals; ``None`` without a list."""
    return max(_rows(record), key=_weight, default=None)


def named(row: Answer) -> str:
    """Say a cause of the list; one that is none of ours in the reader's own words."""
    key = row.value["cause"]
    own = row.value.get("own") if key == "other" else None
    return f"“{own or row.words_of('cause').get(key, key)}”"


def read_cause(record: Record) -> CauseReading | None:
    """Read the list of causes in plain rules; ``None`` while it is empty."""
    if UNSAFE_HOLDS & set(record.holds):
        return CauseReading("unsafe", ("The safety check says that somebody was not safe.",))
    rows = _rows(record)
    if not rows:
        return None
    known = [row for row in rows if row.value["cause"] != "unknown"]
    if not known:
        return CauseReading("unclear", ("You do not know yet why it ended.",))
    heaviest = max(map(_weight, known))
    main = [row for row in known if _weight(row) == heaviest]
    if fixed := [reason for row in main if (reason := _cannot(row))]:
        return CauseReading("incompatible", tuple(fixed))
    if waiting := [reason for row in main if (reason := _waits(row))]:
        return CauseReading("unclear", tuple(waiting))
    return CauseReading("workable", tuple(map(_can, main)))


def _rows(record: Record) -> list[Answer]:
    return [row for row in record.entries(LIST) if row.value.get("cause")]


def _weight(row: Answer) -> int:
    return int(row.value.get("weight", 0))


def _cannot(row: Answer) -> str:
    """Say why a cause cannot change; nothing, if it may."""
    weighed = ", gave it the most weight," if "weight" in row.value else ""
    said = f"You named {named(row)}{weighed} and"
    if row.value.get("who") == "nobody":
        return f"{said} said that nobody can change it."
    if row.value.get("possible") == "no":
        return f"{said} do not think that it could really change."
    return ""


def _waits(row: Answer) -> str:
    """Say what it takes to know whether a cause can change; nothing, if it can."""
    who = row.value.get("who")
    if who == "them":
        return (
            f"{named(row)} would have to be changed by the other person, and only they decide that."
        )
    if who == "unsure":
        return f"You do not know who would have to change {named(row)}."
    if who is None:
        return f"You have not said yet who would have to change {named(row)}."
    if row.value.get("possible") != "yes":
        return f"You are not sure yet whether {named(row)} could really change."
    return ""


def _can(row: Answer) -> str:
    who = row.value["who"]
    if who == "circumstances":
        return f"{named(row)} could change if things around you do, as you see it."
    whom = {"me": "by you", "both": "by both of you"}
    return f"{named(row)} could be changed {whom.get(who, 'in time')}, as you see it."
