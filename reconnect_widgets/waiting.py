"""After a message: how long the waiting is, and what ends it.

Silence is an answer for now. So after a message no other one is drafted until an answer is logged
or the time is over. How long is our own judgment; no study says.
"""

from datetime import date, timedelta

from .answers import Answer
from .record import ROWS_AWAITED, Record, day_said

WAIT = timedelta(days=14)

TOPICS = ("first", "slow", "meet", "feel")
"""The pages with a desk for messages, by the word that their ids begin with."""


def sent_id(topic: str) -> str:
    """Return the id of a desk's log of messages that were sent."""
    return f"{topic}.sent"


def reply_id(topic: str) -> str:
    """Return the id of a desk's log of what came back."""
    return f"{topic}.reply"


def waiting_until(record: Record) -> date | None:
    """Return the day on which the waiting after the last message ends; ``None`` when there is none."""
    sent = [day_said(row) for topic in TOPICS for row in _last(record, sent_id(topic))]
    if not sent:
        return None
    replies = (row for topic in TOPICS for row in _last(record, reply_id(topic)))
    if any(day_said(row) >= max(sent) and row.value.get("said") != "nothing" for row in replies):
        return None
    end = max(sent) + WAIT
    return end if record.today < end else None


def _last(record: Record, log: str) -> list[Answer]:
    return record.entries(log, ROWS_AWAITED)
