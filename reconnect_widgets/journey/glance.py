"""What the answers add up to: changes, the hardest weekday, urges and contact, each with its chance.

All of them are looked at together, and only what stands then (:func:`.certainty.beyond_noise`) is
called a change. The rest is a plain count of what was written. Nothing here is HTML or a sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from ..days import EPOCH, monday_in, week_of
from ..rules.record import Record
from .certainty import (
    Values,
    beyond_noise,
    chance_of_change,
    chance_of_most,
    chance_of_share,
    chance_of_weekday,
    is_steady,
)
from .frames import frame_of
from .lines import CHECKIN, Line
from .logs import rows_of
from .once import once
from .series import Series, series_of

if TYPE_CHECKING:
    import pandas as pd

DAYS = 14
"""Days of a scale from which *no clear change* is more than *too early to tell*."""

SMALLEST = 1 / 16
"""The share of a scale, a quarter of a step of five, below which a change is none however sure it is."""

WEEKS = 6
"""Whole weeks of a log from which its count is looked at for a change, and which a third has at most."""

URGES = 5
CONTACTS = 4
TIMES = 4
"""Times that something was done before it is compared with all else that was."""


@dataclass(frozen=True)
class Weekday:
    """The weekday that differs most from the days around it."""

    weekday: int
    harder: bool
    times: int
    averages: Sequence[float]
    """How hard each weekday was beside the others, from 0 to 1, Monday first."""


@dataclass(frozen=True)
class Urges:
    """Urges with both numbers, and what was done after which they fell most."""

    times: int
    weaker: int
    did: str = ""
    did_times: int = 0
    did_weaker: int = 0
    shares: Sequence[float] = ()
    """How strong they were on average at first and afterwards, from 0 to 1."""


@dataclass(frozen=True)
class Contact:
    """Who began, where it was said."""

    mine: int
    theirs: int
    weeks: int


@dataclass(frozen=True)
class Counted:
    """Something that was logged, by whole weeks, and the middle ones of their first and last third."""

    weeks: Sequence[int]
    before: float
    after: float
    lately: date
    """The last day of the middle one of the last third."""


@dataclass
class Glance:
    """What was found; ``stands`` names what noise alone would hardly show, the surest first."""

    changes: dict[str, tuple[Line | None, Series]] = field(default_factory=dict)
    days: int = 0
    """Days with a check-in."""
    weekday: Weekday | None = None
    urges: Urges | None = None
    rate: Counted | None = None
    contact: Contact | None = None
    stands: list[str] = field(default_factory=list)
    """Ids of scales, and ``weekday``, ``did``, ``rate`` and ``began``."""

    @property
    def tells_weekdays(self) -> bool:
        """Whether any weekday has days around it with which it can be compared."""
        return self.weekday is None or self.weekday.times > 0


def look(record: Record, urges: str = "urge.log", contact: str = "contact.log") -> Glance:
    """Look at all answers of a record, once, in the period that its reader chose."""
    return _look(record, urges, contact)


@once
def _look(record: Record, urges: str, contact: str) -> Glance:
    found, chances = Glance(), dict[str, float]()
    known = {series.question: series for series in series_of(record)}
    checkins = [(one, known[one.question]) for one in CHECKIN if one.question in known]
    found.days = len(np.unique(np.concatenate([s.days for _, s in checkins]))) if checkins else 0
    if found.days >= DAYS:
        found.changes = {one.question: (one, series) for one, series in checkins}
        found.weekday, chances["weekday"] = _weekday(checkins)
    else:  # the pages' own scales are many: they are looked at where there are no check-ins
        named = {one.question: one for one in CHECKIN}
        found.changes = {q: (named.get(q), series) for q, series in known.items()}
    for question, (_, series) in found.changes.items():
        if abs(series.share) >= SMALLEST:
            chances[question] = series.chance
    if len(rows := rows_of(record, urges)):
        found.urges, chances["did"] = _urges(rows)
        written = frame_of(record)["day"].unique()
        found.rate, chances["rate"] = _rate(rows, written, record.today)
    if len(rows := rows_of(record, contact)):
        found.contact, chances["began"] = _contact(rows)
    names = [name for name, chance in chances.items() if chance < 1]
    there = beyond_noise([chances[name] for name in names])
    standing = [name for name, stands in zip(names, there, strict=True) if stands]
    found.stands = sorted(standing, key=lambda name: chances[name])
    return found


def _weekday(checkins: Sequence[tuple[Line, Series]]) -> tuple[Weekday, float]:
    """Look at all scales of the check-in together: how hard each day was beside the others."""
    days = np.concatenate([series.days.astype("datetime64[D]") for _, series in checkins])
    hard = np.concatenate([_hardness(one, series) for one, series in checkins])
    when, place = np.unique(days.astype("int64"), return_inverse=True)
    value = np.bincount(place, hard) / np.bincount(place)
    from_monday = (when + 3).astype("float64")  # the epoch was a Thursday
    chance, weekday, by, times = chance_of_weekday(from_monday, value)
    each = [value[from_monday % 7 == one] for one in range(7)]
    means = np.array([one.mean() if len(one) else np.nan for one in each])
    low, high = np.nanmin(means), np.nanmax(means)
    shares = np.nan_to_num((means - low) / (high - low or 1)) * 0.85 + 0.15
    return Weekday(weekday, by > 0, times, shares.tolist()), chance


def _hardness(one: Line, series: Series) -> Values:
    apart: Values = (series.values - series.values.mean()) / (len(series.levels) - 1)
    return apart if one.hard == "up" else -apart


def _urges(rows: "pd.DataFrame") -> tuple[Urges | None, float]:
    """Look at urges with both numbers; a fall is compared among urges that were as strong."""
    before = rows["strength"].to_numpy("float64", na_value=np.nan)
    after = rows["after"].to_numpy("float64", na_value=np.nan)
    both = ~(np.isnan(before) | np.isnan(after))
    before, after, did = before[both], after[both], rows["did"].to_numpy("object")[both]
    if len(before) < URGES:
        return None, 1.0
    weaker = after < before
    shares = (float(before.mean()) / 10, float(after.mean()) / 10)
    whole = Urges(len(before), int(weaker.sum()), shares=shares)
    fall = before - after
    strong = before - before.mean()
    alike = fall - (strong @ fall) / ((strong @ strong) or 1) * strong
    often = [key for key in set(did) if isinstance(key, str) and (did == key).sum() >= TIMES]
    compared = [(chance_of_most(alike, did == key), key) for key in sorted(often)]
    if len(compared) < 2:
        return whole, 1.0
    chance, best = min(compared)
    mine = did == best
    if any(alike[did == key].mean() > alike[mine].mean() for key in often):
        return whole, 1.0
    most = Urges(whole.times, whole.weaker, best, int(mine.sum()), int(weaker[mine].sum()), shares)
    return most, min(1.0, chance * len(compared))


def _rate(rows: "pd.DataFrame", written: Any, today: date) -> tuple[Counted | None, float]:
    """Count a log by whole weeks, from that of its first row to the one before this.

    Weeks without a day that was ``written`` on are left out: the reader was away.
    """
    days = rows["day"].to_numpy("datetime64[D]").astype("int64")
    this = week_of((today - EPOCH).days)
    weeks = week_of(days)
    weeks = weeks[weeks < this]
    if not len(weeks):
        return None, 1.0
    there = week_of(np.asarray(written, "datetime64[D]").astype("int64"))
    known = np.union1d(weeks, there[(there >= weeks.min()) & (there < this)])
    if len(known) < WEEKS:
        return None, 1.0
    counts = np.bincount(np.searchsorted(known, weeks), minlength=len(known))
    third = min(len(counts) // 3, WEEKS)
    before, after = float(np.median(counts[:third])), float(np.median(counts[-third:]))
    values = counts.astype("float64")
    chance = chance_of_change(values) if is_steady(values, after - before) else 1.0
    lately = EPOCH + timedelta(days=int(monday_in(known[-(third + 1) // 2])) + 6)
    return Counted(counts.tolist(), before, after, lately), chance


def _contact(rows: "pd.DataFrame") -> tuple[Contact | None, float]:
    """Count who began; looking at a profile is contact for the one who looks alone."""
    began: Any = rows["began"].where(rows["way"] != "profile").to_numpy("object")
    mine, theirs = int((began == "me").sum()), int((began == "they").sum())
    counted = (began == "me") | (began == "they")
    days = rows["day"].to_numpy("datetime64[D]").astype("int64")[counted]
    weeks = len(np.unique(week_of(days)))
    if mine + theirs < CONTACTS or weeks < 2:
        return None, 1.0
    return Contact(mine, theirs, weeks), chance_of_share(mine, mine + theirs)
