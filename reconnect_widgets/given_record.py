"""Answers that were given out, read as a record: what a copy or a page to print may show."""

import json
from collections.abc import Iterable
from datetime import date, datetime

from .answers import Answer, latest_days
from .holds import REPLIES, holds_said
from .record import DAYS_COMPARED, ROWS_READ, Record, Table


class GivenRecord(Record):
    """A record of the answers that it was given, and of no others.

    It has no store, so that nothing can be read past it: a view that tries fails instead of showing
    what was left out.
    """

    def __init__(self, given: Iterable[Answer], today: date) -> None:
        """Take the answers, oldest first."""
        self.today = today
        self.given = list(given)
        self._asked: dict[str, list[Answer]] = {}
        for answer in self.given:
            self._asked.setdefault(answer.question, []).append(answer)

    def latest(self, question: str) -> Answer | None:
        """Return the latest answer to a question, unless it was cleared."""
        given = self.history(question)
        return given[-1] if given and given[-1].value is not None else None

    def latest_of(self, questions: Iterable[str]) -> dict[str, Answer]:
        """Return the latest answer to each of these questions, unless it was cleared."""
        return {question: answer for question in questions if (answer := self.latest(question))}

    def entries(self, log: str, newest: int = ROWS_READ) -> list[Answer]:
        """Return the rows of a log that were begun last, in the order in which they were begun."""
        begun: dict[str, tuple[datetime, int]] = {}
        rows: dict[str, Answer] = {}
        for answer in self.history(log):
            began = (answer.answered_at, answer.id)
            begun[answer.entry] = min(begun.get(answer.entry, began), began)
            rows[answer.entry] = answer
        there = [row for row in rows.values() if row.value is not None]
        in_time = sorted(there, key=lambda row: begun[row.entry])
        return in_time[-newest:] if newest >= 0 else in_time

    def rows_saying_no(self) -> list[Answer]:
        """Return the rows that say, as they are now, a no or a wish for distance."""
        rows = (row for log in REPLIES for row in self.entries(log, -1) if holds_said(row))
        return sorted(rows, key=lambda row: (row.changed_at, row.id))

    def count(self, question: str) -> int:
        """Return how many answers were ever given to a question."""
        return len(self.history(question))

    def history(self, question: str) -> list[Answer]:
        """Return every answer to a question, oldest first."""
        return self._asked.get(question, [])

    def days(self, question: str) -> list[Answer]:
        """Return the last answer of each of the two latest days of a question, oldest first."""
        return latest_days(reversed(self.history(question)), DAYS_COMPARED)

    def tables(self) -> tuple[Table, Table]:
        """Return the given answers and their wordings as plain rows; see :meth:`.Store.tables`."""
        wordings: dict[tuple[str, ...], int] = {}
        answers: Table = []
        for a in self.given:
            options, value = (json.dumps(part, ensure_ascii=False) for part in (a.options, a.value))
            asked = (a.question, a.page, a.kind, a.words, options)
            wording = wordings.setdefault(asked, len(wordings) + 1)
            answers.append((a.entry, value, wording, a.day.isoformat()))
        return answers, [(wording, *asked) for asked, wording in wordings.items()]
