"""What was answered: one record, and how it is read from the file.

An answer keeps the question as it was asked, so that it can be understood after the wording changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Answer:
    """One answer at one time.

    ``entry`` is the permanent key of a log's row, and empty for every other kind. ``value`` is what
    :meth:`Prompt.check` returned; ``None`` says that the answer was cleared or the row removed.
    ``day`` is the reader's calendar day; ``answered_at`` and ``changed_at`` carry a time zone (UTC).
    ``options`` maps the keys that could be chosen to their words at that time.
    """

    id: int
    question: str
    entry: str
    page: str
    kind: str
    words: str
    options: dict[str, Any]
    value: Any
    visit: str
    day: date
    answered_at: datetime
    changed_at: datetime


def latest_days(newest_first: Iterable[Answer], count: int) -> list[Answer]:
    """Return the last answer of each of the latest ``count`` days, oldest first.

    Cleared answers are left out. It stops as soon as it has enough.
    """
    found: dict[date, Answer] = {}
    for answer in newest_first:
        if answer.value is None:
            continue
        if answer.day not in found and len(found) == count:
            break
        found.setdefault(answer.day, answer)
    return [found[day] for day in sorted(found)]
