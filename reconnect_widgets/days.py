"""What the workbook means by today, by tomorrow morning, and by a time that is over.

All of it is reckoned here and nowhere else, so that no two pages say different things of one day.
Which time zone that is, is for :mod:`zone`.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

DAYBREAK = 5
"""The hour before which it is still the night of the day before."""

MORNING = time(8)


def now() -> datetime:
    """Return the moment that it is for the reader, with their time zone."""
    return datetime.now().astimezone()


def today() -> date:
    """Return the day that it is for the reader."""
    return now().date()


def morning_in(days: int, moment: datetime) -> datetime:
    """Return the morning after so many days; in one day means after the night to come.

    Half past midnight is still that night, so *tomorrow morning* is the morning of the same date.
    """
    is_night = days == 1 and moment.hour < DAYBREAK
    return datetime.combine(moment.date() + timedelta(days=0 if is_night else days), MORNING)


def last_day(first: date, days: int) -> date:
    """Return the last day of a time that lasts for so many days; the first of them counts."""
    return first + timedelta(days=days - 1)


def is_over(last: date, on: date) -> bool:
    """Say whether a time is over on a day; its last day still belongs to it."""
    return last < on


EPOCH = date(1970, 1, 1)
"""The day from which days are counted where they are numbers; a Thursday."""


def week_of(days: Any) -> Any:
    """Return the number of the week that a day is in; a number, or an array of them."""
    return (days + EPOCH.weekday()) // 7


def monday_in(weeks: Any) -> Any:
    """Return the day on which a week of that number begins."""
    return weeks * 7 - EPOCH.weekday()


def monday_of(day: date) -> date:
    """Return the day on which a day's week begins."""
    return day - timedelta(days=day.weekday())
