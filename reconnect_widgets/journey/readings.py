"""One-sentence readings of a chart, in plain words that never say more than the answers allow.

The rules, the same everywhere:

- **Too early to tell** with fewer than two different days, and for a comparison of weeks with fewer
  than four whole weeks.
- **A change in a weekly count** compares the latest whole weeks with as many before them. The week
  in which the log was begun is not whole. Under half a time a week is *about as many*; what weeks
  differ by anyway *can be chance*; *clearly* takes half as many again.

There are no odds and no scores, and nothing is called good or bad: the reader knows which it is.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from math import sqrt
from statistics import fmean, variance

from ..words import counted, listed

TOO_EARLY = "Too early to tell"
WEEKS_FOR_A_TREND = 4


def read_weeks(
    weeks: Sequence[tuple[date, int]], first: date, today: date, one: str, many: str
) -> str:
    """Read a count by week (Mondays in order), the first of them logged on the day ``first``.

    ``one`` and ``many`` name what is counted. Weeks in which the reader was away are not among the
    weeks: see :func:`.views.space.weeks_known`.
    """
    total = sum(count for _, count in weeks)
    if not total:
        return f"{TOO_EARLY}: no {many} logged yet."
    whole = _whole(weeks, first, today)
    logged = f"{counted(total, one, many)} logged"
    if len(whole) < WEEKS_FOR_A_TREND:
        return f"{logged} so far. {TOO_EARLY} which way it goes: that takes four whole weeks."
    half = min(len(whole) // 2, 8)
    earlier, later = whole[-2 * half : -half], whole[-half:]
    before, after = fmean(earlier), fmean(later)
    some = _count(half).lower()
    stretch = f"In the latest {some} whole weeks there were"
    if abs(after - before) < 1 / 2:
        return (
            f"{logged}. {stretch} about as many as in the {some} before ({_short(after)} a week)."
        )
    said = (
        f"{'more' if after > before else 'fewer'} than in the {some} before "
        f"({_short(after)} a week, {_short(before)} before)"
    )
    if abs(after - before) < 2 * _noise(earlier, later):
        return f"{logged}. {stretch} {said}; this can be chance."
    much = "clearly" if max(before, after) >= 1.5 * min(before, after) else "a little"
    return f"{logged}. {stretch} {much} {said}."


def _whole(weeks: Sequence[tuple[date, int]], first: date, today: date) -> list[int]:
    return [count for monday, count in weeks if first <= monday <= today - timedelta(days=7)]


def _noise(earlier: Sequence[int], later: Sequence[int]) -> float:
    """Return how far two averages of as many weeks lie apart by chance (their standard error).

    Weeks vary at least as counts do that come one by one (Poisson), and more where they come in bursts.
    """
    bursts = (variance(map(float, earlier)) + variance(map(float, later))) / 2
    return sqrt(2 * max(bursts, fmean([*earlier, *later])) / len(later))


def read_relief(moments: Sequence[tuple[date, int, int | None]]) -> str:
    """Read how strong urges were some minutes later; counts only, since a log proves no cause."""
    both = [(strong, after) for _, strong, after in moments if after is not None]
    if len({day for day, _, after in moments if after is not None}) < 2 or len(both) < 3:
        return (
            f"{TOO_EARLY} how urges go on: that takes three with both numbers, on two days or more."
        )
    weaker = sum(after < strong for strong, after in both)
    stronger = sum(after > strong for strong, after in both)
    same = len(both) - weaker - stronger
    parts = [f"weaker {_times(weaker)}"] + [
        f"{words} {_times(count)}"
        for words, count in (("as strong", same), ("stronger", stronger))
        if count
    ]
    return f"Of {len(both)} urges with both numbers, ten minutes later it was {listed(parts)}."


def read_limit(
    beyond: Sequence[tuple[date, int]], limit: int | None, first: date, today: date
) -> str:
    """Read contact beyond what is necessary against the reader's own limit, without blame."""
    this_week = next(
        (n for monday, n in reversed(beyond) if monday <= today < monday + timedelta(days=7)), 0
    )
    said = f"This week so far: {_contacts(this_week)} beyond what is needed."
    if limit is None:
        return f"{said} You have not set a limit, so this is only what you logged."
    said += f" Your limit is {limit} a week."
    if this_week > limit:
        said += (
            " Some weeks are like that; what came just before may be worth a line in your notes."
        )
    if whole := _whole(beyond, first, today):
        within = sum(count <= limit for count in whole)
        weeks = counted(len(whole), "whole week")
        said += f" Of {weeks} before, {within} stayed within it."
    return said


def read_progress(states: Sequence[str]) -> str:
    """Read how far the pages are; ``states`` are ``done``, ``open``, ``held`` or nothing."""
    done, begun, held = (states.count(state) for state in ("done", "open", "held"))
    others = [f"{count} {state}" for count, state in ((begun, "begun"), (held, "on hold")) if count]
    said = ", ".join(filter(None, (f"{_pages(done)} done for now", " and ".join(others))))
    return f"{said}. Any order is fine, and so is stopping."


def _count(number: int) -> str:
    words = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight")
    return words[number] if number < len(words) else str(number)


def _times(number: int) -> str:
    return {0: "not once", 1: "once", 2: "twice"}.get(number, f"{number} times")


def _contacts(number: int) -> str:
    return {0: "no contact", 1: "1 contact"}.get(number, f"{number} contacts")


def _pages(number: int) -> str:
    return f"{_count(number)} {'page' if number == 1 else 'pages'}"


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
