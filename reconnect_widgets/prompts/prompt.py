"""What every question has, whatever its kind."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from reprlib import repr as shortly
from typing import Any, ClassVar

from ..exceptions import BadAnswer, PromptError

_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")


KINDS: dict[str, "type[Prompt]"] = {}
"""Every kind of question by its permanent name, which answers are kept with."""


@dataclass(frozen=True)
class Prompt:
    """A question: a permanent ``id``, its ``words`` and a ``hint`` shown beneath them.

    What a kind of question is stands in its class and nowhere else: what it takes from a page, what
    can have been kept of it, and how that is said. ``options`` are those with which it was asked.
    """

    id: str
    words: str
    hint: str = field(default="", kw_only=True)

    kind: ClassVar[str] = ""
    shape: ClassVar[str] = ""
    """What kinds have in common whose answers can stand in for each other; else the kind itself."""
    copied: ClassVar[str] = "short"
    """Among which answers of a copy it is chosen; see :mod:`.copies.chosen`."""
    is_brief: ClassVar[bool] = False
    """Whether an answer is a few words at most, so that several stand side by side."""
    is_counted: ClassVar[bool] = False
    """Whether an answer is a number, or a point that has one."""
    seconds: ClassVar[int] = 20
    """How long a reader who answers is busy with it: set by hand, and meant roughly."""

    def __init_subclass__(cls) -> None:
        KINDS[cls.kind] = cls
        cls.shape = cls.shape or cls.kind

    def __post_init__(self) -> None:
        said = (getattr(self, name) for name in _words_in(type(self)))  # type: ignore[arg-type]  # a class can be hashed
        if not all(isinstance(one, str) for one in said) or not self.are_options(self.options):
            raise PromptError(
                f"All that the question {self.id!r} says is words in quotes, not a list or a number."
            )
        if not _ID.fullmatch(self.id):
            raise PromptError(
                f"A question's id is small letters, digits, _ and dots: not {self.id!r}."
            )
        if not self.words.strip():
            raise PromptError(f"The question {self.id!r} has no words.")

    @property
    def options(self) -> dict[str, Any]:
        """The permanent key of each possible answer, with its words; empty for free answers."""
        return {}

    @property
    def input(self) -> dict[str, str]:
        """The attributes of the field in which it is answered, where that is one line."""
        return {"type": "text", "dir": "auto"}

    def check(self, value: Any) -> Any:
        """Return ``value`` as it is kept, or raise :class:`BadAnswer`."""
        return None if value in (None, "", [], {}) else self._check(value)

    def _check(self, value: Any) -> Any:
        raise NotImplementedError

    @classmethod
    def can_be_in(cls, entry: object) -> bool:
        """Say whether an answer can be kept under this name of a row; the empty one is of no row."""
        return entry == ""

    @classmethod
    def are_options(cls, options: object) -> bool:
        """Say whether a question of this kind can have been asked with these options."""
        return are_words_by_key(options)

    @classmethod
    def fits(cls, value: Any, options: Mapping[str, Any]) -> bool:
        """Say whether a value can have been kept as an answer, whoever says that it was."""
        raise NotImplementedError

    def suits(self, value: Any, options: Mapping[str, Any]) -> bool:
        """Say whether pages can show a value that was kept, which may have had other options then."""
        if self.is_counted:  # what is drawn of it goes as far as the question does
            try:
                self._check(value)
            except BadAnswer:
                return False
        return self.fits(value, options)

    @classmethod
    def said(cls, value: Any, options: Mapping[str, Any]) -> str:
        """Return a value that was kept in words."""
        return str(options.get(str(value), value))


@cache
def _words_in(kind: type[Prompt]) -> list[str]:
    """Return the names of what a question says in words; to look takes longer than to ask it."""
    return [each.name for each in fields(kind) if each.type is str]


def are_words_by_key(found: object) -> bool:
    """Say whether these are words, each by its key."""
    return isinstance(found, dict) and all(isinstance(words, str) for words in found.values())


def require(kind: type, given: Iterable[object], rule: str) -> None:
    """Raise :class:`PromptError`, with a rule, where something is not of the kind that it must be."""
    for one in given:
        if not isinstance(one, kind):
            raise PromptError(f"{rule}, not {shortly(one)}.")
