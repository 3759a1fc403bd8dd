"""Questions whose answers are chosen: one of several, any of several, a point of a scale."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..exceptions import BadAnswer, PromptError
from .numbers_and_dates import is_number
from .prompt import Prompt


@dataclass(frozen=True, kw_only=True)
class Choice(Prompt):
    """One answer out of several; ``answers`` maps permanent keys to words.

    ``among`` names a question of the page: what was ticked there is shown here, and not the rest.
    """

    answers: dict[str, str]
    among: str = ""
    kind = "choice"
    is_brief = True
    seconds = 12

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.answers) < 2:
            raise PromptError(
                f"The question {self.id!r} needs at least two answers to choose from."
            )

    @property
    def options(self) -> dict[str, str]:
        return self.answers

    def _check(self, value: Any) -> Any:
        if not self.fits(value, self.answers):
            raise BadAnswer("That answer is not among the choices.")
        return value

    @classmethod
    def fits(cls, value: Any, options: Mapping[str, Any]) -> bool:
        return isinstance(value, str) and value in options


NOTHING = "Nothing"
"""What an empty list says: no hold follows from the safety check."""


@dataclass(frozen=True, kw_only=True)
class Several(Choice):
    """Any number of answers out of several; kept as a list of keys in the order of the options.

    ``unless`` names, for some of them, the readers who are not offered it.
    """

    unless: Mapping[str, str] = field(default_factory=dict)
    kind = "several"
    shape = "several"
    is_brief = False
    seconds = 20

    def __post_init__(self) -> None:
        Prompt.__post_init__(self)
        if not self.answers:
            raise PromptError(f"The question {self.id!r} has nothing to tick.")

    def _check(self, value: Any) -> Any:
        if not self.fits(value, self.answers):
            raise BadAnswer("One of those answers is not among the choices.")
        return [key for key in self.answers if key in value]

    @classmethod
    def fits(cls, value: Any, options: Mapping[str, Any]) -> bool:
        return isinstance(value, list) and all(Choice.fits(key, options) for key in value)

    @classmethod
    def said(cls, value: Any, options: Mapping[str, Any]) -> str:
        return "; ".join(str(options.get(key, key)) for key in value) or NOTHING


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
    kind = "scale"
    is_brief = True
    is_counted = True
    seconds = 12

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

    def _check(self, value: Any) -> Any:
        if str(value) not in self.options or isinstance(value, bool):
            raise BadAnswer("That is not a point of the scale.")
        return APART if value == APART else int(value)

    @classmethod
    def fits(cls, value: Any, options: Mapping[str, Any]) -> bool:
        return (value == APART or is_number(value)) and str(value) in options


def choice(id: str, words: str, *, hint: str = "", among: str = "", **answers: str) -> Choice:
    """Ask for one of several answers: ``choice("end.who", "Who ended it?", they="They did", …)``."""
    return Choice(id=id, words=words, hint=hint, among=among, answers=answers)


def several(
    id: str,
    words: str,
    *,
    hint: str = "",
    unless: Mapping[str, str] | None = None,
    **answers: str,
) -> Several:
    """Ask for any number of several answers; ``unless={"couple": "alone"}`` offers one to some only."""
    if unknown := {*(unless or {})} - {*answers}:
        raise PromptError(f"The question {id!r} has no answer {' or '.join(sorted(unknown))}.")
    return Several(id=id, words=words, hint=hint, unless=unless or {}, answers=answers)


def scale(
    id: str, words: str, *points: str, hint: str = "", better: str = "", apart: str = ""
) -> Scale:
    """Ask for a point of a scale that has a word at every point, from the lowest up."""
    return Scale(id=id, words=words, points=points, hint=hint, better=better, apart=apart)
