"""What every question has, whatever its kind."""

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from ..exceptions import BadAnswer, PromptError

_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """A question: a permanent ``id``, its ``words`` and a ``hint`` shown beneath them."""

    id: str
    words: str
    hint: str = ""

    kind: ClassVar[str] = ""

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise PromptError(
                f"A question's id is small letters, digits, _ and dots: not {self.id!r}."
            )
        if not self.words.strip():
            raise PromptError(f"The question {self.id!r} has no words.")

    @property
    def options(self) -> dict[str, str]:
        """The permanent key of each possible answer, with its words; empty for free answers."""
        return {}

    def check(self, value: Any) -> Any:
        """Return ``value`` as it is kept, or raise :class:`BadAnswer`."""
        return None if value in (None, "", [], {}) else self._check(value)

    def say(self, value: Any) -> str:
        """Return an answer that :meth:`check` let through in words."""
        return "" if value is None else self._say(value)

    def _check(self, value: Any) -> Any:
        raise NotImplementedError

    def _say(self, value: Any) -> str:
        return str(value)

    def _refuse(self, sentence: str) -> BadAnswer:
        return BadAnswer(sentence)
