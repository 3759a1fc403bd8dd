"""What goes together: what helped, which weekdays differ, readiness over time.

pandas is imported only when there is something to work out, so that a page with an empty log does
not wait for it.
"""

import json
from typing import Any

from markupsafe import Markup

from ..charts import Track, early, figure, key, line_chart, tracks
from ..journey import sentences
from ..prompts import say_day
from ..record import Record
from . import View

MOST_DAYS = 180
"""Days on which the readiness rules are read again; the latest ones."""

READINESS = {"not_yet": "Not yet", "nearly": "Nearly", "ready": "Ready to try"}


def what_helped(log: str = "urge.log") -> View:
    """Show which actions go with an urge that is weaker ten minutes later."""

    def view(record: Record) -> Markup:
        rows = record.entries(log)
        title = "What goes with a weaker urge"
        if len(rows) < 3:
            return early(sentences.read_helped([]), title=title)
        from ..journey.frames import frame_of, log_rows
        from ..journey.patterns import relief_by_action

        table = relief_by_action(
            log_rows(frame_of(record), log, ["did", "strength", "after"])
        ).to_dict("records")
        options = rows[-1].options.get("did", {}).get("options", {})
        named = [(str(options.get(row["did"], row["did"])), row) for row in table]
        sentence = sentences.read_helped(
            [(words, row["times"], row["fall"], row["weaker"]) for words, row in named]
        )
        if not named:
            return early(sentence, title=title)
        drawing = key(("ring", "at first"), ("dot", "ten minutes later")) + tracks(
            [_action(words, row) for words, row in named], most=10, ends=("0", "10")
        )
        head = ("What you did", "Times", "At first", "Ten minutes later", "Times weaker")
        cells = [
            (words, row["times"], f"{row['before']:.1f}", f"{row['after']:.1f}", row["weaker"])
            for words, row in named
        ]
        return figure(drawing, sentence, head, cells, title=title)

    return view


def _action(words: str, row: Any) -> Track:
    said = f"{row['before']:.1f}, then {row['after']:.1f}; {row['times']} times"
    return Track(words, said, place=row["after"], start=row["before"])


def weekdays(of: str = "checkin.") -> View:
    """Show each scale of the daily check-in by weekday, where three answers or more are there."""

    def view(record: Record) -> Markup:
        from ..journey.frames import scale_days_of
        from ..journey.patterns import scales_by_weekday

        days = scale_days_of(record)
        table = scales_by_weekday(days[days["question"].str.startswith(of)])
        shown = [_by_weekday(of_one) for _, of_one in table.groupby("question", sort=False)]
        if not any(shown):
            return early(f"{sentences.read_weekdays([], [])} A few weeks of check-ins are enough.")
        return Markup("").join(shown)

    return view


def _by_weekday(table: Any) -> Markup:
    """Draw one scale by weekday, or nothing where only one weekday has enough answers."""
    if len(table) < 2:
        return Markup("")
    title, levels = str(table["words"].iloc[0]), json.loads(table["points"].iloc[0])
    rows = table.to_dict("records")
    items = [
        Track(
            sentences.WEEKDAYS[row["weekday"]],
            f"{_near(row['average'], levels)}, {row['times']} answers",
            row["average"],
        )
        for row in rows
    ]
    sentence = sentences.read_weekdays([(row["weekday"], row["average"]) for row in rows], levels)
    cells = [
        (item.words, row["times"], f"{row['average'] + 1:.1f}")
        for item, row in zip(items, rows, strict=True)
    ]
    head = ("Weekday", "Answers", f"Average, from 1 to {len(levels)}")
    drawing = tracks(items, most=len(levels) - 1, ends=(levels[0], levels[-1]))
    return figure(drawing, sentence, head, cells, title=title)


def _near(average: float, levels: list[str]) -> str:
    return f"around “{levels[min(len(levels) - 1, int(average + 0.5))]}”"


def readiness_over_time(of: str = "ready.") -> View:
    """Show what the readiness rules said on each day on which their questions were answered."""

    def view(record: Record) -> Markup:
        from ..journey.frames import begins_with, frame_of
        from ..journey.past import readiness_by_day

        frame = frame_of(record)
        asked = frame[begins_with(frame["question"], of)]
        answered = sorted(moment.date() for moment in asked["day"].unique())
        table = readiness_by_day(record, answered[-MOST_DAYS:])
        days = [moment.date() for moment in table["day"]]
        words = [READINESS[kind] for kind in table["kind"]]
        title = "Readiness, as the rules read it"
        sentence = sentences.read_readiness_days(list(zip(days, words, strict=True)))
        if len(days) < 2:
            return early(sentence, title=title)
        points = list(zip(days, table["level"], strict=True))
        drawing = line_chart(points, title=title, levels=tuple(READINESS.values()))
        met = [f"{m} of {n}" for m, n in zip(table["met"], table["rules"], strict=True)]
        cells = list(zip(map(say_day, days), words, met, strict=True))
        return figure(drawing, sentence, ("Day", "Reading", "Rules met"), cells, title=title)

    return view
