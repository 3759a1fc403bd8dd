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
where its first word stands: the time that it takes grows with the length of a draft and no faster.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

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


class BadPhrase(ReconnectError):
    """A phrase in a data file cannot be read."""


@dataclass(frozen=True)
class Phrase:
    """What is looked for: ``first`` are the words with which it can begin (``*``: any ending)."""

    pattern: str
    first: frozenset[str]
    words: frozenset[str]

    @cached_property
    def find(self) -> re.Pattern[str]:
        """The phrase as a regular expression, for where it may well stand."""
        return re.compile(self.pattern)


def read_phrase(text: str, lists: Mapping[str, str]) -> Phrase:
    """Return a phrase ready to be looked for. Raises :class:`BadPhrase`."""
    pieces = _PIECES.findall(re.sub(r"<(\w+)>", lambda m: f"({_listed(m[1], lists)})", text))
    reader = _Reader(pieces, text)
    pattern, first, empty = reader.choices("")
    if empty or not first:
        raise BadPhrase(f"A phrase needs a word that it begins with: {text!r}.")
    return Phrase(pattern, frozenset(first), frozenset(reader.words))


def _listed(name: str, lists: Mapping[str, str]) -> str:
    if name not in lists:
        raise BadPhrase(f"There is no list of words <{name}>.")
    return lists[name]


class _Reader:
    """Reads the pieces of one phrase from left to right."""

    def __init__(self, pieces: list[str], text: str) -> None:
        self.pieces = pieces[::-1]
        self.text = text
        self.words: set[str] = set()

    def choices(self, closing: str) -> tuple[str, set[str], bool]:
        """Read up to ``closing``: the expression, its first words, and whether it may be empty."""
        patterns, first, empty = [], set(), False
        while True:
            pattern, begins, nothing = self._in_a_row()
            patterns.append(pattern)
            first |= begins
            empty = empty or nothing
            ended = self.pieces.pop() if self.pieces else ""
            if ended == closing:
                return "|".join(patterns), first, empty
            if ended != "|":
                raise BadPhrase(f"A bracket is missing in {self.text!r}.")

    def _in_a_row(self) -> tuple[str, set[str], bool]:
        pattern, first, empty = "", set(), True
        while self.pieces and self.pieces[-1] not in ("|", ")", "]"):
            part, begins, nothing = self._one()
            pattern += part
            if empty:
                first |= begins
            empty = empty and nothing
        return pattern, first, empty

    def _one(self) -> tuple[str, set[str], bool]:
        piece = self.pieces.pop()
        if piece in ("(", "["):
            inner, first, empty = self.choices(")" if piece == "(" else "]")
            optional = piece == "["
            return f"(?:{inner}){'?' if optional else ''}", first, empty or optional
        if piece in GAPS:
            return GAPS[piece], set(), True
        stem = piece.removesuffix("*")
        if not re.fullmatch(r"\w+|[?!]+|#", stem):
            raise BadPhrase(f"{piece!r} is not a word, in {self.text!r}.")
        if stem == "#":
            return r"\d+ ", {"#"}, False
        self.words.add(piece)
        return re.escape(stem) + (r"\w* " if stem != piece else " "), {piece}, False
