"""Questions that are answered in the reader's own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..exceptions import BadAnswer
from .prompt import Prompt

LONGEST_TEXT = 100_000
"""Characters in one answer; far more than a person types, and few enough to stay quick."""


@dataclass(frozen=True, kw_only=True)
class Text(Prompt):
    """A few words on one line."""

    kind = "text"
    shape = "text"
    seconds = 25

    def _check(self, value: Any) -> str:
        if not isinstance(value, str):
            raise BadAnswer("Please write words.")
        if len(value) > LONGEST_TEXT:
            raise BadAnswer(
                f"That is longer than {LONGEST_TEXT:,} characters, so it was not saved."
            )
        # A browser can send half of an emoji; no file or message can hold one.
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    @classmethod
    def fits(cls, value: Any, options: Mapping[str, Any]) -> bool:
        return is_text(value)

    @classmethod
    def said(cls, value: Any, options: Mapping[str, Any]) -> str:
        return str(value)


@dataclass(frozen=True, kw_only=True)
class Reflection(Text):
    """Free writing; ``closing`` is the sentence that follows a heavy question."""

    closing: str = ""
    kind = "reflection"
    copied = "writing"
    seconds = 100


@dataclass(frozen=True, kw_only=True)
class Plan(Prompt):
    """One plan in the form *If … then …*, kept as ``{"if": ..., "then": ...}``.

    Plans of this form help people act as they meant to (Gollwitzer & Sheeran, 2006).
    """

    if_hint: str = ""
    then_hint: str = ""
    kind = "plan"
    copied = "writing"
    seconds = 60

    def _check(self, value: Any) -> Any:
        if not isinstance(value, dict) or not set(value) <= {"if", "then"}:
            raise BadAnswer("A plan has an if and a then.")
        text = Text(id=self.id, words=self.words)
        parts = {part: text.check(value.get(part)) or "" for part in ("if", "then")}
        return parts if any(parts.values()) else None

    @classmethod
    def fits(cls, value: Any, options: Mapping[str, Any]) -> bool:
        parts = {"if", "then"}
        return isinstance(value, dict) and set(value) == parts and all(map(is_text, value.values()))

    @classmethod
    def said(cls, value: Any, options: Mapping[str, Any]) -> str:
        when = (value.get("if") or "").rstrip(".") or "…"  # the sentence goes on
        return f"If {when}, then I will {value.get('then') or '…'}"


text, reflection, plan = Text, Reflection, Plan
"""What notebooks call them."""


def is_text(value: object, longest: int = LONGEST_TEXT) -> bool:
    """Say whether this is text that can be kept; half an emoji cannot."""
    if not isinstance(value, str) or len(value) > longest:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
