"""The small language in which patterns are written, and how a phrase is found in a draft.

A phrase is words with a space between them, in small letters and without apostrophes or slang:
``do not``, not ``don't``. Besides words it knows

- ``(ask|beg for)``  one of these,
- ``[really|so]``    one of these or nothing,
- ``promis*``        a word that begins so,
- ``..`` ``...`` ``....``  up to three, six, twelve words in between, in the same sentence,
- ``>>``             up to eight words more, as many as there are,
- ``^``  ``$``       the beginning and the end of a sentence, and
- ``<day>``          one of the words listed under that name in ``words.toml``.

A phrase becomes a regular expression whose repetitions are all bounded and which is tried only
where its first word stands, in a draft that has its other words, too: the time that it takes grows
with the length of a draft and no faster, and few of all phrases are ever compiled.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from ..exceptions import ReconnectError

WORD = r"\w+ "
GAPS = {
    "..": rf"(?:{WORD}){{0,3}}?",
    "...": rf"(?:{WORD}){{0,6}}?",
    "....": rf"(?:{WORD}){{0,12}}?",
    ">>": rf"(?:{WORD}){{0,8}}",
    "$": r"(?=[.?!])",
    "^": r"(?<=[.?!] )",
}
_PIECES = re.compile(r"[()\[\]|]|[^\s()\[\]|]+")
_LIST = re.compile(r"<(\w+)>")


NONE: frozenset[str] = frozenset()

Needs = tuple[frozenset[str], ...]
"""Words of which a draft has at least one of each, or the phrase is not in it."""


class BadPhrase(ReconnectError):
    """A phrase in a data file cannot be read."""


@dataclass(frozen=True)
class Phrase:
    """What is looked for: ``first`` are the words with which it can begin (``*``: any ending)."""

    pattern: str
    first: frozenset[str]
    words: frozenset[str]
    needs: Needs

    @cached_property
    def find(self) -> re.Pattern[str]:
        """The phrase as a regular expression, for where it may well stand."""
        return re.compile(self.pattern)

    def may_stand_in(self, there: frozenset[str]) -> bool:
        """Say whether a draft can have it in which these :func:`words_of_needs` stand."""
        return not any(map(there.isdisjoint, self.needs))


def words_of_needs(words: Iterable[str]) -> frozenset[str]:
    """Return the words of a draft as phrases ask for them: also by their beginnings, and any number."""
    there = {*words}
    beginnings = {f"{word[:end]}*" for word in there for end in range(1, len(word) + 1)}
    return frozenset({*there, *beginnings, *("#" for word in there if word[0].isdigit())})


class _Read(NamedTuple):
    """A part of a phrase: its expression, its first words, whether it may be empty, what it needs."""

    pattern: str
    first: frozenset[str]
    empty: bool
    needs: Needs


def read_phrase(text: str, lists: Mapping[str, str]) -> Phrase:
    """Return a phrase ready to be looked for. Raises :class:`BadPhrase`."""
    reader = _Reader(text, lists)
    read = reader.choices("")
    if read.empty or not read.first:
        raise BadPhrase(f"A phrase needs a word that it begins with: {text!r}.")
    return Phrase(read.pattern, read.first, frozenset(reader.words), read.needs)


class _Reader:
    """Reads the pieces of one phrase from left to right."""

    def __init__(self, text: str, lists: Mapping[str, str]) -> None:
        self.pieces = _PIECES.findall(text)[::-1]
        self.text = text
        self.words: set[str] = set()
        self._lists = lists

    def choices(self, closing: str) -> _Read:
        """Read up to ``closing``."""
        found: list[_Read] = []
        while True:
            found.append(self._in_a_row())
            ended = self.pieces.pop() if self.pieces else ""
            if ended == closing:
                return found[0] if len(found) == 1 else _any_of(found)
            if ended != "|":
                raise BadPhrase(f"A bracket is missing in {self.text!r}.")

    def _in_a_row(self) -> _Read:
        row: list[_Read] = []
        while self.pieces and self.pieces[-1] not in ("|", ")", "]"):
            row.append(self._one())
        if len(row) == 1:
            return row[0]
        first = NONE
        for part in row:
            first |= part.first
            if not part.empty:
                break
        return _Read(
            "".join(part.pattern for part in row),
            first,
            all(part.empty for part in row),
            tuple(needs for part in row for needs in part.needs),
        )

    def _one(self) -> _Read:
        piece = self.pieces.pop()
        if piece in ("(", "["):
            inner = self.choices(")" if piece == "(" else "]")
            if piece == "[":
                return _Read(f"(?:{inner.pattern})?", inner.first, True, ())
            return inner._replace(pattern=f"(?:{inner.pattern})")
        if piece in GAPS:
            return _Read(GAPS[piece], NONE, True, ())
        if named := _LIST.fullmatch(piece):
            return self._one_of_list(named[1])
        read = _word(piece)
        if read is None:
            raise BadPhrase(f"{piece!r} is not a word, in {self.text!r}.")
        if piece != "#":
            self.words.add(piece)
        return read

    def _one_of_list(self, name: str) -> _Read:
        if name not in self._lists:
            raise BadPhrase(f"There is no list of words <{name}>.")
        read, words = _listed(self._lists[name])
        self.words |= words
        return read


@cache
def _listed(words: str) -> tuple[_Read, frozenset[str]]:
    reader = _Reader(f"({words})", {})
    return reader.choices(""), frozenset(reader.words)


@cache
def _word(piece: str) -> _Read | None:
    stem = piece.removesuffix("*")
    if not re.fullmatch(r"\w+|[?!]+|#", stem):
        return None
    ending = r"\w* " if stem != piece else " "
    first = frozenset([piece])
    return _Read(r"\d+ " if stem == "#" else re.escape(stem) + ending, first, False, (first,))


def _any_of(choices: list[_Read]) -> _Read:
    """Return what reads one of these; of each it needs the fewest and longest words."""
    needs: Needs = ()
    if all(one.needs for one in choices):
        needs = (NONE.union(*(_rarest(one.needs) for one in choices)),)
    return _Read(
        "|".join(one.pattern for one in choices),
        NONE.union(*(one.first for one in choices)),
        any(one.empty for one in choices),
        needs,
    )


def _rarest(needs: Needs) -> frozenset[str]:
    if len(needs) == 1:
        return needs[0]
    return max(needs, key=lambda words: (-len(words), min(map(len, words))))
