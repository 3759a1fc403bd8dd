"""A draft as plain words: small letters, no slang, no apostrophes, and where each word stood.

People write *pleeease*, *dont*, *u* and *WHY*. All of it becomes the words that patterns know,
while the places of the characters as they were typed are kept.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from .lists import Lists

LONGEST = 30
"""Characters of a word that are looked at."""

_TOKENS = re.compile(r"w/(?:o|out)?(?![^\W_])|[^\W_]+(?:['’*]+[^\W_]+)*\**|[.!?…\n;]+")
_STRETCHED = re.compile(r"(\w)\1{2,}")
_ENDINGS = {"re": "are", "ve": "have", "ll": "will", "d": "would", "m": "am"}
_IS = frozenset(
    ["it", "that", "what", "who", "where", "how", "there", "here", "he", "she", "when", "why"]
)
_UNWELL = frozenset(
    [
        "am",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "feel",
        "feeling",
        "fell",
        "so",
        "very",
        "really",
        "got",
    ]
)


@dataclass
class Words:
    """Plain words with a space after each (``plain``), and where they stood in what was typed.

    ``at`` has the place in ``plain`` of each word, ``starts`` and ``ends`` its place in the draft.
    """

    plain: str = ". "
    at: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    tokens: list[tuple[int, int]] = field(default_factory=list)


def plain_words(text: str, lists: Lists) -> Words:
    """Return the words of a draft."""
    letters, places = _letters(text)
    found = Words()
    pieces = [". "]
    length = 2
    before = ""
    for token in _TOKENS.finditer(letters):
        start, end = places[token.start()], places[token.end() - 1] + 1
        typed = token.group()
        if typed[0].isalnum():
            found.tokens.append((start, end))
            # "ill" is "I'll" without its apostrophe, unless somebody is.
            spelled = ("ill",) if typed == "ill" and before in _UNWELL else _plain(typed, lists)
        else:
            spelled = _stop(typed)
        for word in spelled:
            pieces.append(word + " ")
            found.at.append(length)
            found.words.append(word)
            found.starts.append(start)
            found.ends.append(end)
            length += len(word) + 1
            before = word
    pieces.append(". ")
    found.plain = "".join(pieces)
    return found


def _letters(text: str) -> tuple[str, "range | list[int]"]:
    """Return small letters without marks and invisible characters, and where each one stood."""
    if text.isascii():
        return text.lower(), range(len(text))
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in _bare(character):
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


@lru_cache(4096)
def _bare(character: str) -> str:
    if character in "’‘ʼ`´＇":
        return "'"
    if character == "…":
        return "…"
    spread = unicodedata.normalize("NFKD", character).lower()
    unseen = ("Mn", "Cf", "Me", "Cs")  # accents, zero-width characters, halves of an emoji
    return "".join(c for c in spread if unicodedata.category(c) not in unseen)


def _stop(typed: str) -> tuple[str, ...]:
    """Return the end of a sentence; dots in a row are a breath and not an end."""
    asked = typed.count("?")
    if asked:
        return ("?" * min(asked + (typed.count("!") > 0), 3),)
    if typed.count("!") > 2:
        return ("!!!",)
    breath = len(typed) > 1 and not typed.strip(".…")
    return () if breath or typed == "…" else (".",)


def _plain(typed: str, lists: Lists) -> tuple[str, ...]:
    """Return what a word means, in the words of the patterns."""
    return lists.plain(typed[:LONGEST], _spell)


def _spell(typed: str, lists: Lists) -> tuple[str, ...]:
    if "*" in typed:
        return (_starred(typed, lists),)
    word = typed.replace("'", "").replace("’", "")
    slang: Mapping[str, str] = lists.slang
    if typed not in lists.with_apostrophe and word in slang:
        return tuple(slang[word].split())
    if "'" in typed:
        base, ending = typed.replace("’", "'").rsplit("'", 1)
        if typed in lists.with_apostrophe:
            return tuple(lists.with_apostrophe[typed].split())
        base = lists.slang.get(base, base)
        if ending == "t" and base.endswith("n"):
            return (base[:-1], "not")
        if ending in _ENDINGS:
            return (*base.split(), _ENDINGS[ending])
        if ending == "s":
            return (base, "is") if base in _IS else tuple(base.split())
    return _repaired(word, lists)


def _starred(typed: str, lists: Lists) -> str:
    """Return the word that was meant by one with stars in it, such as ``f*ck``."""
    bare = typed.strip("*")
    hidden = re.compile(r"\w{1,9}".join(map(re.escape, re.split(r"\*+", typed))))
    return next((word for word in lists.starred if hidden.fullmatch(word)), bare.replace("*", ""))


def _repaired(word: str, lists: Lists) -> tuple[str, ...]:
    """Return a word without stretched letters, dropped ones and common slips."""
    if word in lists.known:
        return (word,)
    if _STRETCHED.search(word):
        for run in (r"\1\1", r"\1"):
            short = _STRETCHED.sub(run, word)
            if short in lists.slang:
                return tuple(lists.slang[short].split())
            if short in lists.known:
                return (short,)
        word = short
    if word in lists.slips:
        return (lists.slips[word],)
    if word.endswith("in") and word + "g" in lists.known:
        return (word + "g",)
    return (word,)
