"""How far back the journey looks: the last four weeks, the last twelve, or everything.

They are whole weeks, and this one comes on top: half a week beside whole ones would look like fewer.
"""

from datetime import date, timedelta

from ..days import monday_of
from ..rules.record import Record

PERIOD = "journey.period"
"""The question how far back to look."""

WEEKS = {"four": 4, "twelve": 12}


def since(record: Record) -> date | None:
    """Return the first day that is looked at, or ``None`` where all of them are."""
    weeks = WEEKS.get(str(record.value(PERIOD)))
    return monday_of(record.today) - timedelta(weeks=weeks) if weeks else None
