"""What is asked of the tables with the answers: the latest ones, days, rows of a log, counts.

A page asks only what an index answers, so it costs no more when much was written; what is for sums
over all answers and for copies reads all of them.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from ..hosting import hosting
from .answer import Answer, in_milliseconds
from .database import sentences, told, whole
from .in_file import InFile
from .in_memory import InMemory
from .keys import read_key
from .rows import COLUMNS, FROM, answers_in, as_answer

Keeper = InFile | InMemory
"""Who keeps answers; one does what the other does."""

_LATEST_ID = """SELECT l.id FROM answers l WHERE l.question = {question} AND l.entry = {entry}
    ORDER BY l.changed_at DESC, l.id DESC LIMIT 1"""


def _midnight(day: date) -> str:
    """Return when a day of the reader's begins, as moments are kept."""
    return in_milliseconds(datetime.combine(day, time()))


class Lookups:
    """The answers that a keeper has, as they are read."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper

    @property
    def id(self) -> str:
        """The name that these answers were given when they were begun; drafts in a browser carry it."""
        return told(self.keeper.db, "id")

    @property
    def erased(self) -> list[str]:
        """The ids of the answers that were erased here as a whole."""
        return told(self.keeper.db, "erased").split()

    @property
    def seals(self) -> list[str]:
        """The key that seals drafts in a browser, and after it others that open what was sealed before.

        Somebody else may come to hold the address of the workbook while it does not run, and reads then
        what the browser keeps under it. So drafts are sealed, but where that keeps the answers themselves.
        Those of locked answers have a key that lies in the locked file, the same for every passphrase.
        """
        own = [] if hosting().in_browser else [read_key().drafts.hex()]
        of_lock = [key] if (key := told(self.keeper.db, "drafts_key")) else []
        return of_lock + own if self.keeper.key else own + of_lock

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read all that is asked within as it was at one moment, whoever writes meanwhile."""
        with sentences():
            self.keeper.db.execute("BEGIN")
            with whole(self.keeper.db):
                yield

    def latest(self, question: str, entry: str = "") -> Answer | None:
        """Return the latest answer to a question, cleared ones (``value is None``) included."""
        inner = _LATEST_ID.format(question="?", entry="?")
        return self._one(f"{FROM} WHERE a.id = ({inner})", question, entry)

    def latest_of(self, questions: Iterable[str]) -> dict[str, Answer]:
        """Return the latest answer to each of these questions that has one, in one query."""
        inner = _LATEST_ID.format(question="asked.value", entry="''")
        found = self._many(
            f"""SELECT {COLUMNS} FROM json_each(?) asked JOIN answers a ON a.id = ({inner})
            JOIN wordings w ON w.id = a.wording""",
            json.dumps(list(questions)),
        )
        return {answer.question: answer for answer in found}

    def entries(self, log: str, newest: int = -1) -> list[Answer]:
        """Return the rows of a log as they are now, in the order in which they were begun.

        ``newest`` limits them to the rows that were begun last, and no others are looked at; all of
        them when left out.
        """
        inner = _LATEST_ID.format(question="?1", entry="begun.entry")
        found = self._many(
            f"""SELECT {COLUMNS} FROM answers begun JOIN answers a ON a.id = ({inner})
            JOIN wordings w ON w.id = a.wording
            WHERE begun.question = ?1 AND begun.entry <> '' AND a.value <> 'null'
            AND NOT EXISTS (SELECT 1 FROM answers e
                WHERE e.question = ?1 AND e.entry = begun.entry AND e.entry <> ''
                AND (e.answered_at, e.id) < (begun.answered_at, begun.id))
            ORDER BY begun.answered_at DESC, begun.id DESC LIMIT ?2""",
            log,
            newest,
        )
        return found[::-1]

    def rows_saying_no(self, logs: Iterable[str]) -> list[Answer]:
        """Return the rows of these logs that now say a no or a wish for distance, oldest first."""
        inner = _LATEST_ID.format(question="a.question", entry="a.entry")
        found = self._many(
            f"""{FROM} WHERE a.question IN (SELECT value FROM json_each(?))
            AND json_extract(a.value, '$.said') IN ('no', 'no_contact', 'blocked', 'space')
            AND a.id = ({inner})""",
            json.dumps(list(logs)),
        )
        return sorted(found, key=lambda row: (row.changed_at, row.id))

    def before(self, question: str, day: date) -> Answer | None:
        """Return the last answer that was given to a question before a day."""
        return self._one(
            f"""{FROM} WHERE a.question = ? AND a.entry = '' AND a.day < ? AND a.value <> 'null'
            ORDER BY a.changed_at DESC, a.id DESC LIMIT 1""",
            question,
            day.isoformat(),
        )

    def is_any_before(self, day: date) -> bool:
        """Say whether anything was answered before a day."""
        return bool(self._rows("SELECT 1 FROM answers WHERE day < ? LIMIT 1", day.isoformat()))

    def latest_of_kind(self, kind: str) -> list[Answer]:
        """Return the latest answer to each question of one kind, cleared ones left out."""
        asked = self._rows("SELECT DISTINCT question FROM wordings WHERE kind = ?", kind)
        found = self.latest_of([question for (question,) in asked])
        return [answer for answer in found.values() if answer.value is not None]

    def newest_before(self, visit: str, day: date) -> Answer | None:
        """Return the answer that was given or changed last before a visit, or before a day of it."""
        last = """SELECT id FROM answers WHERE visit <> ? OR day < ?
            ORDER BY changed_at DESC, id DESC LIMIT 1"""
        return self._one(f"{FROM} WHERE a.id = ({last})", visit, day.isoformat())

    def weeks_written(self, mondays: Iterable[date]) -> set[date]:
        """Return those of these weeks, by their Mondays, in which anything was answered or changed."""
        weeks = [(monday, monday + timedelta(days=7)) for monday in mondays]
        found = self._rows(
            """SELECT week.key FROM json_each(?) week WHERE EXISTS (SELECT 1 FROM answers
            WHERE changed_at >= json_extract(week.value, '$[0]')
            AND changed_at < json_extract(week.value, '$[1]'))""",
            json.dumps([[*map(_midnight, week)] for week in weeks]),
        )
        return {weeks[at][0] for (at,) in found}

    def history(self, question: str) -> list[Answer]:
        """Return every answer ever given to a question, oldest first."""
        return self._many(f"{FROM} WHERE a.question = ? ORDER BY a.changed_at, a.id", question)

    def every(self) -> Iterator[Answer]:
        """Give every answer ever given, oldest first, as they are at one moment."""
        with sentences():
            yield from map(as_answer, self.keeper.db.execute(f"{FROM} ORDER BY a.changed_at, a.id"))

    def answered_on(self, page: str, limit: int, skip: int = 0) -> list[tuple[Answer, int]]:
        """Return what was answered on a page, the newest first, and how many versions there are.

        A question, or a row of a log, comes once, as it was left on that page; cleared ones too.
        """
        found = self._rows(
            """SELECT a.question, a.entry, count(*) FROM answers a
            JOIN wordings w ON w.id = a.wording WHERE w.page = ?
            GROUP BY a.question, a.entry ORDER BY max(a.changed_at) DESC, max(a.id) DESC
            LIMIT ? OFFSET ?""",
            page,
            limit,
            skip,
        )
        last = f"""{FROM} WHERE a.question = ? AND a.entry = ? AND w.page = ?
            ORDER BY a.changed_at DESC, a.id DESC LIMIT 1"""
        return [(self._many(last, *asked, page)[0], count) for *asked, count in found]

    def count_by_page(self) -> dict[str, int]:
        """Return how many questions and rows of a log were answered, by page."""
        return dict(
            self._rows(
                """SELECT page, count(*) FROM (SELECT DISTINCT w.page, a.question, a.entry
                FROM answers a JOIN wordings w ON w.id = a.wording) GROUP BY page ORDER BY page"""
            )
        )

    def asked_on(self, page: str) -> list[str]:
        """Return the questions that were answered on a page."""
        rows = self._rows("SELECT DISTINCT question FROM wordings WHERE page = ?", page)
        return [question for (question,) in rows]

    def pages_begun(self) -> set[str]:
        """Return the numbers of the pages on which anything was answered."""
        return {page for (page,) in self._rows("SELECT DISTINCT page FROM wordings")}

    def tables(self) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
        """Return answers and wordings as plain rows, for sums over all of them.

        Answers, oldest first: ``entry``, ``value`` (JSON), ``wording``, ``day``. Wordings: ``id``,
        ``question``, ``page``, ``kind``, ``words``, ``options`` (JSON).
        """
        answers = self._rows(
            "SELECT entry, value, wording, day FROM answers ORDER BY changed_at, id"
        )
        wordings = self._rows("SELECT id, question, page, kind, words, options FROM wordings")
        return answers, wordings

    def _at(self, row: int) -> Answer:
        (found,) = self._many(f"{FROM} WHERE a.id = ?", row)
        return found

    def _one(self, query: str, *values: Any) -> Answer | None:
        return next(iter(self._many(query, *values)), None)

    def _many(self, query: str, *values: Any) -> list[Answer]:
        return answers_in(self.keeper.db, query, *values)

    def _rows(self, query: str, *values: Any) -> list[Any]:
        with sentences():
            return self.keeper.db.execute(query, values).fetchall()
