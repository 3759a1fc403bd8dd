"""A scale over time in a few lines: for small multiples, and smaller still beside a sentence."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from .figure import REMARK, number, rows_of, short_day, svg
from .over_time import Point, describe, lines, places_of, thin

TALL = 3.4
BENEATH = TALL + 2.9

LETTERS = 26
"""Letters that have room in a row of a small drawing."""


def sparkline(points: Sequence[Point], *, title: str, levels: Sequence[str]) -> Markup:
    """Draw a scale between the words of its two ends; days with a value from 0, in their order."""
    drawn, each = thin(points)
    if not drawn:
        return Markup("")
    line = Markup('<line class="rc-chart-grid" x2="100%" y1="{0}em" y2="{0}em"/>')
    body = line.format(1.6) + line.format(number(1.6 + TALL))
    body += Markup('<text y="1em">{}</text><text y="{}em">{}</text>').format(
        *rows_of(levels[-1], LETTERS, 1), number(BENEATH), *rows_of(levels[0], LETTERS, 1)
    )
    body += _stroke(drawn, each, len(levels) - 1, y=1.6, height=TALL)
    days = _days(min(points)[0], max(points)[0])
    room = LETTERS - len(days) - 1  # for the word beside them
    at = next((y for y, word in ((BENEATH, levels[0]), (1, levels[-1])) if len(word) <= room), 0)
    body += Markup('<text x="100%" y="{}em" text-anchor="end">{}</text>').format(
        number(at or BENEATH + REMARK), days
    )
    tall = BENEATH + (0.4 if at else 0.4 + REMARK)
    return svg(title, describe(drawn, levels, each), body, height=tall)


def small_line(points: Sequence[Point], most: int) -> Markup:
    """Draw a scale as a mere picture beside a sentence that says what it shows."""
    drawn, each = thin(points, 24)
    body = Markup('<line class="rc-chart-grid" x2="100%" y1="2.7em" y2="2.7em"/>') + _stroke(
        drawn, each, most, y=0.3, height=2.4
    )
    return picture(body)


def small_bars(shares: Sequence[float], marked: int = -1) -> Markup:
    """Draw shares from 0 to 1 as bars beside a sentence; the marked one is full, all are with none."""
    width = 100 / max(7, len(shares))
    body = Markup("")
    for place, share in enumerate(shares):
        name = "full" if marked in (-1, place) else "empty"
        body += Markup(
            '<rect class="rc-chart-{}" x="{}%" width="{}%" y="{}em" height="{}em"/>'
        ).format(
            name,
            number((place + 0.2) * width),
            number(width * 0.6),
            number(2.7 - 2.4 * share),
            number(max(0.08, 2.4 * share)),
        )
    return picture(body)


def small_share(some: int, of: int) -> Markup:
    """Draw how many of so many as one bar beside a sentence."""
    return picture(
        Markup(
            '<rect class="rc-chart-empty" width="100%" y="1em" height="1em"/>'
            '<rect class="rc-chart-full" width="{}%" y="1em" height="1em"/>'
        ).format(number(some / of * 100))
    )


def picture(body: Markup) -> Markup:
    """Return a small drawing that says nothing which does not stand beside it in words."""
    return Markup(
        '<svg class="rc-chart-plot rc-chart-small" aria-hidden="true" style="height:3em">{}</svg>'
    ).format(body)


def _stroke(drawn: Sequence[Point], each: int, top: int, *, y: float, height: float) -> Markup:
    return lines(*places_of(drawn, each, top), height, y=y, dots=False)


def _days(first: date, latest: date) -> str:
    """Say from when to when."""
    year = first.year != latest.year
    words = short_day(first, year=year)
    return words if first == latest else f"{words} – {short_day(latest, year=year)}"
