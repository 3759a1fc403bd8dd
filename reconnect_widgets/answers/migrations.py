"""The shape of the file with the answers, step by step.

Each step is recorded in the file (``PRAGMA user_version`` counts them, ``steps`` names and dates
them). A step that has been released is never changed; the next change is a new step.
"""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from ..exceptions import StoreNewer
from .database import BEFORE, whole
from .exchange import NEW, beside, copy_to, sync_folder
from .locked import salt_of

Step = Callable[[sqlite3.Connection], None]


def create_answers(db: sqlite3.Connection) -> None:
    """Make the tables: answers, the wordings they were given to, and what is said of the file."""
    db.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
    db.execute("INSERT INTO about VALUES ('id', ?)", (uuid4().hex,))
    db.execute(
        """CREATE TABLE wordings (
            id INTEGER PRIMARY KEY,
            question TEXT NOT NULL,
            page TEXT NOT NULL,
            kind TEXT NOT NULL,
            words TEXT NOT NULL,
            options TEXT NOT NULL,
            UNIQUE (question, page, kind, words, options))"""
    )
    db.execute(
        """CREATE TABLE answers (
            id INTEGER PRIMARY KEY,
            question TEXT NOT NULL,
            entry TEXT NOT NULL DEFAULT '',
            value TEXT NOT NULL,
            wording INTEGER NOT NULL REFERENCES wordings (id),
            visit TEXT NOT NULL,
            day TEXT NOT NULL,
            answered_at TEXT NOT NULL,
            changed_at TEXT NOT NULL)"""
    )


def index_latest(db: sqlite3.Connection) -> None:
    """Let the latest answer to a question be found without reading the others."""
    db.execute("CREATE INDEX answers_latest ON answers (question, entry, changed_at, id)")


def index_times(db: sqlite3.Connection) -> None:
    """Let the newest answer of all, and the rows of a log begun last, be found by their times.

    Rows lie in the file in the order in which they were written, which is another one once a copy was
    brought back.
    """
    db.execute("CREATE INDEX answers_newest ON answers (changed_at)")
    db.execute(
        "CREATE INDEX answers_begun ON answers (question, entry, answered_at) WHERE entry <> ''"
    )


def index_rows(db: sqlite3.Connection) -> None:
    """Let a log's rows be read from the one begun last, and a no be found, without reading the log."""
    db.execute(
        """CREATE INDEX answers_rows ON answers (question, answered_at DESC, id DESC, entry)
        WHERE entry <> ''"""
    )
    db.execute(
        """CREATE INDEX answers_no ON answers (question, changed_at DESC, id DESC)
        WHERE json_extract(value, '$.said') = 'no'"""
    )


def index_said(db: sqlite3.Connection) -> None:
    """Let every row that logs a no, or a wish for distance, be found without reading the log."""
    db.execute("DROP INDEX answers_no")
    db.execute(
        """CREATE INDEX answers_said ON answers (question, entry)
        WHERE json_extract(value, '$.said') IN ('no', 'no_contact', 'blocked', 'space')"""
    )


STEPS: tuple[Step, ...] = (create_answers, index_latest, index_times, index_rows, index_said)


def migrate(db: sqlite3.Connection, path: Path, key: bytes | None = None) -> None:
    """Bring the file up to date in one transaction; an older file is copied beside itself first.

    The copy of a locked file is locked with the same key.

    Raises :class:`StoreNewer`, with the file untouched, when a newer version wrote it.
    """
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version > len(STEPS):
        raise StoreNewer(
            "Your answers were written by a newer version of this workbook. Please update the "
            "workbook to open them. Nothing in the file was changed."
        )
    if version == len(STEPS):
        return
    if version:
        back_up(db, path, version, key)
    db.execute("BEGIN IMMEDIATE")
    with whole(db):
        db.execute(
            "CREATE TABLE IF NOT EXISTS steps (number INTEGER PRIMARY KEY, name TEXT, at TEXT)"
        )
        for number, step in enumerate(STEPS[version:], start=version + 1):
            step(db)
            now = datetime.now(UTC).isoformat(timespec="seconds")
            db.execute("INSERT INTO steps VALUES (?, ?, ?)", (number, step.__name__, now))
        db.execute(f"PRAGMA user_version = {len(STEPS)}")


def back_up(db: sqlite3.Connection, path: Path, version: int, key: bytes | None) -> Path:
    """Copy the whole file to a dated one beside it, which has its name only once it is whole."""
    stamp = datetime.now().strftime("%Y-%m-%d-%H%M%S")
    copy = path.with_name(f"{path.stem}{BEFORE}{version + 1}-{stamp}.sqlite3")
    draft = beside(path, NEW)
    copy_to(db, draft, key, salt_of(path) if key else b"")
    draft.replace(copy)
    sync_folder(path.parent)
    return copy
