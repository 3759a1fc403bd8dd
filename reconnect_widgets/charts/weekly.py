"""Bars for weeks: how many of something, told apart by pattern, beside a limit if there is one."""

from collections.abc import Sequence
from datetime import date
from statistics import fmean

from markupsafe import Markup

from .figure import REMARK, day_labels, key, number, short_day, svg

MOST_BARS = 26
"""Bars that are still told apart on a phone: half a year."""

MOST_NUMBERED = 13
"""Bars that have room for a number above them on a phone."""

TALL = 8.0
PATTERNS = ("full", "hatched", "empty")
Week = tuple[date, Sequence[float]]


def thin_weeks(weeks: Sequence[Week]) -> tuple[list[Week], int]:
    """Return at most :data:`MOST_BARS`, and how many weeks each one is the average of."""
    each = max(1, -(-len(weeks) // MOST_BARS))
    parts = [weeks[start : start + each] for start in range(0, len(weeks), each)]
    return [
        (part[0][0], [fmean(n) for n in zip(*(w[1] for w in part), strict=True)]) for part in parts
    ], each


def weekly_bars(
    weeks: Sequence[Week],
    *,
    title: str,
    series: Sequence[str],
    limit: float | None = None,
    limit_words: str = "",
) -> Markup:
    """Draw a bar for each week, its parts one on the other.

    ``weeks`` are Mondays, in order and without a gap, with a count for each of at most three
    ``series``. With many weeks a bar is the average of several, so a weekly ``limit`` stays true.
    """
    if not weeks:
        return Markup("")
    drawn, each = thin_weeks(weeks)
    most = max([1.0, limit or 0, *(sum(counts) for _, counts in drawn)])
    base = TALL + 1.6
    body = Markup("")
    for index, (_, counts) in enumerate(drawn):
        body += _bar(index, counts, len(drawn), most, base, numbered=len(drawn) <= MOST_NUMBERED)
    body += Markup('<line class="rc-chart-floor" x2="100%" y1="{0}em" y2="{0}em"/>').format(
        number(base)
    )
    if limit is not None:
        body += Markup('<line class="rc-chart-limit" x2="100%" y1="{0}em" y2="{0}em"/>').format(
            number(base - limit / most * TALL)
        )
    if len(drawn) > MOST_NUMBERED:
        body += _most(most, base)
    remark = "" if each == 1 else f"each bar: the average of {each} weeks"
    body += day_labels(drawn[0][0], drawn[-1][0], base + 1.5, remark=remark)
    marks = [(PATTERNS[i], words) for i, words in enumerate(series)] if len(series) > 1 else []
    marks += [("limit", limit_words)] if limit is not None else []
    return (key(*marks) if marks else Markup("")) + svg(
        title,
        _describe(drawn, series, each),
        body,
        height=base + 2 + (REMARK if remark else 0),
        gutter=0 if len(drawn) <= MOST_NUMBERED else 2.8,
    )


def _bar(
    index: int, counts: Sequence[float], of: int, most: float, base: float, *, numbered: bool
) -> Markup:
    width = min(100 / of * 0.66, 9.0)
    left = (index + 0.5) * 100 / of - width / 2
    parts, floor = Markup(""), base
    for pattern, count in zip(PATTERNS, counts, strict=False):
        tall = count / most * TALL
        floor -= tall
        if not count:
            continue
        fill = Markup(' fill="url(#{hatch})"') if pattern == "hatched" else Markup("")
        parts += Markup(
            '<rect class="rc-chart-{}"{} x="{}%" width="{}%" y="{}em" height="{}em"/>'
        ).format(pattern, fill, number(left), number(width), number(floor), number(tall))
    if numbered:
        parts += Markup(
            '<text class="rc-chart-count" x="{}%" y="{}em" text-anchor="middle">{}</text>'
        ).format(number(left + width / 2), number(floor - 0.4), number(sum(counts)))
    return parts


def _most(most: float, base: float) -> Markup:
    return Markup(
        '<line class="rc-chart-grid" x2="100%" y1="{0}em" y2="{0}em"/>'
        '<text x="-.8em" y="{1}em" text-anchor="end">{2}</text>'
        '<text x="-.8em" y="{3}em" text-anchor="end">0</text>'
    ).format(number(base - TALL), number(base - TALL + 0.35), number(round(most, 1)), number(base))


def _describe(drawn: Sequence[Week], series: Sequence[str], each: int) -> str:
    def counts_of(counts: Sequence[float]) -> str:
        named = zip(series, counts, strict=True)
        return ", ".join(f"{words.lower()} {count:.3g}" for words, count in named)

    remark = f"Each bar is the average of {each} weeks. " if each > 1 else ""
    return (
        remark
        + "; ".join(f"week of {short_day(week)}: {counts_of(counts)}" for week, counts in drawn)
        + "."
    )
