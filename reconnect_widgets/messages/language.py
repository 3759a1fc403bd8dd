"""Whether a draft is in English, the one language that the desk reads."""

from functools import cache

from .patterns import known
from .second import learned
from .words import plain_words

KNOWN = 0.45
"""Part of an English draft's words that the desk knows at least; of other drafts it knows a third."""

RUN = 6
"""Words in a row of which it knows one at most, where a draft goes on in another language."""

LATIN = "\u024f"
"""The last of the letters that English, its names and its neighbors are written with."""


def is_english(text: str) -> bool:
    """Return whether the words of a draft are English, as far as the desk knows them.

    A single word in Latin letters, which may be a name, is taken for English.
    """
    words = [word for word in plain_words(text, known().lists).words if word[0].isalpha()]
    if any(word[0] > LATIN for word in words):
        return False
    heard = [word in _english() for word in words]
    if len(words) > 1 and sum(heard) < KNOWN * len(words):
        return False
    return all(sum(heard[at : at + RUN]) > 1 for at in range(len(words) - RUN + 1))


@cache
def _english() -> frozenset[str]:
    one_word = (name for name in learned() if not name.endswith("*"))
    return frozenset((*known().lists.known, *one_word))
