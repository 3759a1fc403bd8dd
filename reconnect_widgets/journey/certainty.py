"""How sure a change, a weekday or an action can be: how often noise alone would show as much.

Each function takes plain numpy arrays and returns a share from 0 to 1, the ``chance``: of a hundred
readers whose days only go up and down, so many would show as much or more. :func:`beyond_noise`
takes all of them together, since whoever looks at many things finds something in any of them.
Days that follow each other are alike, so a change is measured with fewer days than there are.
"""

from collections.abc import Sequence
from math import comb, erfc, sqrt
from typing import Any

import numpy as np

Values = np.ndarray[Any, np.dtype[np.float64]]

FALSE_ALARMS = 0.02
"""How often noise alone may show anything at all; with the noise itself estimated, about one in 20."""

MOST_VALUES = 180
"""Values that are compared each with each; of more, equal stretches are averaged first."""

MOST_ALIKE = 0.95
MOST_WEEKS = 104
FEWEST_AROUND = 3
"""Answered days within three days of a day, from which it can be told apart from them."""

SIGNS = 4095
ALL_SIGNS_UP_TO = 11
"""Weeks up to which every way of turning their signs is tried, and not only so many."""


def chance_of_change(values: Values) -> float:
    """Return how likely noise alone rises or falls as steadily as these values, oldest first.

    Mann (1945) and Kendall (1975), with the correction of their variance for values of which each
    is like the one before (Yue and Wang 2004, *Water Resources Management* 18, 201-218): that
    likeness is estimated about the line of best fit, and lifted for how few values there are.
    """
    values = _thinned(values)
    n = len(values)
    if n < 5:
        return 1.0
    rises = _rises(values)
    _, ties = np.unique(values, return_counts=True)
    variance = (n * (n - 1) * (2 * n + 5) - float((ties * (ties - 1) * (2 * ties + 5)).sum())) / 18
    if variance <= 0:
        return 1.0
    spread = sqrt(variance * _inflation(_likeness(values), n))
    return _two_sided(max(0.0, abs(rises) - 1) / spread)


def is_steady(values: Values, move: float) -> bool:
    """Say whether values go the way that one number says, such as the difference of their ends."""
    return _rises(_thinned(values)) * move > 0


def _rises(values: Values) -> float:
    later, earlier = np.triu_indices(len(values), 1)[::-1]
    return float(np.sign(values[later] - values[earlier]).sum())


