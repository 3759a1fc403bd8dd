"""The answers as they stood at the end of an earlier day, and what the readiness rules said then."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, get_args

from ..answers.answer import Answer
from ..rules.readiness import Ready, read_readiness
from ..rules.record import Record
from ..rules.snapshot import Snapshot

if TYPE_CHECKING:
    import pandas as pd

KINDS = get_args(Ready)


class Past:
    """The answers by their days: read once, however many days are looked back at."""

    def __init__(self, now: Record) -> None:
        self._now = now
        self._read: dict[str, tuple[list[Answer], list[date]]] = {}

    def until(self, question: str, day: date) -> list[Answer]:
        """Return every answer to a question up to the end of a day, oldest first."""
        if question not in self._read:
            answers = sorted(self._now.history(question), key=lambda answer: answer.day)
            self._read[question] = answers, [answer.day for answer in answers]
        answers, days = self._read[question]
        return answers[: bisect_right(days, day)]

    def on(self, day: date) -> Record:
        """Return the record at the end of a day; the holds are those that were in force then."""
        return Record(_Then(self, day), day)


class _Then(Snapshot):
    """Answers of which nothing is known that came later than a day."""

    def __init__(self, past: Past, day: date) -> None:
        super().__init__()
        self._past = past
        self._day = day

    def history(self, question: str) -> list[Answer]:
        return self._past.until(question, self._day)


def readiness_by_day(record: Record, days: Iterable[date]) -> "pd.DataFrame":
    """Return what the readiness rules said on these days, as the answers stood then.

    Columns: ``day`` (datetime), ``kind`` (str: ``not_yet``, ``nearly`` or ``ready``), ``level``
    (float: its place from 0 to 2), ``met`` and ``rules`` (int). Days before the first question
    of the page was answered are left out.
    """
    import pandas as pd

    rows = []
    past = Past(record)
    for day in sorted(set(days)):
        reading = read_readiness(past.on(day))
        if reading:
            met = sum(bool(rule.met) for rule in reading.rules)
            rows.append((day, reading.kind, KINDS.index(reading.kind), met, len(reading.rules)))
    table = pd.DataFrame(rows, columns=["day", "kind", "level", "met", "rules"])
    table["day"] = pd.to_datetime(table["day"]).astype("datetime64[ns]")
    kinds = {"kind": "str", "level": "float64", "met": "int64", "rules": "int64"}
    return table.astype(kinds)
