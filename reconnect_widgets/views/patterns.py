"""What goes together: what helped, which weekdays differ, readiness over time.

pandas is imported only when there is something to work out, so that a page with an empty log does
not wait for it.
"""

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ..charts import Track, early, figure, key, line_chart, shades, tracks
from ..journey import sentences
from ..journey.lines import CHECKIN
from ..prompts import say_day
from ..rules.record import Record
from . import view
from .glance import CONTACT_ITSELF, upper
from .readings import READINESS

if TYPE_CHECKING:
    from ..journey.series import Series

MOST_DAYS = 180
"""Days on which the readiness rules are read again; the latest ones."""

AVERAGES = "On average"


@view
def what_helped(record: Record, log: str = "urge.log") -> Markup:
    """Show which actions go with an urge that is weaker ten minutes later."""
    rows = record.entries(log)
    title = "What goes with a weaker urge"
    if len(rows) < 3:
        return early(sentences.read_helped([]), title=title)
    from ..journey.logs import rows_of
    from ..journey.patterns import relief_by_action

    table = relief_by_action(rows_of(record, log)).to_dict("records")
    options = rows[-1].words_of("did")
    named = [(options.get(row["did"], row["did"]), row) for row in table]
    instead = [one for one in named if one[1]["did"] not in CONTACT_ITSELF]
    if not instead and not any(row["fall"] > 0 for row in table):
        instead = named  # none of them is praised
    sentence = sentences.read_helped(
        [(words, row["times"], row["fall"], row["weaker"]) for words, row in instead]
    )
    if not named:
        return early(sentence, title=title)
    drawing = key(("dot", "at first"), ("ring", "ten minutes later")) + tracks(
        [_action(words, row) for words, row in named], most=10, ends=("0", "10")
    )
    head = ("What you did", "Times", "At first", "Ten minutes later", "Times weaker")
    cells = [
        (words, row["times"], f"{row['before']:.1f}", f"{row['after']:.1f}", row["weaker"])
        for words, row in named
    ]
    return figure(drawing, sentence, head, cells, title=title)


def _action(words: str, row: Any) -> Track:
    said = f"{row['before']:.1f}, then {row['after']:.1f}; {row['times']} times"
    return Track(words, said, place=row["after"], start=row["before"])


@view
def weekdays(record: Record) -> Markup:
    """Show each scale of the check-in by weekday, the stronger the color the higher."""
    from ..journey.glance import look
    from ..journey.patterns import by_weekday
    from ..journey.series import series_of

    table = [(series, by_weekday(series)) for series in series_of(record) if series.is_of_checkin]
    table = [(series, days) for series, days in table if sum(map(bool, days)) > 1]
    if not table:
        return early(sentences.WEEKDAYS_EARLY)
    glance = look(record)
    found = glance.weekday if "weekday" in glance.stands else None
    named = (found.weekday, found.harder) if found else None
    names = {one.question: one.name for one in CHECKIN}
    rows = [
        (
            upper(Markup.escape(names.get(series.question, series.words))),
            [_shade(series, day) for day in days],
        )
        for series, days in table
    ]
    drawing = shades([day[:3] for day in sentences.WEEKDAYS], rows, title=AVERAGES)
    said = sentences.read_weekday(named, glance.days, is_told=glance.tells_weekdays)
    return Markup('<div id="figures-weekdays"><p>{}</p>{}</div>').format(said, drawing)


def _shade(series: "Series", day: tuple[int, float] | None) -> tuple[str, float]:
    if day is None:
        return "", 0.0
    average = day[1]
    return series.levels[int(average + 0.5)], average / (len(series.levels) - 1)


@view
def readiness_over_time(record: Record) -> Markup:
    """Show what the readiness rules said on each day on which their questions were answered."""
    from ..journey.frames import begins_with, frame_of
    from ..journey.past import readiness_by_day

    frame = frame_of(record)
    asked = frame[begins_with(frame["question"], "ready.")]
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
