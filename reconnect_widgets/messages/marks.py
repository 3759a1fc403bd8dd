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
    """Return marks in the order of the text; each two are apart, or one lies within the other.

    Where two meet, the first reaches to the end of the second: no mark is left with half a word.
    """
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (m.start, -m.end)):
        around = [n for n, earlier in enumerate(kept) if earlier.end > mark.start]
        for n in around:
            kept[n] = replace(kept[n], end=max(kept[n].end, mark.end))
        # Of two of one kind that meet, the one that begins first speaks for both.
        if all(kept[n].kind != mark.kind for n in around):
            kept.append(mark)
    return sorted(kept, key=lambda m: (m.start, -m.end))
