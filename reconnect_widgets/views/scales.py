"""Every scale as a small multiple: the check-in day by day, and what the pages asked, then and now.

pandas comes with :mod:`reconnect_widgets.journey.frames`, which is imported only when a view is
drawn, so that no other page waits for it.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from ..charts import cells, early, sparkline, tables
from ..prompts import say_day
from ..rules.record import Record
from ..words import counted
from . import view
from .glance import nearest, said_as, upper
from .pages import page_title

if TYPE_CHECKING:
    from ..journey.series import Series

FIRST = 6
"""Scales that are shown at once, those that moved most; the others come when they are asked for."""

BY_DAY = 35
"""Days up to which a table has a row for each, as for the last four weeks; else one for each week."""

MOST_ROWS = 104

CHANCE = 1 / 20
"""How likely a change may be by noise alone before its figure says that it can be; for so many days."""

DAYS = 14


@view
def day_by_day(record: Record) -> Markup:
    """Show the scales of the daily check-in side by side."""
    there = [series for series in _series(record) if series.is_of_checkin]
    if not there:
        return early("After your first check-in, each of its lines begins here.")
    table = tables([("Day by day", *_days(there))])
    return cells(map(_cell, there), table, name="figures-days")


@view
def then_and_now(record: Record) -> Markup:
    """Show every other scale that was answered on two days, the one that moved most first."""
    there = (series for series in _series(record) if not series.is_of_checkin)
    moved = sorted(
        (series for series in there if len(series.dates) > 1), key=lambda one: -abs(one.share)
    )
    if not moved:
        return early(
            "With answers on two different days, the first and the latest appear here side by side."
        )
    head = ("Question", "Page", "First", "Latest", "Days")
    table = tables([("Then and now", head, map(_row, moved))])
    shown = cells(map(_cell, moved[:FIRST]), table, name="figures-scales")
    if len(moved) > FIRST:
        rest = cells(map(_cell, moved[FIRST:]), Markup(""))
        count = len(moved) - FIRST
        shown += Markup(
            '<details class="rc-more rc-rest"><summary>{} that moved less</summary>{}</details>'
        ).format(counted(count, "question"), rest)
    return shown


def scale_charts(record: Record) -> dict[str, Markup]:
    """Return the chart of each scale that can be drawn by its question, to stand beneath its words."""
    return {
        series.question: _cell(series, titled=False)
        for series in _series(record)
        if len(series.dates) > 1
    }


def read_series(series: "Series") -> Markup:
    """Say where a scale was and where it is, and whether that may well be chance."""
    before, after = series.ends
    days = len(series.dates)
    if days == 1:
        word = said_as(series.levels[int(after)])
        return Markup("{} on {}, one day so far").format(word, say_day(series.dates[0]))
    was, now = said_as(nearest(before, series.levels)), said_as(nearest(after, series.levels))
    said = Markup("{} in the first and the latest answers").format(now)
    if (series.values == series.values[0]).all():
        said = Markup("{} every time").format(now)
    elif was != now:
        said = Markup("{}, then {}").format(was, now)
        if days >= DAYS and not series.goes_one_way:
            said += "; it went up and down in between"
        elif days >= DAYS and series.chance > CHANCE:
            said += "; this can be chance"
    if series.other:
        earlier = counted(series.other, "earlier answer was", "earlier answers were")
        said += f". {earlier} given on a scale with other points, and not drawn"
    return said


def _cell(series: "Series", *, titled: bool = True) -> Markup:
    """Draw one scale, as far as it was asked with as many points as last time."""
    points = list(zip(series.dates, series.values.tolist(), strict=True))
    title = Markup('<p class="rc-chart-title">{}</p>').format(series.words)
    said = upper(read_series(series))
    return Markup(
        '<figure class="rc-chart rc-cell" id="figure-{}">{}{}<figcaption>{}.</figcaption></figure>'
    ).format(
        series.question,
        title if titled else "",
        sparkline(points, title=series.words, levels=series.levels),
        said,
    )


def _days(there: Sequence["Series"]) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
    """Return the head and the rows of a table with a column for each scale, the latest row first."""
    import pandas as pd

    first, when = "Day", "{}"
    columns = {one.question: pd.Series(one.values, one.days) for one in there}
    table = pd.DataFrame(columns).sort_index()
    if len(table) > BY_DAY:
        first, when = "Week, and the answer nearest to its average", "Week of {}"
        table = table.resample("W-MON", closed="left", label="left").mean().dropna(how="all")
    latest = table.iloc[::-1][:MOST_ROWS]
    rows = zip(latest.index, latest.to_numpy().tolist(), strict=True)
    return (first, *(one.words for one in there)), [
        (when.format(say_day(day)), *map(_nearest, averages, there)) for day, averages in rows
    ]


def _nearest(average: float, series: "Series") -> str:
    return "" if average != average else nearest(average, series.levels)


def _row(series: "Series") -> tuple[object, ...]:
    first, latest = (series.levels[int(series.values[place])] for place in (0, -1))
    return (
        series.words,
        page_title(series.page),
        f"{first} ({say_day(series.dates[0])})",
        f"{latest} ({say_day(series.dates[-1])})",
        len(series.dates),
    )


def _series(record: Record) -> list["Series"]:
    from ..journey.series import series_of

    return series_of(record)
