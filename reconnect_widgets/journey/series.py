"""Each scale as one series of days: what sparklines, weekdays and sentences are made of."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from ..rules.record import Record
from .certainty import chance_of_change, is_steady
from .frames import scale_days_of
from .once import once
from .period import since

ENOUGH = 6
"""Days from which the first third of them is compared with the last."""

MOST_DAYS = 28
"""Days that such a third has at most: how somebody is lately is not how they were for most of a year."""


@dataclass(frozen=True, eq=False)
class Series:
    """One scale, as far as it was asked with as many points as last time; oldest day first."""

    question: str
    page: str
    words: str
    levels: tuple[str, ...]
    days: "np.ndarray[Any, np.dtype[np.datetime64]]"
    values: "np.ndarray[Any, np.dtype[np.float64]]"
    other: int
    """Answers that were given on a scale with other points, and do not count."""

    @property
    def is_of_checkin(self) -> bool:
        """Whether the check-in of each day asks it, and no page."""
        return self.question.startswith("checkin.")

    @cached_property
    def dates(self) -> list[date]:
        """Its days, as days of the calendar."""
        return list(self.days.astype("datetime64[D]").tolist())

    @cached_property
    def chance(self) -> float:
        """How likely noise alone changes as much; see :func:`.certainty.chance_of_change`."""
        return chance_of_change(self.values) if self.goes_one_way else 1.0

    @cached_property
    def goes_one_way(self) -> bool:
        """Whether its days go the way that its ends do, and not down after they went up."""
        return is_steady(self.values, self.share)

    @property
    def third(self) -> int:
        """How many days are averaged at either end; with fewer than six days, one."""
        return min(len(self.values) // 3, MOST_DAYS) if len(self.values) >= ENOUGH else 1

    @cached_property
    def ends(self) -> tuple[float, float]:
        """Where it was and where it is: averages of the first and the last third of the days."""
        return float(self.values[: self.third].mean()), float(self.values[-self.third :].mean())

    @property
    def lately(self) -> date:
        """The middle one of the last days: before a long pause, they are no news, whatever came after."""
        return self.dates[-(self.third + 1) // 2]

    @property
    def share(self) -> float:
        """How much of the whole scale lies between the two, down from nothing."""
        before, after = self.ends
        return (after - before) / max(len(self.levels) - 1, 1)


@once
def series_of(record: Record) -> list[Series]:
    """Return each scale of a record in the period that is looked at, by page, oldest first."""
    days = scale_days_of(record)
    if (first := since(record)) is not None:
        days = days[days["day"] >= np.datetime64(first, "ns")]
    if not len(days):
        return []
    questions, when = days["question"].to_numpy(), days["day"].to_numpy()
    values, current = days["value"].to_numpy(), days["current"].to_numpy(dtype=bool)
    words, points, pages = (days[name].to_numpy() for name in ("words", "points", "page"))
    begins = np.flatnonzero(np.append(True, questions[1:] != questions[:-1]))
    found = []
    for begin, end in zip(begins, np.append(begins[1:], len(days)), strict=True):
        same = np.flatnonzero(current[begin:end]) + begin
        if len(same):
            last = same[-1]
            levels = tuple(json.loads(points[last]))
            other = int(end - begin - len(same))
            found.append(
                Series(
                    str(questions[last]),
                    str(pages[last]),
                    str(words[last]),
                    levels,
                    when[same],
                    values[same],
                    other,
                )
            )
    return found
