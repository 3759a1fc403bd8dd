"""Answers that were given out, read as a store's are: what a copy or a page to print may show."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from ..answers.answer import Answer
from ..days import monday_of
from .holds import holds_said

Table = list[tuple[Any, ...]]


class Snapshot:
    """The answers that it was given, oldest first, and no others: nothing can be read past it.

    Each method does what that of :class:`.Lookups` does, which has the same name.
    """

    def __init__(self, given: Iterable[Answer] = ()) -> None:
        self.given = list(given)
        self._asked: dict[str, list[Answer]] = {}
        for answer in self.given:
            self._asked.setdefault(answer.question, []).append(answer)

    def history(self, question: str) -> list[Answer]:
        return self._asked.get(question, [])

    def latest(self, question: str) -> Answer | None:
        return next(reversed(self.history(question)), None)

    def latest_of(self, questions: Iterable[str]) -> dict[str, Answer]:
        return {question: answer for question in questions if (answer := self.latest(question))}

    def latest_of_kind(self, kind: str) -> list[Answer]:
        latest = map(self.latest, self._asked)
        return [one for one in latest if one and one.kind == kind and one.value is not None]

    def before(self, question: str, day: date) -> Answer | None:
        earlier = (one for one in reversed(self.history(question)) if one.day < day)
        return next((one for one in earlier if one.value is not None), None)

    def is_any_before(self, day: date) -> bool:
        return any(answer.day < day for answer in self.given)

    def newest_before(self, visit: str, day: date) -> Answer | None:
        return next((a for a in reversed(self.given) if a.visit != visit or a.day < day), None)

    def weeks_written(self, mondays: Iterable[date]) -> set[date]:
        days = {answer.changed_at.astimezone().date() for answer in self.given}
        return {monday_of(day) for day in days}.intersection(mondays)

    def pages_begun(self) -> set[str]:
        return {answer.page for answer in self.given}

    def entries(self, log: str, newest: int = -1) -> list[Answer]:
        begun: dict[str, tuple[datetime, int]] = {}
        rows: dict[str, Answer] = {}
        for answer in self.history(log):
            began = (answer.answered_at, answer.id)
            begun[answer.entry] = min(begun.get(answer.entry, began), began)
            rows[answer.entry] = answer
        there = [row for row in rows.values() if row.value is not None]
        in_time = sorted(there, key=lambda row: begun[row.entry])
        return in_time[-newest:] if newest >= 0 else in_time

    def rows_saying_no(self, logs: Iterable[str]) -> list[Answer]:
        rows = (row for log in logs for row in self.entries(log) if holds_said(row))
        return sorted(rows, key=lambda row: (row.changed_at, row.id))

    def tables(self) -> tuple[Table, Table]:
        wordings: dict[tuple[str, ...], int] = {}
        answers: Table = []
        for a in self.given:
            options, value = (json.dumps(part, ensure_ascii=False) for part in (a.options, a.value))
            asked = (a.question, a.page, a.kind, a.words, options)
            wording = wordings.setdefault(asked, len(wordings) + 1)
            answers.append((a.entry, value, wording, a.day.isoformat()))
        return answers, [(wording, *asked) for asked, wording in wordings.items()]
