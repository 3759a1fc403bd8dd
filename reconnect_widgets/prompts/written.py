"""Questions that are answered in the reader's own words."""

from dataclasses import dataclass
from typing import Any, ClassVar

from .prompt import Prompt

LONGEST_TEXT = 100_000
"""Characters in one answer; far more than a person types, and few enough to stay quick."""


@dataclass(frozen=True, kw_only=True)
class Text(Prompt):
    """A few words on one line."""

    kind: ClassVar[str] = "text"

    def _check(self, value: Any) -> str:
        if not isinstance(value, str):
            raise self._refuse("Please write words.")
        if len(value) > LONGEST_TEXT:
            raise self._refuse(
                f"That is longer than {LONGEST_TEXT:,} characters, so it was not saved."
            )
        # A browser can send half of an emoji; no file or message can hold one.
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@dataclass(frozen=True, kw_only=True)
class Reflection(Text):
    """Free writing; ``closing`` is the sentence that follows a heavy question."""

    closing: str = ""
    kind: ClassVar[str] = "reflection"


@dataclass(frozen=True, kw_only=True)
class Plan(Prompt):
    """One plan in the form *If … then …*, kept as ``{"if": ..., "then": ...}``.

    Plans of this form help people act as they meant to (Gollwitzer & Sheeran, 2006).
    """

    if_hint: str = ""
    then_hint: str = ""
    kind: ClassVar[str] = "plan"

    def _check(self, value: Any) -> Any:
        if not isinstance(value, dict) or not set(value) <= {"if", "then"}:
            raise self._refuse("A plan has an if and a then.")
        text = Text(id=self.id, words=self.words)
        parts = {part: text.check(value.get(part)) or "" for part in ("if", "then")}
        return parts if any(parts.values()) else None

    def _say(self, value: Any) -> str:
        return f"If {value['if'] or '…'}, then {value['then'] or '…'}"
