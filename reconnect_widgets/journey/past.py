"""The answers as they stood at the end of an earlier day, and what the readiness rules said then."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from ..answers import Answer
from ..given_record import GivenRecord
from ..readiness import read_readiness
from ..record import Record

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("not_yet", "nearly", "ready")


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


class PastRecord(GivenRecord):
    """A record that knows nothing of later days; the holds are those that were in force then."""

    def __init__(self, past: Past, day: date) -> None:
        """Look back from the end of ``day``."""
        super().__init__((), day)
        self._past = past

    def history(self, question: str) -> list[Answer]:
        """Return every answer up to that day, oldest first."""
        return self._past.until(question, self.today)


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
        reading = read_readiness(PastRecord(past, day))
        if reading:
            met = sum(bool(rule.met) for rule in reading.rules)
            rows.append((day, reading.kind, KINDS.index(reading.kind), met, len(reading.rules)))
    table = pd.DataFrame(rows, columns=["day", "kind", "level", "met", "rules"])
    table["day"] = pd.to_datetime(table["day"]).astype("datetime64[ns]")
    kinds = {"kind": "str", "level": "float64", "met": "int64", "rules": "int64"}
    return table.astype(kinds)
