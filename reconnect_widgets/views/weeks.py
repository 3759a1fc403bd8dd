"""Urges and contact by week, counted from the logs of page 01; no streaks, only counts."""

from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup

from ..charts import early, figure, weekly_bars
from ..journey import readings
from ..prompts import say_day
from ..record import Record
from . import View

if TYPE_CHECKING:
    import pandas as pd

BEGAN = {"me": "I began", "they": "They began", "other": "Not said"}


def urges_by_week(log: str = "urge.log") -> View:
    """Show how many urges were logged in each week, and how strong they were on average."""

    def view(record: Record) -> Markup:
        from ..journey.frames import frame_of, log_by_week, log_rows

        rows = log_rows(frame_of(record), log, ["strength", "after"])
        if rows.empty:
            return early("Urges that you log on page 1 are counted here by week.")
        table = log_by_week(rows, record.today, mean=["strength"])
        weeks = _weeks(table, ["count"])
        title = "Urges by week"
        drawing = weekly_bars(weeks, title=title, series=["Urges"])
        strengths = ["" if value != value else f"{value:.1f}" for value in table["mean strength"]]
        cells = [
            (f"Week of {say_day(week)}", *counts, strength)
            for (week, counts), strength in zip(weeks, strengths, strict=True)
        ]
        counted = [(week, sum(counts)) for week, counts in weeks]
        sentence = readings.read_weeks(counted, record.today, "urge", "urges")
        head = ("Week", "Urges logged", "Average strength (0–10)")
        return figure(drawing, sentence, head, cells, title=title)

    return view


def contact_by_week(log: str = "contact.log") -> View:
    """Show how many contacts were logged in each week, told apart by who began."""

    def view(record: Record) -> Markup:
        from ..journey.frames import frame_of, log_by_week, log_rows

        rows = log_rows(frame_of(record), log, ["began"])
        if rows.empty:
            return early("Contact that you log on page 1 is counted here by week.")
        table = log_by_week(rows, record.today, split="began", keys=["me", "they"])
        there = [key for key in BEGAN if key != "other" or table[key].any()]
        weeks = _weeks(table, there)
        title = "Contact by week"
        names = [BEGAN[key] for key in there]
        drawing = weekly_bars(weeks, title=title, series=names)
        counted = [(week, sum(counts)) for week, counts in weeks]
        sentence = readings.read_weeks(counted, record.today, "contact", "contacts")
        cells = [(f"Week of {say_day(week)}", *counts) for week, counts in weeks]
        return figure(drawing, sentence, ("Week", *names), cells, title=title)

    return view


def _weeks(table: "pd.DataFrame", columns: list[str]) -> list[tuple[date, list[int]]]:
    mondays = table.index.to_series().dt.date
    return list(zip(mondays, table[columns].to_numpy().tolist(), strict=True))
