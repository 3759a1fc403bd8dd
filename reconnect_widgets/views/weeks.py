"""Urges by week, counted from the log of page 01; no streaks, only counts."""

from markupsafe import Markup

from ..charts import early, figure, weekly_bars
from ..journey import readings
from ..prompts import say_day
from ..rules.record import Record
from . import View, view
from .space import weeks_known


@view
def urges_by_week(record: Record, log: str = "urge.log") -> Markup:
    """Show how many urges were logged in each week, and how strong they were on average."""
    from ..journey.frames import log_by_week
    from ..journey.logs import rows_of

    rows = rows_of(record, log)
    if rows.empty:
        return early("Urges that you log on page 1 are counted here by week.")
    table = log_by_week(rows, record.today, mean=["strength"])
    mondays = table.index.to_series().dt.date
    weeks = [(monday, [count]) for monday, count in zip(mondays, table["count"], strict=True)]
    title = "Urges by week"
    drawing = weekly_bars(weeks, title=title, series=["Urges"])
    strengths = ["" if value != value else f"{value:.1f}" for value in table["mean strength"]]
    cells = [
        (f"Week of {say_day(week)}", *counts, strength)
        for (week, counts), strength in zip(weeks, strengths, strict=True)
    ]
    known, left_out = weeks_known(weeks, record)
    sentence = readings.read_weeks(known, record.today, "urge", "urges") + left_out
    head = ("Week", "Urges logged", "Average strength (0–10)")
    return figure(drawing, sentence, head, cells, title=title, name="figures-urges")


@view
def side_by_side(record: Record, *views: View) -> Markup:
    """Show these views beside each other where there is room."""
    shown = [drawn for one in views if (drawn := one(record))]
    return Markup('<div class="rc-beside">{}</div>').format(Markup("").join(shown))
