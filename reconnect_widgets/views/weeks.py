"""Urges by week, counted from the log of page 01; no streaks, only counts."""

from collections import Counter

from markupsafe import Markup

from ..charts import early, figure, weekly_bars
from ..journey import readings
from ..prompts import say_day
from ..rules.record import Record
from . import View, view
from .space import by_week, weeks_known


@view
def urges_by_week(record: Record, log: str = "urge.log") -> Markup:
    """Show how many urges were logged in each week, and how strong they were on average."""
    import pandas as pd

    from ..journey.logs import rows_of

    rows = rows_of(record, log)
    if rows.empty:
        return early("Urges that you log on “Give them space” are counted here by week.")
    mondays = rows["day"].dt.to_period("W").dt.start_time.dt.date
    days = Counter((monday, 0) for monday in mondays)
    weeks = [(monday, counts[:1]) for monday, counts in by_week(days, record.today)]
    title = "Urges by week"
    drawing = weekly_bars(weeks, title=title, series=["Urges"])
    means = pd.to_numeric(rows["strength"], errors="coerce").groupby(mondays).mean().dropna()
    average = means.map("{:.1f}".format).to_dict()
    cells = [(f"Week of {say_day(week)}", *counts, average.get(week, "")) for week, counts in weeks]
    known, left_out = weeks_known(weeks, record)
    first = rows["day"].min().date()
    sentence = readings.read_weeks(known, first, record.today, "urge", "urges") + left_out
    head = ("Week", "Urges logged", "Average strength (0–10)")
    return figure(drawing, sentence, head, cells, title=title, name="figures-urges")


@view
def side_by_side(record: Record, *views: View) -> Markup:
    """Show these views beside each other where there is room."""
    shown = [drawn for one in views if (drawn := one(record))]
    return Markup('<div class="rc-beside">{}</div>').format(Markup("").join(shown))
