"""The second reader: how much a draft resembles labeled messages that press, and of which kind.

It was learned from messages (``tests/messages/learn.py`` writes ``learned.txt``), where the patterns
are written by hand. It knows words, pairs of them, beginnings and classes of words (``classes.toml``), adds
up what they weigh for each kind and for *fine*, and speaks in a softer tone than a pattern.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations, pairwise
from math import sqrt

from .lists import HERE
from .words import Words

FINE = "fine"
KINDS = (
    FINE,
    "plea",
    "pressure",
    "blame",
    "guilt",
    "reunion",
    "breakup",
    "jealousy",
    "surveillance",
    "threat",
)
UNIT = 10
"""Weights are kept as whole numbers of this fraction,"""

NONE = ord("P")
"""and each number as a letter, so many after or before this one."""

SILENT = 20
"""Features that say nothing are thought into every draft: a few words are little to judge by."""

LONG = 40
"""Words after which a draft is weighed in another piece: its parts may differ."""

Weights = dict[str, list[int]]


def features(words: Sequence[str]) -> set[str]:
    """Return what is weighed of plain words: each, two together or around a third, beginnings.

    Words of a class count as one, too, and two classes together wherever they stand.
    """
    found = set(words)
    found.update(f"{one} {two}" for one, two in pairwise(words))
    found.update(f"{one} _ {two}" for one, two in zip(words, words[2:], strict=False))
    found.update(f"{word[:4]}*" for word in words if len(word) > 4)
    alike = sorted({name for word in words for name in _classes().get(word, ())})
    found.update(f"={name}" for name in alike)
    found.update(f"={one}+{other}" for one, other in combinations(alike, 2))
    return found


@cache
def _classes() -> Mapping[str, Sequence[str]]:
    """Return the names of the classes that each word is in: *mother* and *granny* are family."""
    named: dict[str, list[str]] = defaultdict(list)
    for name, words in tomllib.loads((HERE / "classes.toml").read_text("utf-8")).items():
        for word in words.split():
            named[word].append(name)
    return named


@cache
def learned() -> Weights:
    """Return what each feature weighs for each of :data:`KINDS`. It is read once."""
    lines = (HERE / "learned.txt").read_text("utf-8").splitlines()
    size = len(KINDS)
    return {line[size + 1 :]: [ord(letter) - NONE for letter in line[:size]] for line in lines}


def likeness(words: Sequence[str], kinds: Iterable[str]) -> dict[str, float]:
    """Return how much more words resemble messages of each of ``kinds`` than fine ones."""
    weights = learned()
    rows = [weights[name] for name in features(words) if name in weights]
    sums = [sum(column) for column in zip(weights[""], *rows, strict=True)]
    scale = UNIT * sqrt(len(rows) + SILENT)
    start = weights[""]
    scores = {
        kind: (total - begin) / scale + begin / UNIT
        for kind, total, begin in zip(KINDS, sums, start, strict=True)
    }
    return {kind: scores[kind] - scores[FINE] for kind in kinds}


def risk(scores: dict[str, float]) -> float:
    """Return how much more words resemble messages of their likeliest kind than fine ones."""
    return max(scores.values())


def pieces(words: Words) -> Iterator[list[range]]:
    """Yield a draft in pieces of whole sentences; each sentence as the numbers of its words."""
    piece: list[range] = []
    begin = 0
    for number, word in enumerate([*words.words, "."]):
        if word[0] not in ".?!":
            continue
        end = min(number + 1, len(words.words))
        if number > begin:
            if piece and end - piece[0].start > LONG:
                yield piece
                piece = []
            piece.append(range(begin, end))
        elif piece:
            piece[-1] = range(piece[-1].start, end)
        else:
            continue
        begin = end
    if piece:
        yield piece
