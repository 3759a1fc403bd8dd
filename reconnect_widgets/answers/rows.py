"""Answers as rows of the tables: read, put in, and found again."""

import json
import sqlite3
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from .answer import Answer, as_fields
from .database import sentences

COLUMNS = """a.id, a.question, a.entry, w.page, w.kind, w.words, w.options, a.value, a.visit,
    a.day, a.answered_at, a.changed_at"""
"""What an :class:`Answer` is made of, in its order."""

FROM = f"SELECT {COLUMNS} FROM answers a JOIN wordings w ON w.id = a.wording"

WORDING = """(SELECT id FROM wordings WHERE question = :question AND page = :page AND kind = :kind
    AND words = :words AND options = :options)"""


def answers_in(db: sqlite3.Connection, query: str, *values: Any) -> list[Answer]:
    """Return the answers that a query finds, which asks for :data:`COLUMNS`."""
    with sentences():
        return [as_answer(row) for row in db.execute(query, values)]


def as_answer(row: tuple[Any, ...]) -> Answer:
    """Return the answer in a row of :data:`COLUMNS`."""
    *asked, options, value, visit, day, answered_at, changed_at = row
    read = [
        _options(options),
        json.loads(value),
        visit,
        date.fromisoformat(day),
        datetime.fromisoformat(answered_at),
        datetime.fromisoformat(changed_at),
    ]
    return Answer(*asked, *read)


@lru_cache(maxsize=256)
def _options(text: str) -> dict[str, Any]:
    """Read what could be chosen; the rows of a log share it, and nobody changes it."""
    found: dict[str, Any] = json.loads(text)
    return found


def as_row(answer: Answer) -> dict[str, str]:
    """Return an answer as the tables have it."""
    row = as_fields(answer)
    return row | {name: json.dumps(row[name], ensure_ascii=False) for name in ("options", "value")}


def insert(db: sqlite3.Connection, answer: Answer) -> int:
    """Put an answer in, and return the id that it has there."""
    row = as_row(answer)
    _word(db, row)
    added = db.execute(
        f"""INSERT INTO answers (question, entry, value, wording, day, answered_at, changed_at, visit)
        VALUES (:question, :entry, :value, {WORDING}, :day, :answered_at, :changed_at, :visit)""",
        row,
    )
    return int(added.lastrowid or 0)


def update(db: sqlite3.Connection, id: int, answer: Answer) -> None:
    """Put another answer in place of what was said, and leave when it was begun."""
    row = as_row(answer)
    _word(db, row)
    db.execute(
        f"UPDATE answers SET value = :value, wording = {WORDING}, changed_at = :changed_at WHERE id = :id",
        row | {"id": id},
    )


def _word(db: sqlite3.Connection, row: dict[str, str]) -> None:
    db.execute(
        """INSERT OR IGNORE INTO wordings (question, page, kind, words, options)
        VALUES (:question, :page, :kind, :words, :options)""",
        row,
    )
