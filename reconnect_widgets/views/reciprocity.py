"""Who begins contact, who asks how the other is, and how it goes. No pandas: pages 05, 07 and 10 show it."""

from collections import Counter
from typing import Any

from markupsafe import Markup

from ..charts import early, figure, weekly_bars
from ..journey import readings, sentences
from ..journey.period import since
from ..rules.record import Record, day_of
from . import view
from .space import by_week, say_latest, table_of

BOTH = ("me", "they")
NAMES = ("You began", "They began")


@view
def reciprocity(record: Record, log: str = "contact.log", *, of_period: bool = False) -> Markup:
    """Show who began contact, week by week, who asked how the other is, and how it went.

    Looking at a profile is left out: it is contact for the one who looks and none for the other.
    ``of_period`` leaves out what lies before the period that the reader chose on page 13. Whoever has a
    hold that closes contact is not told that both of them begin it.
    """
    if record.closing:
        return Markup("")
    logged = record.entries(log)
    if of_period and (first := since(record)):
        logged = [row for row in logged if day_of(row) >= first]
    rows = [row for row in logged if row.value.get("way") != "profile"]
    begun = [row for row in rows if row.value.get("began") in BOTH]
    if not begun:
        return early("Contact that you log on “Give them space” shows here who begins.")
    days = Counter((day_of(row), BOTH.index(row.value["began"])) for row in begun)
    parts = by_week(days, record.today)
    weeks = [(monday, counts[:2]) for monday, counts in parts]
    mine, theirs = (sum(counts[who] for _, counts in weeks) for who in (0, 1))
    there = sum(1 for _, counts in weeks if any(counts))
    sentence = sentences.read_reciprocity(mine, theirs, there)
    title = "Who begins"
    if sentence.startswith(readings.TOO_EARLY):
        return early(sentence, title=title)
    said = (
        sentence,
        sentences.read_asked(_given(rows, "asked")),
        _how_it_went(rows),
        say_latest(logged),
    )
    drawing = weekly_bars(weeks, title=title, series=NAMES)
    words = " ".join(part.strip() for part in said if part)
    return figure(
        drawing, words, ("Week", *NAMES), table_of(weeks), title=title, name="figures-contact"
    )


def _given(rows: Any, field: str) -> list[Any]:
    return [row.value[field] for row in rows if field in row.value]


def _how_it_went(rows: Any) -> str:
    levels = [words for key, words in rows[-1].words_of("went").items() if key.isdigit()]
    went = [float(point) for point in _given(rows, "went") if isinstance(point, int)]
    return sentences.read_warmth(went, levels) if levels else ""
