"""After a message: how long the waiting is, and what ends it.

Silence is an answer for now. So after a message no other one is drafted until an answer is logged
or the time is over. How long is our own judgment; no study says.
"""

from datetime import date, timedelta

from ..answers.answer import Answer
from ..days import is_over, last_day
from .record import ROWS_AWAITED, Record, day_of

WAIT_DAYS = 14

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
    sent = [day_of(row) for one in TOPICS for row in record.entries(sent_id(one), ROWS_AWAITED)]
    if not sent:
        return None
    replies = (row for one in TOPICS for row in record.entries(reply_id(one), ROWS_AWAITED))
    if any(day_of(row) >= max(sent) and _says_something(row) for row in replies):
        return None
    last = last_day(max(sent), WAIT_DAYS)
    return None if is_over(last, record.today) else last + timedelta(days=1)


def _says_something(row: Answer) -> bool:
    """Say whether a row says what came back; one that was only begun has a day and no more."""
    said = row.value.get("said")
    return said != "nothing" if said else bool(row.value.get("about"))
