"""Questions for a whole number, a day or an hour."""

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from ..days import today
from .prompt import Prompt

STILL_TO_COME = "That day is still to come. Please check it."
YEARS_AHEAD = 10
"""How far ahead somebody plans."""


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
        except (TypeError, ValueError, OverflowError) as error:
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
    happened: bool | None = None
    """Whether it is of something that happened, and not of a plan; in a log it is, if nothing is said."""
    kind: ClassVar[str] = "date"

    @property
    def last(self) -> date:
        """The last day that can be meant; the clock of a browser may be a day ahead of ours."""
        on = today()
        return on + timedelta(days=1) if self.happened else date(on.year + YEARS_AHEAD, 12, 31)

    def read(self, value: Any) -> datetime:
        """Return the moment that an answer names, however far ahead it lies."""
        form = "%Y-%m-%dT%H:%M" if self.time else "%Y-%m-%d"
        try:
            moment = datetime.strptime(str(value), form)
        except ValueError as error:
            raise self._refuse("Please give a full date.") from error
        if not is_of_our_time(moment):
            raise self._refuse("Please check the year.")
        return moment

    def _check(self, value: Any) -> str:
        moment = self.read(value)
        if moment.date() > self.last:
            raise self._refuse(STILL_TO_COME if self.happened else "Please check the year.")
        return moment.isoformat(timespec="minutes")[: 16 if self.time else 10]

    def _say(self, value: Any) -> str:
        moment = datetime.fromisoformat(value)
        words = say_day(moment.date())
        return f"{words}, {moment:%H:%M}" if self.time else words


OUR_TIME = (date(1900, 1, 1), date(2200, 12, 31))
"""The days that a reader can mean, and that pandas can reckon with."""


def is_of_our_time(day: date) -> bool:
    """Say whether a day is one of them."""
    return OUR_TIME[0].year <= day.year <= OUR_TIME[1].year


def say_day(day: date) -> str:
    """Say a day in words: ``23 November 2026``."""
    return f"{day.day} {day:%B %Y}"
