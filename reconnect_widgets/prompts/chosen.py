"""Questions whose answers are chosen: one of several, any of several, a point of a scale."""

from dataclasses import dataclass
from typing import Any, ClassVar

from ..exceptions import PromptError
from .prompt import Prompt


@dataclass(frozen=True, kw_only=True)
class Choice(Prompt):
    """One answer out of several; ``answers`` maps permanent keys to words."""

    answers: dict[str, str]
    kind: ClassVar[str] = "choice"

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.answers) < 2:
            raise PromptError(
                f"The question {self.id!r} needs at least two answers to choose from."
            )

    @property
    def options(self) -> dict[str, str]:
        return self.answers

    def _check(self, value: Any) -> str:
        if not isinstance(value, str) or value not in self.answers:
            raise self._refuse("That answer is not among the choices.")
        return value

    def _say(self, value: Any) -> str:
        return self.answers.get(value, str(value))


@dataclass(frozen=True, kw_only=True)
class Several(Choice):
    """Any number of answers out of several; kept as a list of keys in the order of the options."""

    kind: ClassVar[str] = "several"

    def __post_init__(self) -> None:
        Prompt.__post_init__(self)
        if not self.answers:
            raise PromptError(f"The question {self.id!r} has nothing to tick.")

    def _check(self, value: Any) -> Any:
        if not isinstance(value, list) or any(key not in self.answers for key in value):
            raise self._refuse("One of those answers is not among the choices.")
        return [key for key in self.answers if key in value]

    def _say(self, value: Any) -> str:
        return ", ".join(self.answers.get(key, str(key)) for key in value)


APART = "apart"
"""The value of a scale's way out (*Does not apply*); charts leave it out."""


@dataclass(frozen=True, kw_only=True)
class Scale(Prompt):
    """A scale with a word at every point, kept as the point's number from 0.

    ``better`` says which end is the easier one to live with (``"low"``, ``"high"`` or ``""`` for
    neither); the reading of a change uses it. ``apart`` words a way out, kept as :data:`APART`.
    """

    points: tuple[str, ...]
    better: str = ""
    apart: str = ""
    kind: ClassVar[str] = "scale"

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.points) < 3:
            raise PromptError(f"The scale {self.id!r} needs a word at three points or more.")
        if self.better not in ("", "low", "high"):
            raise PromptError(
                f"The scale {self.id!r} is better 'low' or 'high', not {self.better!r}."
            )

    @property
    def options(self) -> dict[str, str]:
        points = {str(number): word for number, word in enumerate(self.points)}
        return points | ({APART: self.apart} if self.apart else {})

    def check(self, value: Any) -> Any:
        return None if value in (None, "") else self._check(value)

    def _check(self, value: Any) -> Any:
        if str(value) not in self.options or isinstance(value, bool):
            raise self._refuse("That is not a point of the scale.")
        return APART if value == APART else int(value)

    def _say(self, value: Any) -> str:
        return self.options.get(str(value), str(value))
