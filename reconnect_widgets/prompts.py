"""What can be asked: the kinds of question, checked when they are made.

A notebook makes them with the lower-case functions of :mod:`reconnect_widgets`
(``scale(...)``, ``reflection(...)``). Nothing here knows of widgets or of the store.

Each prompt checks an answer that comes from a browser (:meth:`Prompt.check`) and says an answer
in the reader's words (:meth:`Prompt.say`). ``None`` always means *not answered*.
"""

import math
import re
from dataclasses import dataclass, field
from datetime import date as Day
from datetime import datetime
from typing import Any, ClassVar

from .exceptions import BadAnswer, PromptError

LONGEST_TEXT = 100_000
"""Characters in one answer; far more than a person types, and few enough to stay quick."""

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


@dataclass(frozen=True, kw_only=True)
class Number(Prompt):
    """A whole number from ``least`` to ``most``, with its ``unit`` in words."""

    least: int = 0
    most: int | None = None
    unit: str = ""
    kind: ClassVar[str] = "number"

    def check(self, value: Any) -> Any:
        return None if value in (None, "") else self._check(value)

    def _check(self, value: Any) -> int:
        try:
            exact = float(value)
        except (TypeError, ValueError) as error:
            raise self._refuse("Please write a number in digits.") from error
        if isinstance(value, bool) or not math.isfinite(exact) or exact != int(exact):
            raise self._refuse("Please write a whole number.")
        if exact < self.least or (self.most is not None and exact > self.most):
            upper = "" if self.most is None else f" to {self.most}"
            raise self._refuse(f"Please write a number from {self.least}{upper}.")
        return int(exact)

    def _say(self, value: Any) -> str:
        return f"{value} {self.unit}".strip()


@dataclass(frozen=True, kw_only=True)
class Date(Prompt):
    """A day, or with ``time`` a day and an hour; kept in ISO form without a zone."""

    time: bool = False
    kind: ClassVar[str] = "date"

    def _check(self, value: Any) -> str:
        form = "%Y-%m-%dT%H:%M" if self.time else "%Y-%m-%d"
        try:
            moment = datetime.strptime(str(value), form)
        except ValueError as error:
            raise self._refuse("Please give a full date.") from error
        if not 1900 <= moment.year <= 2200:
            raise self._refuse("Please check the year.")
        return moment.strftime(form)

    def _say(self, value: Any) -> str:
        moment = datetime.fromisoformat(value)
        words = say_day(moment.date())
        return f"{words}, {moment:%H:%M}" if self.time else words


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


@dataclass(frozen=True, kw_only=True)
class Log(Prompt):
    """A table whose rows the reader adds, changes and removes.

    ``fields`` are prompts with short ids of their own. With ``rows`` (permanent keys to words) the
    table has just those rows. Each row is answered by itself: ``{"field": value, ...}``.
    """

    fields: tuple[Prompt, ...]
    add: str = "Add a row"
    rows: dict[str, str] = field(default_factory=dict)
    kind: ClassVar[str] = "log"

    def __post_init__(self) -> None:
        super().__post_init__()
        ids = [prompt.id for prompt in self.fields]
        if not ids or len(ids) != len(set(ids)) or any(isinstance(p, Log) for p in self.fields):
            raise PromptError(
                f"The log {self.id!r} needs fields with different ids, and no log inside."
            )

    @property
    def options(self) -> dict[str, Any]:
        asked = {f"{p.id}": {"words": p.words, "options": p.options} for p in self.fields}
        return asked | ({"rows": self.rows} if self.rows else {})

    def _check(self, value: Any) -> Any:
        if not isinstance(value, dict):
            raise self._refuse("A row holds one answer for each of its questions.")
        known = {prompt.id: prompt for prompt in self.fields}
        if not set(value) <= set(known):
            raise self._refuse("That row has a question that this page does not ask.")
        row = {name: known[name].check(answer) for name, answer in value.items()}
        return {name: answer for name, answer in row.items() if answer is not None} or None

    def _say(self, value: Any) -> str:
        said = (p.say(value[p.id]) for p in self.fields if p.id in value)
        return "; ".join(words for words in said if words)


def say_day(day: Day) -> str:
    """Say a day in words: ``23 November 2026``."""
    return f"{day.day} {day:%B %Y}"


# What notebooks call: each reads as the question that it asks.


def choice(id: str, words: str, *, hint: str = "", **answers: str) -> Choice:
    """Ask for one of several answers: ``choice("end.who", "Who ended it?", they="They did", …)``."""
    return Choice(id=id, words=words, hint=hint, answers=answers)


def several(id: str, words: str, *, hint: str = "", **answers: str) -> Several:
    """Ask for any number of several answers."""
    return Several(id=id, words=words, hint=hint, answers=answers)


def scale(
    id: str, words: str, *points: str, hint: str = "", better: str = "", apart: str = ""
) -> Scale:
    """Ask for a point of a scale that has a word at every point, from the lowest up."""
    return Scale(id=id, words=words, points=points, hint=hint, better=better, apart=apart)


def number(
    id: str, words: str, *, least: int = 0, most: int | None = None, unit: str = "", hint: str = ""
) -> Number:
    """Ask for a whole number."""
    return Number(id=id, words=words, least=least, most=most, unit=unit, hint=hint)


def date(id: str, words: str, *, time: bool = False, hint: str = "") -> Date:
    """Ask for a day, or for a day and an hour."""
    return Date(id=id, words=words, time=time, hint=hint)


def text(id: str, words: str, *, hint: str = "") -> Text:
    """Ask for a few words."""
    return Text(id=id, words=words, hint=hint)


def reflection(id: str, words: str, *, hint: str = "", closing: str = "") -> Reflection:
    """Ask for free writing, with a closing sentence after a heavy question."""
    return Reflection(id=id, words=words, hint=hint, closing=closing)


def plan(id: str, words: str, *, if_hint: str = "", then_hint: str = "", hint: str = "") -> Plan:
    """Ask for one plan: if this happens, then I will do that."""
    return Plan(id=id, words=words, if_hint=if_hint, then_hint=then_hint, hint=hint)


def log(
    id: str,
    words: str,
    *fields: Prompt,
    add: str = "Add a row",
    rows: dict[str, str] | None = None,
    hint: str = "",
) -> Log:
    """Ask for rows, each with the same few questions; ``rows`` fixes which rows there are."""
    return Log(id=id, words=words, fields=fields, add=add, rows=rows or {}, hint=hint)
