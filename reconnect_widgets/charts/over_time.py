"""A scale over time, with a word at every point."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import fmean

from markupsafe import Markup

from .figure import LETTER, REMARK, day_labels, number, rows_of, short_day, svg

MOST_POINTS = 42
"""Dots that are still told apart on a phone."""

LONG_GAP = 14
"""Days without an answer after which the line is broken: nobody knows how it was in between."""

MOST_WORDED = 7
"""Steps of a scale up to which each has its word on the axis; beyond, ends and middle have."""

Point = tuple[date, float]


def thin(points: Sequence[Point], most: int = MOST_POINTS) -> tuple[list[Point], int]:
    """Return at most so many points in order of time, and how many days each one stands for.

    Of several points on one day the last one counts. Where there are too many days, equal stretches
    of days are averaged, each at its middle answered day.
    """
    by_day = dict(sorted(points, key=lambda point: point[0]))
    if len(by_day) <= most:
        return list(by_day.items()), 1
    start = next(iter(by_day))
    each = -(-((max(by_day) - start).days + 1) // most)
    stretches: dict[int, list[Point]] = {}
    for day, value in by_day.items():
        stretches.setdefault((day - start).days // each, []).append((day, value))
    return [
        (part[len(part) // 2][0], fmean(v for _, v in part)) for part in stretches.values()
    ], each


def line_chart(points: Sequence[Point], *, title: str, levels: Sequence[str]) -> Markup:
    """Draw one scale over time.

    ``points`` are days with a value from 0 to ``len(levels) - 1``; ``levels`` are the words of the
    points of the scale from the lowest up (an empty word leaves its line out). Long stretches
    without an answer are dotted. No points give no drawing.
    """
    drawn, each = thin(points)
    if not drawn:
        return Markup("")
    top = len(levels) - 1
    shown = range(top + 1) if top < MOST_WORDED else (0, top // 2, top)
    folded = [rows_of(words) if i in shown else [""] for i, words in enumerate(levels)]
    tallest = max(len(rows) for rows in folded)
    step = max(2.2, 1.15 * tallest + 0.3) if top < MOST_WORDED else 1.2
    height = step * top
    remark = "" if each == 1 else f"each dot: {each} days"
    body = (
        _levels(folded, step)
        + lines(*places_of(drawn, each, top), height)
        + day_labels(min(points)[0], max(points)[0], height + 2.5, remark=remark)
    )
    tall = height + 3.1 + (REMARK if remark else 0)
    gutter = max(len(row) for rows in folded for row in rows) * LETTER + 1.1
    return svg(title, describe(drawn, levels, each), body, height=tall, gutter=gutter)


def places_of(
    drawn: Sequence[Point], each: int, top: int
) -> tuple[list[tuple[float, float]], list[bool]]:
    """Return where each point lies in a square of a thousand, and after which the line is broken."""
    start, span = drawn[0][0], max(1, (drawn[-1][0] - drawn[0][0]).days)
    across = [500.0 if len(drawn) == 1 else (day - start).days / span * 1000 for day, _ in drawn]
    places = [(x, (top - value) / top * 1000) for x, (_, value) in zip(across, drawn, strict=True)]
    gaps = [
        later - earlier > timedelta(days=max(LONG_GAP, 2 * each))
        for (earlier, _), (later, _) in pairwise(drawn)
    ]
    return places, gaps


def _levels(folded: Sequence[list[str]], step: float) -> Markup:
    parts = Markup("")
    for index, rows in enumerate(reversed(folded)):
        if rows == [""]:
            continue
        y = 0.8 + index * step
        parts += Markup('<line class="rc-chart-grid" x2="100%" y1="{0}em" y2="{0}em"/>').format(
            number(y)
        )
        for place, row in enumerate(rows):
            down = y + 0.35 + (place - (len(rows) - 1) / 2) * 1.15
            parts += Markup('<text x="-.9em" y="{}em" text-anchor="end">{}</text>').format(
                number(down), row
            )
    return parts


def lines(
    places: Sequence[tuple[float, float]],
    gaps: Sequence[bool],
    height: float,
    *,
    y: float = 0.8,
    dots: bool = True,
) -> Markup:
    """Return the line, its gaps and its dots, stretched to the plot without stretching the pen.

    Without ``dots`` there is one at the latest point, and where a point stands alone.
    """
    said = [f"{number(x)} {number(down)}" for x, down in places]
    line = gap = ""
    for (here, after), is_gap in zip(pairwise(said), gaps, strict=False):
        piece = f"M{here}L{after}"
        line, gap = (line, gap + piece) if is_gap else (line + piece, gap)
    is_alone = [before and after for before, after in pairwise((True, *gaps, True))]
    dotted = "".join(
        f"M{here}h0" for here, alone in zip(said, is_alone, strict=True) if dots or alone
    )
    last = f"M{said[-1]}h0"
    paths = [("gap", gap), ("line", line), ("dots", dotted), ("dots rc-chart-last", last)]
    return Markup(
        '<svg y="{}em" height="{}em" viewBox="0 0 1000 1000" preserveAspectRatio="none"'
        ' overflow="visible">{}</svg>'
    ).format(
        number(y),
        number(height),
        Markup("").join(
            Markup('<path class="rc-chart-{}" d="{}"/>').format(name, path)
            for name, path in paths
            if path
        ),
    )


def describe(drawn: Sequence[Point], levels: Sequence[str], each: int) -> str:
    """Say in a sentence or two what a line goes from and to."""

    def words(value: float) -> str:
        return levels[int(value + 0.5)] or number(value)

    first, latest = drawn[0], drawn[-1]
    if len(drawn) == 1:
        return f"{short_day(first[0], year=True)}: {words(first[1])}."
    remark = f" Each dot is the average of {each} days." if each > 1 else ""
    return (
        f"From {words(first[1])} on {short_day(first[0], year=True)} to {words(latest[1])} on "
        f"{short_day(latest[0], year=True)}, {len(drawn)} dots.{remark}"
    )
