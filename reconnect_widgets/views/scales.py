"""Every scale over time, and its first answer beside its latest, page by page.

pandas comes with :mod:`reconnect_widgets.journey.frames`, which is imported only when a view is
drawn, so that no other page waits for it.
"""

import json
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ..charts import Pair, early, figure, is_drawn, line_chart, paired_dots, thin
from ..journey import readings
from ..prompts import say_day
from ..record import Record
from . import View
from .pages import page_title

if TYPE_CHECKING:
    import pandas as pd


def scales_over_time(leave_out: str = "checkin.") -> View:
    """Show every scale over time, page by page and folded, but those that ``leave_out`` begins."""

    def view(record: Record) -> Markup:
        days = _days(record)
        if leave_out:
            days = days[~days["question"].str.startswith(leave_out)]
        if days.empty:
            return early(
                "Each page asks how you are. As you answer, every scale is drawn here as a line."
            )
        shown = Markup("")
        for page, of_page in days.groupby("page"):
            charts = map(_scale, (one for _, one in of_page.groupby("question", sort=False)))
            shown += Markup('<details class="rc-more"{}><summary>{}</summary>{}</details>').format(
                "" if shown else " open", page_title(str(page)), Markup("").join(charts)
            )
        return shown

    return view


def checkins_over_time(*questions: str, of: str = "checkin.") -> View:
    """Show these scales of the daily check-in in this order, or all whose id begins with ``of``."""

    def view(record: Record) -> Markup:
        days = _days(record)
        mine = days[days["question"].str.startswith(of)]["question"].unique().tolist()
        there = [days[days["question"] == question] for question in questions or mine]
        shown = Markup("").join(_scale(of_one) for of_one in there if len(of_one))
        return shown or early("After your first check-in, each of its lines begins here.")

    return view


def scale_charts(record: Record) -> dict[str, Markup]:
    """Return the chart of each scale that can be drawn by its question, to stand beneath its words."""
    charts = {
        str(question): _scale(of_one, titled=False)
        for question, of_one in _days(record).groupby("question", sort=False)
    }
    return {question: chart for question, chart in charts.items() if is_drawn(chart)}


def _scale(days: "pd.DataFrame", *, titled: bool = True) -> Markup:
    """Draw one scale, as far as it was asked with the same points as last time."""
    same = days[days["current"]]
    points = list(zip(same["day"].dt.date, same["value"], strict=True))
    levels, title = json.loads(same["points"].iloc[-1]), str(same["words"].iloc[-1])
    sentence = readings.read_scale(points, levels)
    if len(same) < len(days):
        sentence += (
            f" {_earlier(len(days) - len(same))} on a scale with other points, and not drawn."
        )
    if len(points) < 2:
        return early(sentence, title=title)
    drawn, each = thin(points)
    table = [(say_day(day), levels[int(value + 0.5)]) for day, value in drawn]
    head = (
        ("Day", "Answer")
        if each == 1
        else (f"{each} days around", "Average, to the nearest answer")
    )
    return figure(
        line_chart(points, title=title, levels=levels),
        sentence,
        head,
        table,
        title=title if titled else "",
    )


def first_and_latest() -> View:
    """Show each scale on its first and on its latest day, page by page."""

    def view(record: Record) -> Markup:
        from ..journey.frames import first_and_latest as compare

        table = compare(_days(record))
        pairs = table[table["days"] >= 2]
        if pairs.empty:
            return early(
                f"{readings.TOO_EARLY}. With answers on two different days, the first and the "
                "latest stand here side by side."
            )
        shown = Markup("")
        for page, of_page in pairs.groupby("page"):
            sentence = readings.read_pairs(list(of_page["change"]), list(of_page["days"]))
            drawn = [_pair(row) for row in of_page.to_dict("records")]
            rows = [
                (
                    pair.words,
                    f"{pair.levels[pair.first]} ({say_day(pair.first_day)})",
                    f"{pair.levels[pair.latest]} ({say_day(pair.latest_day)})",
                )
                for pair in drawn
            ]
            shown += figure(
                paired_dots(drawn),
                sentence,
                ("Question", "First", "Latest"),
                rows,
                title=page_title(str(page)),
            )
        return shown

    return view


def _pair(row: Any) -> Pair:
    return Pair(
        words=row["words"],
        levels=json.loads(row["points"]),
        first=int(row["first"]),
        latest=int(row["latest"]),
        first_day=row["first_day"].date(),
        latest_day=row["latest_day"].date(),
    )


def _days(record: Record) -> "pd.DataFrame":
    from ..journey.frames import scale_days_of

    return scale_days_of(record)


def _earlier(count: int) -> str:
    return f"{count} earlier {'answer was' if count == 1 else 'answers were'} given"
