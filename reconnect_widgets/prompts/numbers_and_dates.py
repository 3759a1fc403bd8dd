"""Questions for a whole number, a day or an hour."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..days import today
from ..exceptions import BadAnswer
from .prompt import Prompt

STILL_TO_COME = "That day is still to come. Please check it."
YEARS_AHEAD, YEARS_BACK, YEARS_LOGGED = 10, 100, 10
"""How far ahead somebody plans, how far back they can remember, and how far back a log goes."""


@dataclass(frozen=True, kw_only=True)
class Number(Prompt):
    """A whole number from ``least`` to ``most``, with its ``unit`` in words."""

    least: int = 0
    most: int | None = None
    unit: str = ""
    kind = "number"
    is_brief = True
    is_counted = True
    seconds = 10

    @property
    def input(self) -> dict[str, str]:
        most = {} if self.most is None else {"max": str(self.most)}
        return {"type": "number", "inputmode": "numeric", "min": str(self.least), **most}

    def _check(self, value: Any) -> int:
        try:
            exact = float(value)
        except (TypeError, ValueError, OverflowError) as error:
            raise BadAnswer("Please write a number in digits.") from error
        if isinstance(value, bool) or not math.isfinite(exact) or exact != int(exact):
            raise BadAnswer("Please write a whole number.")
        if exact < self.least or (self.most is not None and exact > self.most):
            upper = "" if self.most is None else f" to {self.most}"
            raise BadAnswer(f"Please write a number from {self.least}{upper}.")
        return int(exact)

    @classmethod
    def fits(cls, value: Any, options: Mapping[str, Any]) -> bool:
        return is_number(value)


@dataclass(frozen=True, kw_only=True)
class Date(Prompt):
    """A day, or with ``time`` a day and an hour; kept in ISO form without a zone."""

    time: bool = False
    happened: bool | None = None
    """Whether it is of something that happened, and not of a plan; in a log it is, if nothing is said."""
    years_back: int = YEARS_BACK
    kind = "date"
    is_brief = True
    seconds = 12

    @property
    def input(self) -> dict[str, str]:
        kind, first, last = (
            ("datetime-local", "T00:00", "T23:59") if self.time else ("date", "", "")
        )
        # Of what happened it ends tomorrow, which the page finds out: it can be open for days.
        most = {"data-happened": ""} if self.happened else {"max": f"{self.last}{last}"}
        return {"type": kind, "min": f"{self.first}{first}", **most}

    @property
    def first(self) -> dt.date:
        """The first day that can be meant."""
        return dt.date(today().year - self.years_back, 1, 1)

    @property
    def last(self) -> dt.date:
        """The last day that can be meant; the clock of a browser may be a day ahead of ours."""
        on = today()
        return (
            on + dt.timedelta(days=1) if self.happened else dt.date(on.year + YEARS_AHEAD, 12, 31)
        )

    def read(self, value: Any) -> dt.datetime:
        """Return the moment that an answer names, however far ahead it lies."""
        form = "%Y-%m-%dT%H:%M" if self.time else "%Y-%m-%d"
        try:
            moment = dt.datetime.strptime(str(value), form)
        except ValueError as error:
            raise BadAnswer("Please give a full date.") from error
        if not is_of_our_time(moment):
            raise BadAnswer("Please check the year.")
        return moment

    def _check(self, value: Any) -> str:
        moment = self.read(value)
        if moment.date() < self.first:
            raise BadAnswer("Please check the year.")
        if moment.date() > self.last:
            raise BadAnswer(STILL_TO_COME if self.happened else "Please check the year.")
        return moment.isoformat(timespec="minutes")[: WITH_TIME if self.time else DAY_ALONE]

    @classmethod
    def fits(cls, value: Any, options: Mapping[str, Any]) -> bool:
        moment = _moment(value)
        return moment is not None and is_of_our_time(moment)

    def suits(self, value: Any, options: Mapping[str, Any]) -> bool:
        try:
            self.read(value)  # a version before this took days that lie far ahead
        except BadAnswer:
            return False
        return self.fits(value, options)

    @classmethod
    def said(cls, value: Any, options: Mapping[str, Any]) -> str:
        moment = _moment(value)
        if moment is None:  # of a row it is not kept which of its words are a day
            return str(value)
        return say_day(moment.date()) + (f", {moment:%H:%M}" if len(value) == WITH_TIME else "")


number, date = Number, Date
"""What notebooks call them."""

DAY_ALONE, WITH_TIME = 10, 16
"""Characters of a day in ISO form, without and with its hour."""


def _moment(value: Any) -> dt.datetime | None:
    """Read a day or an hour that was kept; None where it is neither."""
    if not isinstance(value, str) or len(value) not in (DAY_ALONE, WITH_TIME):
        return None
    try:
        return dt.datetime.fromisoformat(value) if value[:4].isdigit() else None
    except ValueError:
        return None


def day_in(value: str | None) -> dt.date | None:
    """Return the day that a kept answer names, with its hour or without; ``None`` for no answer."""
    return dt.date.fromisoformat(value[:DAY_ALONE]) if value else None


def is_number(value: object) -> bool:
    """Say whether this is a whole number that can be kept."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9


OUR_TIME = (dt.date(1900, 1, 1), dt.date(2200, 12, 31))
"""The days that a reader can mean, and that pandas can reckon with."""


def is_of_our_time(day: dt.date) -> bool:
    """Say whether a day is one of them."""
    return OUR_TIME[0].year <= day.year <= OUR_TIME[1].year


def say_day(day: dt.date) -> str:
    """Say a day in words: ``November 23, 2026``."""
    return f"{day:%B} {day.day}, {day.year}"
