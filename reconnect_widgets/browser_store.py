"""The answers of a reader whose browser keeps them: in this process's memory while a page is open.

Nothing of it is written to a disk. Which rows changed is noted by the database itself, so whatever
writes to the store, the browser hears of all of it. A row counts as changed until the browser says
that it has written it: a line that broke can have lost what was handed over.
"""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

from .copies.checked import as_fields
from .database import UNFINISHED, begin_writing, connect, sentences
from .exceptions import StoreError
from .kept import Kept
from .migrations import migrate
from .store import Store

MOST_MEMORY = 32_000_000
"""Bytes that one reader's answers may take here; a browser keeps about a third of it."""

MEMORY = Path(":memory:")

_JOURNAL = """
CREATE TEMP TABLE kept (row INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TEMP TABLE changed (row INTEGER PRIMARY KEY, handed INTEGER);
CREATE TEMP TRIGGER came AFTER INSERT ON answers
    BEGIN INSERT OR REPLACE INTO changed VALUES (new.id, NULL); END;
CREATE TEMP TRIGGER altered AFTER UPDATE ON answers
    BEGIN INSERT OR REPLACE INTO changed VALUES (new.id, NULL); END;
CREATE TEMP TRIGGER went AFTER DELETE ON answers
    BEGIN INSERT OR REPLACE INTO changed VALUES (old.id, NULL); END;
"""


class BrowserStore(Store):
    """A store that a browser fills, and that tells what the browser has to keep."""

    _there = _told_of = ""
    """The id of the answers that the browser keeps, by its own word, and by what it was handed."""

    def __init__(self, kept: Kept) -> None:
        """Begin with what the browser sent."""
        self._ids: list[str] = []
        """Whose answers were handed over each time."""
        super().__init__(MEMORY)
        self.take(kept)
        self.accept()

    def take(self, kept: Kept) -> None:
        """Take over what the browser has changed since: another tab's answers, or all anew."""
        with sentences():
            begin_writing(self._db)
            try:
                before = [row for (row,) in self._db.execute("SELECT row FROM temp.changed")]
                self._take(kept)
                self._db.execute(  # the browser knows all that came now
                    "DELETE FROM temp.changed WHERE row NOT IN (SELECT value FROM json_each(?))",
                    (json.dumps(before),),
                )
                self._db.execute("COMMIT")
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
        self.unread += kept.unread

    def handed_over(self) -> dict[str, Any] | None:
        """Return what the browser has to keep or to drop since the last time; nothing to do: none.

        ``no`` is for :meth:`was_kept`. ``store`` is the id of the answers that this goes to. ``anew``
        gives the id of those that take their place, when everything was erased; then the browser
        drops all that it has first.
        """
        rows = self._db.execute(
            """SELECT changed.row, kept.name, answers.id FROM temp.changed
            LEFT JOIN temp.kept ON kept.row = changed.row
            LEFT JOIN answers ON answers.id = changed.row WHERE changed.handed IS NULL"""
        ).fetchall()
        told: dict[str, Any] = {"type": "keep", "store": self._told_of}
        if self.id != self._told_of:
            told |= {"anew": self.id, "erased": self.erased}
        elif not rows:
            return None
        told["put"] = {
            name or self._named(row): self._as_text(row) for row, name, there in rows if there
        }
        gone = [name for _, name, there in rows if name and not there]
        told["drop"] = [] if "anew" in told else gone
        self._told_of = self.id
        self._ids.append(self.id)
        self._db.execute(
            "UPDATE temp.changed SET handed = ? WHERE handed IS NULL", (len(self._ids),)
        )
        return told | {"no": len(self._ids)}

    def was_kept(self, no: object) -> None:
        """Take the browser's word that it has written what it was handed under a number."""
        if not isinstance(no, int) or not 0 < no <= len(self._ids):
            return
        self._there = self._ids[no - 1]
        self._db.execute(
            """DELETE FROM temp.kept WHERE row NOT IN (SELECT id FROM answers)
            AND row IN (SELECT row FROM temp.changed WHERE handed = ?)""",
            (no,),
        )
        self._db.execute("DELETE FROM temp.changed WHERE handed = ?", (no,))

    def hand_over_again(self) -> None:
        """Take what the browser did not say that it has written for not handed over."""
        self._told_of = self._there
        self._db.execute("UPDATE temp.changed SET handed = NULL")

    def refresh(self) -> None:
        """Nobody else can change what is in this memory."""

    def lock(self, passphrase: str) -> bytes:
        """There is no file to lock; raises :class:`StoreError`."""
        raise StoreError("Your answers are not in a file here, so there is nothing to lock.")

    def unlock(self) -> None:
        """There is no lock to take off; raises :class:`StoreError`."""
        raise StoreError("Your answers are not in a file here, so there is nothing to unlock.")

    def older_copies(self) -> list[str]:
        """There are none."""
        return []

    unknown_copies = older_copies

    def _begin(self) -> None:
        self._db = connect(MEMORY)
        (size,) = self._db.execute("PRAGMA page_size").fetchone()
        self._db.execute(f"PRAGMA max_page_count = {MOST_MEMORY // size}")
        migrate(self._db, MEMORY)
        self._db.executescript(_JOURNAL)
        self._there = self._told_of = self.id

    def _take_turn(self) -> None:
        begin_writing(self._db)

    def _leave_no_trace(self) -> None:
        self._tell(UNFINISHED, "")

    def _take(self, kept: Kept) -> None:
        if kept.id != self.id:
            self._db.execute("DELETE FROM answers")
            self._db.execute("DELETE FROM wordings")
            self._db.execute("DELETE FROM temp.kept")
            self._db.execute("DELETE FROM temp.changed")
            self._tell("id", kept.id)
            self._there = self._told_of = kept.id
        self._tell("erased", " ".join(kept.erased))
        names = [(name,) for name in (*kept.gone, *kept.answers)]
        self._db.executemany(
            "DELETE FROM answers WHERE id = (SELECT row FROM temp.kept WHERE name = ?)", names
        )
        self._db.executemany("DELETE FROM temp.kept WHERE name = ?", names)
        by_time = sorted(kept.answers.items(), key=lambda item: item[1].changed_at)
        for name, answer in by_time:
            row = self._insert(self._row_of(answer))
            self._db.execute("INSERT INTO temp.kept VALUES (?, ?)", (row, name))

    def _named(self, row: int) -> str:
        name = uuid4().hex[:16]
        self._db.execute("INSERT INTO temp.kept VALUES (?, ?)", (row, name))
        return name

    def _as_text(self, row: int) -> str:
        return json.dumps(as_fields(self._at(row)), ensure_ascii=False)
