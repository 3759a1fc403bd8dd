"""Answers as rows of the tables: read, put in, and found again."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..exceptions import BadCopy, StoreError
from .answer import Answer, as_fields
from .database import connect, errors, sentences
from .from_outside import checked

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


def still_readable(path: Path, key: bytes | None) -> Iterator[Answer]:
    """Give those answers of a damaged file that can be read, each by itself, as a stranger's word.

    After damage was met SQLCipher reads no more, so the file is opened for each.
    """
    rows: set[int] = set()
    for way in (
        "NOT INDEXED ORDER BY id",
        "NOT INDEXED ORDER BY id DESC",
        "INDEXED BY answers_latest",
    ):
        with closing(connect(path, key)) as db, suppress(*errors()):  # as far as it comes
            rows.update(row for (row,) in db.execute(f"SELECT id FROM answers {way}"))
    for row in sorted(rows):
        with (
            closing(connect(path, key)) as db,
            suppress(BadCopy, StoreError, TypeError, ValueError),
        ):
            yield from [
                checked(as_fields(one)) for one in answers_in(db, f"{FROM} WHERE a.id = ?", row)
            ]


@lru_cache(maxsize=256)
def _options(text: str) -> dict[str, Any]:
    """Read what could be chosen; the rows of a log share it, and nobody changes it."""
    found: dict[str, Any] = json.loads(text)
    return found


def put(db: sqlite3.Connection, answer: Answer, id: int | None = None) -> int:
    """Put an answer in, or in place of what was said in a row, and return the id of its row.

    When a row was begun, in which visit and on which day, stays.
    """
    row = as_fields(answer) | {"id": id}
    row |= {name: json.dumps(row[name], ensure_ascii=False) for name in ("options", "value")}
    db.execute(
        """INSERT OR IGNORE INTO wordings (question, page, kind, words, options)
        VALUES (:question, :page, :kind, :words, :options)""",
        row,
    )
    there = db.execute(
        f"""INSERT INTO answers
            (id, question, entry, value, wording, day, answered_at, changed_at, visit)
        VALUES (:id, :question, :entry, :value, {WORDING}, :day, :answered_at, :changed_at, :visit)
        ON CONFLICT (id) DO UPDATE SET
            value = excluded.value, wording = excluded.wording, changed_at = excluded.changed_at""",
        row,
    )
    return id or int(there.lastrowid or 0)
