"""Moments one after the other: how strong something was at first, and how strong afterwards."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from .figure import day_labels, key, number, short_day, svg

MOST_MOMENTS = 30
"""Moments that are still told apart on a phone; the latest ones are drawn."""

MOST = 10
"""The strongest; no strength at all is 0."""

TALL = 9.0
Moment = tuple[date, int, int | None]


def before_after(moments: Sequence[Moment], *, title: str, words: tuple[str, str]) -> Markup:
    """Draw the latest moments in their order: how strong at first (dot) and afterwards (ring).

    ``moments`` are days with two numbers from 0 to :data:`MOST`; the second may be missing.
    ``words`` say what the two are.
    """
    drawn = list(moments)[-MOST_MOMENTS:]
    if not drawn:
        return Markup("")
    body = Markup("")
    for value in (MOST, MOST // 2, 0):
        body += Markup(
            '<line class="rc-chart-grid" x2="100%" y1="{0}em" y2="{0}em"/>'
            '<text x="-1.1em" y="{1}em" text-anchor="end">{2}</text>'
        ).format(number(_down(value)), number(_down(value) + 0.35), value)
    for index, (_, strong, after) in enumerate(drawn):
        body += _moment((index + 0.5) / len(drawn) * 100, strong, after)
    body += day_labels(drawn[0][0], drawn[-1][0], TALL + 2.5)
    marks = key(("dot", words[0]), ("ring", words[1]))
    return marks + svg(title, _describe(drawn), body, height=TALL + 3.1, gutter=2.8)


def _down(value: int) -> float:
    return 0.8 + (MOST - value) / MOST * TALL


def _moment(x: float, strong: int, after: int | None) -> Markup:
    across, high = number(x), number(_down(strong))
    dot = Markup('<circle class="rc-chart-full" cx="{}%" cy="{}em" r="{}em"/>')
    if after is None:
        return dot.format(across, high, ".36")
    low = number(_down(after))
    return Markup(
        '<line class="rc-chart-stem" x1="{0}%" x2="{0}%" y1="{1}em" y2="{2}em"/>'
        '<circle class="rc-chart-ring" cx="{0}%" cy="{2}em" r=".36em"/>{3}'
    ).format(across, high, low, dot.format(across, high, ".36" if strong != after else ".17"))


def _describe(drawn: Sequence[Moment]) -> str:
    return "; ".join(
        f"{short_day(day)}: {strong}" + ("" if after is None else f", then {after}")
        for day, strong, after in drawn
    )
