"""The answers as they stood at the end of an earlier day, and what the readiness rules said then."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from ..answers import Answer
from ..readiness import read_readiness
from ..record import GivenRecord, Record

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("not_yet", "nearly", "ready")


class PastRecord(GivenRecord):
    """A record that knows nothing of later days; the holds are those that were in force then."""

    def __init__(self, now: Record, day: date) -> None:
        """Look back at ``now`` from the end of ``day``."""
        super().__init__((), day)
        self._now = now

    def history(self, question: str) -> list[Answer]:
        """Return every answer up to that day, oldest first."""
        return [answer for answer in self._now.history(question) if answer.day <= self.today]


def readiness_by_day(record: Record, days: Iterable[date]) -> "pd.DataFrame":
    """Return what the readiness rules said on these days, as the answers stood then.

    Columns: ``day`` (datetime), ``kind`` (str: ``not_yet``, ``nearly`` or ``ready``), ``level``
    (float: its place from 0 to 2), ``met`` and ``rules`` (int). Days before the first question
    of the page was answered are left out.
    """
    import pandas as pd

    rows = []
    for day in sorted(set(days)):
        reading = read_readiness(PastRecord(record, day))
        if reading:
            met = sum(bool(rule.met) for rule in reading.rules)
            rows.append((day, reading.kind, KINDS.index(reading.kind), met, len(reading.rules)))
    table = pd.DataFrame(rows, columns=["day", "kind", "level", "met", "rules"])
    table["day"] = pd.to_datetime(table["day"]).astype("datetime64[ns]")
    kinds = {"kind": "str", "level": "float64", "met": "int64", "rules": "int64"}
    return table.astype(kinds)
