"""What page 01 shows of the quiet time: its days, contact against the limit, the urges.

Totals and trends, no streaks: a slip takes nothing away. No pandas here: the page opens fast.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from markupsafe import Markup

from ..answers.answer import Answer
from ..charts import MOST_MOMENTS, before_after, early, figure, short_day, span_strip, weekly_bars
from ..days import is_over, last_day, monday_of
from ..journey.readings import read_limit, read_relief, read_weeks
from ..prompts import day_in, say_day
from ..rules.record import ROWS_READ, Record, day_of
from ..words import say_span
from . import view

NEEDED = ("Beyond what is needed", "Needed", "Not said")
STILL_COUNTS = " What they asked of you, if anything, still counts."
LEFT_OUT = " Weeks in which you wrote nothing in this workbook are left out."
Week = tuple[date, Sequence[int]]
LEAST_WEEKS = 2
"""Weeks from which bars say more than a sentence."""


@view
def days_of_quiet(record: Record, start: str = "space.start", weeks: str = "space.weeks") -> Markup:
    """Show how far the quiet time has come: ``start`` asks its first day, ``weeks`` its length."""
    first = day_in(record.value(start))
    if first is None:
        return early(
            "Once your space plan has a first day, you will see here how far along your quiet time is."
        )
    total = (record.value(weeks) or 0) * 7
    gone = (record.today - first).days + 1
    if gone < 1:
        when = f"in {say_span(1 - gone)}" if gone else "tomorrow"
        return early(f"Your quiet time starts on {say_day(first)}, {when}.")
    if not total:
        return early(
            f"Your quiet time started on {say_day(first)}. With a number of weeks, you also see "
            "how much is left."
        )
    end = last_day(first, total)
    title = "Your quiet time"
    year = first.year != end.year
    strip = span_strip(
        gone, total, title=title, ends=(short_day(first, year=year), short_day(end, year=year))
    )
    rows = [("First day", say_day(first)), ("Last day", say_day(end))]
    if not is_over(end, record.today):
        rows.append(("Today", f"day {gone}"))
    said = _say_quiet(gone, total, end, record)
    return figure(strip, said, ("What", "When"), rows, title=title)


def _say_quiet(gone: int, total: int, end: date, record: Record) -> str:
    if is_over(end, record.today):
        asked = "" if "fear" in record.holds else STILL_COUNTS
        return f"The time that you set ended on {say_day(end)}. You can set more of it.{asked}"
    if record.today == end:
        return f"This is day {gone}, the last of the {total} days that you set."
    return f"This is day {gone} of {total}. The quiet time that you set ends on {say_day(end)}."


@view
def contact_against_limit(
    record: Record, log: str = "contact.log", limit: str = "space.limit"
) -> Markup:
    """Show contact by week beside the reader's own limit of contacts beyond what is needed."""
    rows = record.entries(log)
    if not rows:
        return early(
            "When you log a contact, you will see here how the weeks compare with your own limit."
        )
    days = Counter((day_of(row), _need(row.value)) for row in rows)
    weeks = by_week(days, record.today)
    aim = record.value(limit)
    known, left_out = weeks_known(weeks, record)
    first = min(day for day, _ in days)
    sentence = read_limit(known, aim, first, record.today) + left_out + say_latest(rows)
    title = "Contact by week"
    there = [i for i in range(3) if i < 1 or any(counts[i] for _, counts in weeks)]
    names = [NEEDED[i] for i in there]
    drawn = [(monday, [counts[i] for i in there]) for monday, counts in weeks]
    words = "" if aim is None else f"Your limit for contact beyond what is needed: {aim} a week"
    bars = weekly_bars(drawn, title=title, series=names, limit=aim, limit_words=words)
    return figure(bars, sentence, ("Week", *names), table_of(drawn), title=title)


@view
def urges_over_time(record: Record, log: str = "urge.log") -> Markup:
    """Show urges by week, and how strong each was at first and ten minutes later."""
    rows = record.entries(log)
    if not rows:
        return early(
            "When you log an urge, you will see here how often they come and how they go. "
            "Logging one is already doing something other than writing."
        )
    days = Counter((day_of(row), 0) for row in rows)
    weeks = [(monday, counts[:1]) for monday, counts in by_week(days, record.today)]
    known, left_out = weeks_known(weeks, record)
    first = min(day for day, _ in days)
    counted = read_weeks(known, first, record.today, "urge", "urges") + left_out + say_latest(rows)
    shown = early(counted, title="Urges by week")
    if len(weeks) >= LEAST_WEEKS:
        title = "Urges by week"
        bars = weekly_bars(weeks, title=title, series=["Urges"])
        shown = figure(bars, counted, ("Week", "Urges logged"), table_of(weeks), title=title)
    return shown + _strengths(rows)


def _strengths(rows: Iterable[Answer]) -> Markup:
    rated = [row for row in sorted(rows, key=day_of) if "strength" in row.value]
    moments = [(day_of(row), row.value["strength"], row.value.get("after")) for row in rated]
    if not moments:
        return Markup("")
    title = "How strong, and ten minutes later"
    drawing = before_after(moments, title=title, words=("at first", "ten minutes later"))
    shown = moments[-MOST_MOMENTS:]
    sentence = read_relief(moments)
    if len(shown) < len(moments):
        sentence += f" The latest {len(shown)} of {len(moments)} are drawn."
    table = [(say_day(day), strong, "" if after is None else after) for day, strong, after in shown]
    return figure(
        drawing, sentence, ("Day", "At first (0–10)", "Ten minutes later"), table, title=title
    )


def table_of(weeks: Iterable[tuple[date, Sequence[object]]]) -> list[tuple[object, ...]]:
    """Return the rows of a table of weeks, by their Mondays, with what was counted in each."""
    return [(f"Week of {say_day(monday)}", *counts) for monday, counts in weeks]


def say_latest(rows: Sequence[Answer]) -> str:
    """Say that a log is so long that only its latest rows are counted; nothing for a shorter one."""
    return (
        f" Of this long log, the latest {ROWS_READ:,} are counted."
        if len(rows) >= ROWS_READ
        else ""
    )


def weeks_known(weeks: Sequence[Week], record: Record) -> tuple[list[tuple[date, int]], str]:
    """Leave out whole weeks in which nothing at all was written, and say so: their count is not none.

    ``weeks`` are Mondays with counts, and what is returned has the first of these. Whoever was away has
    logged nothing, whatever happened.
    """
    this = monday_of(record.today)
    silent = {monday for monday, (count, *_) in weeks if not count and monday < this}
    away = silent - record.answers.weeks_written(silent) if silent else set()
    known = [(monday, count) for monday, (count, *_) in weeks if monday not in away]
    return known, LEFT_OUT if away else ""


def by_week(days: Mapping[tuple[date, int], int], today: date) -> list[tuple[date, list[int]]]:
    """Add up what was counted in three parts, by day and part, for each week from the first one to this one."""
    counts: Counter[tuple[date, int]] = Counter()
    for (day, part), count in days.items():
        counts[monday_of(day), part] += count
    first = min(monday for monday, _ in counts)
    last = max(monday_of(today), *(monday for monday, _ in counts))
    weeks = [first + timedelta(days=7 * i) for i in range((last - first).days // 7 + 1)]
    return [(monday, [counts[monday, i] for i in range(3)]) for monday in weeks]


def _need(row: dict[str, Any]) -> int:
    """Return which of :data:`NEEDED` a contact is; looking at a profile never has to be."""
    return {"no": 0, "yes": 1}.get(
        row.get("necessary", ""), 0 if row.get("way") == "profile" else 2
    )
