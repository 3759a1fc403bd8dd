"""How far back the journey looks: the last four weeks, the last twelve, or everything."""

from datetime import date, timedelta

from ..rules.record import Record

PERIOD = "journey.period"
"""The question how far back to look."""

WEEKS = {"four": 4, "twelve": 12}


def since(record: Record) -> date | None:
    """Return the first day that is looked at, or ``None`` where all of them are."""
    weeks = WEEKS.get(str(record.value(PERIOD)))
    return record.today - timedelta(days=7 * weeks - 1) if weeks else None
