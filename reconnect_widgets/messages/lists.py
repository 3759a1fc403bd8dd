"""The words that the desk knows: slang, contractions, slips of the finger, and lists for phrases."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass
class Lists:
    """What ``words.toml`` says, and the words that the patterns know."""

    slang: Mapping[str, str]
    with_apostrophe: Mapping[str, str]
    groups: Mapping[str, str]
    starred: tuple[str, ...]
    known: set[str] = field(default_factory=set)
    slips: dict[str, str] = field(default_factory=dict)
    _plain: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def plain(
        self, typed: str, spell: Callable[[str, "Lists"], tuple[str, ...]]
    ) -> tuple[str, ...]:
        """Return what ``spell`` makes of a word, remembered for the words that the data name.

        What is only in a draft is not remembered: nothing of it stays.
        """
        if typed in self._plain:
            return self._plain[typed]
        words = spell(typed, self)
        if typed in self.known or typed in self.slang:
            self._plain[typed] = words
        return words


def read_lists() -> Lists:
    """Read ``words.toml``."""
    said = tomllib.loads((HERE / "words.toml").read_text("utf-8"))
    contracted: dict[str, str] = said["contractions"]
    bare = {word.replace("'", ""): plain for word, plain in contracted.items()}
    for word in said["only_with_apostrophe"]:
        bare.pop(word.replace("'", ""), None)
    lists = Lists(bare | said["slang"], contracted, said["lists"], tuple(said["starred"]))
    lists.slips = _slips(said)
    return lists


def _slips(said: dict[str, Any]) -> dict[str, str]:
    """Return the common typing errors of the words for which ``words.toml`` asks for it."""
    real = set(said["real_words"])
    found: dict[str, str] = {}
    for word in said["often_mistyped"]:
        for slip in _mistyped(word):
            if slip not in real:
                found.setdefault(slip, word)
    misspelled: dict[str, str] = said["misspelled"]
    return found | misspelled


def _mistyped(word: str) -> Iterable[str]:
    """Yield a word with one letter left out, doubled, or two exchanged; its first letter stays."""
    for n in range(1, len(word)):
        yield word[:n] + word[n + 1 :]
        yield word[:n] + word[n] + word[n:]
        if n + 1 < len(word):
            yield word[:n] + word[n + 1] + word[n] + word[n + 2 :]
