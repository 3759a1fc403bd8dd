"""The plain reading of the list of causes on the first page.

Each row of the list has a ``cause``, its ``weight`` (0 to 3), ``who`` would have to change and
whether it is ``possible``. The rules are ours; they read the list and know nothing else.
"""

from dataclasses import dataclass
from typing import Any, Literal

from .record import Record

LIST = "cause.list"

CAUSES = {
    "trust": "Trust was broken",
    "drifted": "We drifted apart",
    "fighting": "We fought often",
    "distance": "Distance or timing",
    "goals": "We want different lives",
    "pressure": "Pressure from outside",
    "quarrel": "A sudden quarrel",
    "illness": "Illness",
    "drink": "Drink or drugs",
    "money": "Money",
    "love": "Love went",
    "other": "Something else",
    "unknown": "I do not know",
}

UNSAFE_HOLDS = {"fear", "harm"}
"""An order may be about children or a home; it says of nobody that they were not safe."""


Outlook = Literal["workable", "unclear", "incompatible", "unsafe"]
"""What the causes leave open."""


@dataclass(frozen=True)
class CauseReading:
    """What the list adds up to."""

    kind: Outlook
    reasons: tuple[str, ...]


def main_cause(record: Record) -> str | None:
    """Return the key of the heaviest cause; the first of equals; ``None`` without a list."""
    row = main_row(record)
    return str(row["cause"]) if row else None


def main_row(record: Record) -> dict[str, Any] | None:
    """Return the row of the heaviest cause; the first of equals; ``None`` without a list."""
    rows = [row.value for row in record.entries(LIST) if row.value.get("cause")]
    return max(rows, key=lambda row: row.get("weight", 0), default=None)


def named(row: dict[str, Any]) -> str:
    """Say a cause of the list; one that is none of ours in the reader's own words."""
    own = row.get("own") if row["cause"] == "other" else None
    return f"“{own or CAUSES.get(row['cause'], row['cause'])}”"


def read_cause(record: Record) -> CauseReading | None:
    """Read the list of causes in plain rules; ``None`` while it is empty."""
    if UNSAFE_HOLDS & set(record.holds):
        return CauseReading("unsafe", ("The safety check says that somebody was not safe.",))
    rows = [row.value for row in record.entries(LIST) if row.value.get("cause")]
    if not rows:
        return None
    known = [row for row in rows if row["cause"] != "unknown"]
    if not known:
        return CauseReading("unclear", ("You do not know yet why it ended.",))
    heaviest = max(row.get("weight", 0) for row in known)
    main = [row for row in known if row.get("weight", 0) == heaviest]
    fixed = [row for row in main if row.get("who") == "nobody" or row.get("possible") == "no"]
    if fixed:
        return CauseReading("incompatible", tuple(_cannot(row) for row in fixed))
    waiting = [
        row
        for row in main
        if row.get("who") in (None, "them", "unsure") or row.get("possible") != "yes"
    ]
    if waiting:
        return CauseReading("unclear", tuple(_waits(row) for row in waiting))
    return CauseReading("workable", tuple(_can(row) for row in main))


def _cannot(row: dict[str, str]) -> str:
    if row.get("who") == "nobody":
        return f"You gave {named(row)} the most weight, and said that nobody can change it."
    return f"You gave {named(row)} the most weight, and do not think that it could really change."


def _waits(row: dict[str, str]) -> str:
    if row.get("who") == "them":
        return (
            f"{named(row)} would have to be changed by the other person, and only they decide that."
        )
    if row.get("who") == "unsure":
        return f"You do not know who would have to change {named(row)}."
    if row.get("who") is None:
        return f"You have not said yet who would have to change {named(row)}."
    return f"You are not sure yet whether {named(row)} could really change."


def _can(row: dict[str, str]) -> str:
    if row["who"] == "circumstances":
        return f"{named(row)} could change if things around you do, as you see it."
    whom = {"me": "by you", "both": "by both of you"}
    return f"{named(row)} could be changed {whom.get(row['who'], 'in time')}, as you see it."
