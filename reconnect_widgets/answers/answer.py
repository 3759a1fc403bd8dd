"""What was answered: one record, and how it is written down.

An answer keeps the question as it was asked, so that it can be understood after the wording changed.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ..prompts import KINDS, ROWS, Prompt


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

    @property
    def said(self) -> str:
        """The answer in words, from what was kept with it; a log's row is one line of its parts."""
        if self.value is None:
            return ""
        words = KINDS[self.kind].said(self.value, self.options)
        row = self.options.get(ROWS, {}).get(self.entry) if self.entry else None
        return f"{row}: {words}" if row else words

    def ticked(self, but: str = "") -> list[str]:
        """Return the words of each choice that was ticked, ``but`` for one."""
        return self.in_words(key for key in self.value or () if key != but)

    def in_words(self, keys: Iterable[str]) -> list[str]:
        """Return the words of some of the choices, ticked or not."""
        return [str(self.options.get(key, key)) for key in keys]

    def words_of(self, field: str) -> dict[str, str]:
        """Return the words of what could be chosen in a field of a log's row, by their keys."""
        words: dict[str, str] = self.options.get(field, {}).get("options", {})
        return words


FIELDS = tuple(field.name for field in fields(Answer) if field.name != "id")
"""What an answer is made of wherever it is kept, in this order."""


def answered(
    prompt: Prompt,
    value: Any,
    at: datetime,
    *,
    page: str,
    visit: str = "",
    entry: str = "",
    day: date | None = None,
) -> Answer:
    """Return what is answered to a question at a moment (with a zone), on that day of the reader's."""
    return Answer(
        id=0,
        question=prompt.id,
        entry=entry,
        page=page,
        kind=prompt.kind,
        words=prompt.words,
        options=prompt.options,
        value=value,
        visit=visit,
        day=day or at.astimezone().date(),
        answered_at=at,
        changed_at=at,
    )


def as_fields(answer: Answer) -> dict[str, Any]:
    """Return an answer by its :data:`FIELDS`, times in words, as it stands in a copy."""
    return {name: getattr(answer, name) for name in FIELDS} | {
        "day": answer.day.isoformat(),
        "answered_at": in_milliseconds(answer.answered_at),
        "changed_at": in_milliseconds(answer.changed_at),
    }


def as_text(answer: Answer) -> str:
    """Return an answer as JSON, as a copy and a browser keep it."""
    return json.dumps(as_fields(answer), ensure_ascii=False)


def in_milliseconds(moment: datetime) -> str:
    """Write a moment down, in UTC."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


_MOVED = re.compile(r"moved\.(-?\d{1,13})\.(-?\d{1,13})")
"""The visit of an answer that was moved in time: when it was given and changed before, in
milliseconds."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def moved(answer: Answer, to: datetime) -> Answer:
    """Return an answer that another clock had put later, moved to a moment.

    Its visit says when it was given by that clock, so that it is known again.
    """
    day = min(answer.day, to.astimezone().date())
    first, last = ((moment - _EPOCH) // _MILLISECOND for moment in _given_at(answer))
    return replace(answer, visit=f"moved.{first}.{last}", day=day, answered_at=to, changed_at=to)


def sameness(answer: Answer) -> str:
    """Return what two answers share that are one and the same, as in a copy and where it was made.

    Neither their visit counts nor where one was moved in time.
    """
    first, last = _given_at(answer)
    return as_text(replace(answer, visit="", day=date.min, answered_at=first, changed_at=last))


def _given_at(answer: Answer) -> tuple[datetime, datetime]:
    """Return when an answer was given and last changed, by the clock that there was then."""
    if not (found := _MOVED.fullmatch(answer.visit)):
        return answer.answered_at, answer.changed_at
    return _EPOCH + int(found[1]) * _MILLISECOND, _EPOCH + int(found[2]) * _MILLISECOND