def _thinned(values: Values) -> Values:
    each = -(-len(values) // MOST_VALUES)
    if each <= 1:
        return values
    parts = np.array_split(values, len(values) // each)
    return np.array([float(part.mean()) for part in parts])


def _likeness(values: Values) -> float:
    """Return how much each value is like the one before it, apart from a steady change."""
    n = len(values)
    places = np.arange(n) - (n - 1) / 2
    rest = values - values.mean() - (places @ values) / (places @ places) * places
    size = float(rest @ rest)
    found = float(rest[1:] @ rest[:-1]) / size if size > 0 else 0.0
    return min(MOST_ALIKE, max(0.0, (n * found + 2) / (n - 4)))


def _inflation(likeness: float, n: int) -> float:
    lags = np.arange(1, n)
    return float(1 + 2 * ((1 - lags / n) * likeness**lags).sum())


def chance_of_weekday(days: Values, values: Values) -> tuple[float, int, float, int]:
    """Return the weekday that differs most from the days around it, and how likely by noise alone.

    ``days`` count from any Monday. Returns the chance, the weekday (Monday is 0), by how much it
    differs on average, and on how many days that rests. Each day is compared with the three before
    and after it, so a steady change makes no weekday special. The signs of whole weeks are turned
    (Fisher's randomization; Good 2005, *Permutation, Parametric and Bootstrap Tests of Hypotheses*),
    and the largest of seven is compared with the largest of seven (Westfall and Young 1993).
    """
    apart = _beside_their_days(days, values)
    counted = (~np.isnan(apart)).sum(axis=0)
    weeks = np.nan_to_num(apart)
    size = np.sqrt((weeks**2).sum(axis=0))
    there = size > 0
    if len(weeks) < 5 or not there.any():
        return 1.0, 0, 0.0, 0
    scaled = weeks[:, there] / size[there]
    found = scaled.sum(axis=0)
    largest = np.abs(_signs(len(weeks)) @ scaled).max(axis=1)
    place = int(np.abs(found).argmax())
    weekday = int(np.flatnonzero(there)[place])
    chance = float((largest >= abs(found[place]) - 1e-9).mean())
    times = int(counted[weekday])
    return chance, weekday, float(weeks[:, weekday].sum() / times), times


def _beside_their_days(days: Values, values: Values) -> Values:
    """Return by how much each day differs from those around it, a row for each week."""
    first = int(days.min()) // 7 * 7
    first = max(first, int(days.max()) // 7 * 7 - 7 * (MOST_WEEKS - 1))
    values, days = values[days >= first], days[days >= first]
    length = (int(days.max()) - first) // 7 * 7 + 7
    sums, known = np.zeros(length + 6), np.zeros(length + 6)
    places = days.astype("int64") - first + 3
    sums[places], known[places] = values, 1
    window = np.ones(7)
    around = np.convolve(sums, window, "valid") - sums[3:-3]
    count = np.convolve(known, window, "valid") - known[3:-3]
    apart: Values = sums[3:-3] - around / np.maximum(count, 1)
    apart[(known[3:-3] == 0) | (count < FEWEST_AROUND)] = np.nan
    return np.asarray(apart, dtype="float64").reshape(-1, 7)


def _signs(weeks: int) -> Values:
    """Return ways of turning the signs of weeks, the way that they are first among them."""
    if weeks <= ALL_SIGNS_UP_TO:
        turned = np.arange(2**weeks)[:, None] >> np.arange(weeks) & 1
    else:
        chance = np.random.default_rng(weeks)  # the same answers give the same words
        turned = chance.integers(0, 2, (SIGNS + 1, weeks))
        turned[0] = 0
    return np.where(turned, -1.0, 1.0)


def chance_of_most(values: Values, is_one: "np.ndarray[Any, np.dtype[np.bool_]]") -> float:
    """Return how likely noise alone puts these values so far above the others.

    The rank sum of Mann and Whitney (1947), one-sided, with its correction for ties.
    """
    n, ones = len(values), int(is_one.sum())
    others = n - ones
    if not ones or not others:
        return 1.0
    _, place, ties = np.unique(values, return_inverse=True, return_counts=True)
    ranks: Values = (np.cumsum(ties) - (ties - 1) / 2)[place]
    above = float(ranks[is_one].sum()) - ones * (n + 1) / 2
    tied = float((ties**3 - ties).sum()) / (n * (n - 1))
    variance = ones * others / 12 * (n + 1 - tied)
    if variance <= 0:
        return 1.0
    return _two_sided(max(0.0, above - 0.5) / sqrt(variance)) / 2.0


def chance_of_share(some: int, of: int) -> float:
    """Return how likely a fair coin falls so unevenly (the exact sign test, two-sided)."""
    few = min(some, of - some)
    if of > MOST_VALUES:
        return _two_sided(max(0.0, of / 2 - few - 0.5) / sqrt(of / 4))
    return min(1.0, sum(comb(of, k) for k in range(few + 1)) / float(2 ** (of - 1)))


def beyond_noise(chances: Sequence[float]) -> list[bool]:
    """Say which of these stand when all of them were looked at (Holm 1979)."""
    stands = [False] * len(chances)
    for place, index in enumerate(sorted(range(len(chances)), key=lambda i: chances[i])):
        if chances[index] > FALSE_ALARMS / (len(chances) - place):
            break
        stands[index] = True
    return stands


def _two_sided(z: float) -> float:
    return float(erfc(z / sqrt(2)))
