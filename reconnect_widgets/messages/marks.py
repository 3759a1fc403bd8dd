"""A mark in a draft, and how marks that meet are laid out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Mark:
    """Words of a draft, from character ``start`` up to ``end``, and what may be better about them."""

    kind: str
    start: int
    end: int
    reason: str
    suggestion: str


def laid_out(marks: Iterable[Mark]) -> list[Mark]:
    """Return marks in the order of the text; each two are apart, or one lies within the other."""
    kept: list[Mark] = []
    open_marks: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (m.start, -m.end)):
        fitted: Mark | None = mark
        for earlier in open_marks:
            if fitted and fitted.start < earlier.end < fitted.end:
                fitted = replace(fitted, start=earlier.end)
        open_marks = [earlier for earlier in open_marks if earlier.end > mark.start]
        # Of two of one kind that meet, the one that begins first speaks for both.
        if fitted is None or any(earlier.kind == mark.kind for earlier in open_marks):
            continue
        kept.append(fitted)
        open_marks.append(fitted)
    return sorted(kept, key=lambda m: (m.start, -m.end))
