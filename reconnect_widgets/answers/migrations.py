"""The tables with the answers, and the steps by which later versions change them.

``PRAGMA user_version`` has the number of the last step that a file went through. A step that has been
released is never changed; the next change is a new step.
"""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from ..exceptions import StoreNewer
from .database import BEFORE, whole
from .exchange import NEW, beside, copy_to, sync_folder
from .locked import salt_of

Step = Callable[[sqlite3.Connection], None]

SHAPE = (
    "CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    """CREATE TABLE IF NOT EXISTS wordings (
        id INTEGER PRIMARY KEY,
        question TEXT NOT NULL,
        page TEXT NOT NULL,
        kind TEXT NOT NULL,
        words TEXT NOT NULL,
        options TEXT NOT NULL,
        UNIQUE (question, page, kind, words, options))""",
    """CREATE TABLE IF NOT EXISTS answers (
        id INTEGER PRIMARY KEY,
        question TEXT NOT NULL,
        entry TEXT NOT NULL DEFAULT '',
        value TEXT NOT NULL,
        wording INTEGER NOT NULL REFERENCES wordings (id),
        visit TEXT NOT NULL,
        day TEXT NOT NULL,
        answered_at TEXT NOT NULL,
        changed_at TEXT NOT NULL)""",
    # The latest answer to a question, and the newest of all.
    """CREATE INDEX IF NOT EXISTS answers_latest
        ON answers (question, entry, changed_at, id)""",
    "CREATE INDEX IF NOT EXISTS answers_newest ON answers (changed_at)",
    # A log's rows from the one begun last, and whether a row was begun before: they lie in the file in
    # the order in which they were written, which is another one once a copy was brought back.
    """CREATE INDEX IF NOT EXISTS answers_begun
        ON answers (question, entry, answered_at) WHERE entry <> ''""",
    """CREATE INDEX IF NOT EXISTS answers_rows
        ON answers (question, answered_at DESC, id DESC, entry) WHERE entry <> ''""",
    # Rows that log a no, or a wish for distance.
    """CREATE INDEX IF NOT EXISTS answers_said ON answers (question, entry)
        WHERE json_extract(value, '$.said') IN ('no', 'no_contact', 'blocked', 'space')""",
)
"""All of it, and what lets it be read through an index."""


def create(db: sqlite3.Connection) -> None:
    """Make the tables, or what a version before the first release had not made of them."""
    for statement in SHAPE:
        db.execute(statement)
    db.execute("INSERT OR IGNORE INTO about VALUES ('id', ?)", (uuid4().hex,))


STEPS: tuple[Step, ...] = (create,)

FIRST = 5
"""The number of the first of them; versions before the first release have the numbers up to it."""


def migrate(db: sqlite3.Connection, path: Path, key: bytes | None = None) -> None:
    """Bring the file up to date in one transaction; an older file is copied beside itself first.

    The copy of a locked file is locked with the same key.

    Raises :class:`StoreNewer`, with the file untouched, when a newer version wrote it.
    """
    (version,) = db.execute("PRAGMA user_version").fetchone()
    newest = FIRST + len(STEPS) - 1
    if version > newest:
        raise StoreNewer(
            "Your answers were written by a newer version of this workbook. Please update the "
            "workbook to open them. Nothing in the file was changed."
        )
    if version == newest:
        return
    if version:
        back_up(db, path, version, key)
    db.execute("BEGIN IMMEDIATE")
    with whole(db):
        for step in STEPS[max(0, version + 1 - FIRST) :]:
            step(db)
        db.execute(f"PRAGMA user_version = {newest}")


def back_up(db: sqlite3.Connection, path: Path, version: int, key: bytes | None) -> None:
    """Copy the whole file to a dated one beside it, which has its name only once it is whole."""
    stamp = datetime.now().strftime("%Y-%m-%d-%H%M%S")
    copy = path.with_name(f"{path.stem}{BEFORE}{version + 1}-{stamp}.sqlite3")
    draft = beside(path, NEW)
    copy_to(db, draft, key, salt_of(path) if key else b"")
    draft.replace(copy)
    sync_folder(path.parent)
