"""The patterns of the data files, read once when a first draft is checked."""

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from .lists import HERE, Lists, read_lists
from .phrases import BadPhrase, Phrase, read_phrase, words_of_needs
from .words import Words

STAGES = ("first", "meet", "feelings", "post")
STEM = 3
"""Letters of a stem by which phrases are looked up."""


@dataclass(frozen=True)
class Pattern:
    """Phrases with one reason and one suggestion, and examples that prove what they match."""

    kind: str
    reason: str
    suggestion: str
    stages: frozenset[str]
    although: bool
    match: tuple[str, ...]
    fine: tuple[str, ...]


@dataclass(frozen=True)
class Fine:
    """Phrases around which no mark of these kinds is made."""

    kinds: frozenset[str]
    match: tuple[str, ...]


Entry = tuple[Phrase, Pattern | Fine]


@dataclass
class Known:
    """All that the desk knows; ``by_word`` and ``by_stem`` find phrases by their first word."""

    lists: Lists
    patterns: list[Pattern] = field(default_factory=list)
    fine: list[Fine] = field(default_factory=list)
    by_word: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    by_stem: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    numbers: list[Entry] = field(default_factory=list)
    words_for: dict[str, tuple[str, str]] = field(default_factory=dict)
    limits: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, list[str]] = field(default_factory=dict)

    def stand_in(self, words: Words) -> Iterator[tuple[int, int, Pattern | Fine]]:
        """Yield where phrases stand in a draft: beginning and end of each in ``plain``, and its meaning."""
        there = words_of_needs(words.words)
        begin_with: dict[str, list[Entry]] = {}
        for place, word in zip(words.at, words.words, strict=True):
            if word not in begin_with:
                begin_with[word] = [
                    entry for entry in self._beginning_with(word) if entry[0].may_stand_in(there)
                ]
            for phrase, target in begin_with[word]:
                if match := phrase.find.match(words.plain, place):
                    yield place, match.end(), target

    def _beginning_with(self, word: str) -> Iterator[Entry]:
        yield from self.by_word.get(word, ())
        yield from self.by_stem.get(word[:STEM], ())
        if word[0].isdigit():
            yield from self.numbers


@cache
def known() -> Known:
    """Return what the data files say. They are read once."""
    found = Known(read_lists())
    for path in sorted((HERE / "patterns").glob("*.toml")):
        said = tomllib.loads(path.read_text("utf-8"))
        for entry in said["pattern"]:
            pattern = _pattern(said, entry)
            found.patterns.append(pattern)
            _add(found, entry["say"], pattern)
    said = tomllib.loads((HERE / "fine.toml").read_text("utf-8"))
    for entry in said["fine"]:
        fine = Fine(frozenset(entry.get("kinds", said["kinds"])), tuple(entry.get("match", ())))
        found.fine.append(fine)
        _add(found, entry["say"], fine)
    for stage in STAGES:
        kinds = [pattern.kind for pattern in found.patterns if stage in pattern.stages]
        found.kinds[stage] = list(dict.fromkeys(kinds))
    counted = tomllib.loads((HERE / "counts.toml").read_text("utf-8"))
    found.limits = counted["words"] | {"questions": counted["questions"]["most"]}
    for name in ("length", "questions", "shouting", "resembles"):
        found.words_for[name] = (counted[name]["reason"], counted[name]["suggestion"])
    return found


def _pattern(said: dict[str, Any], entry: dict[str, Any]) -> Pattern:
    return Pattern(
        said["kind"],
        entry["reason"],
        entry["suggestion"],
        frozenset(entry.get("stages", said.get("stages", STAGES))),
        entry.get("although", False),
        tuple(entry["match"]),
        tuple(entry.get("fine", ())),
    )


def _add(found: Known, phrases: list[str], target: Pattern | Fine) -> None:
    for text in phrases:
        phrase = read_phrase(text, found.lists.groups)
        found.lists.known |= {word for word in phrase.words if not word.endswith("*")}
        for first in phrase.first:
            stem = first.removesuffix("*")
            if stem == "#":
                found.numbers.append((phrase, target))
            elif stem == first:
                found.by_word[first].append((phrase, target))
            elif len(stem) < STEM:
                raise BadPhrase(f"A phrase begins with too short a stem: {text!r}.")
            else:
                found.by_stem[stem[:STEM]].append((phrase, target))
