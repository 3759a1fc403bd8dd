"""The answers of a reader whose browser keeps them: in this process's memory while a page is open.

Nothing of it is written to a disk. Which rows changed is noted by the database itself, so whatever
writes to the store, the browser hears of all of it. A row counts as changed until the browser says
that it has written it: a line that broke can have lost what was handed over.
"""

import json
import secrets
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

from ..exceptions import StoreLocked
from ..protocol import Keep
from .browser_lock import KEY, KeptLock, seal
from .database import UNFINISHED, begin_writing, connect, sentences
from .from_browser import Kept
from .from_outside import as_fields
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

    _lock: KeptLock | None = None
    _lock_there: KeptLock | None = None
    _lock_told_of: KeptLock | None = None
    """The lock as it is, and as the browser has it by its own word and by what it was handed."""

    def __init__(self, kept: Kept, key: bytes | None = None) -> None:
        """Begin with what the browser sent; raises :class:`StoreLocked` if that needs another key."""
        self._unread: dict[str, str] = {}
        """What is here and cannot be read, by name; the lock is for it as for all else."""
        self._lies_open: set[str] = set()
        """Which of these lie open in a locked workbook."""
        self._handed: list[tuple[str, KeptLock | None]] = []
        """Whose answers were handed over each time, and their lock."""
        super().__init__(MEMORY, key)
        self.take(kept)
        self.key = self.key if self._lock else None
        self.accept()

    def take(self, kept: Kept) -> None:
        """Take over what the browser has changed since: another tab's answers, or all anew.

        Raises :class:`StoreLocked` if they were locked with another key; then nothing was changed.
        """
        is_turned = kept.lock not in (self._lock_there, self._lock_told_of)
        lock = kept.lock if is_turned else self._lock
        self._require_opens(lock)
        opened = kept.opened(self.key) if self.key and kept.lock else kept
        with sentences():
            begin_writing(self._db)
            try:
                before = [row for (row,) in self._db.execute("SELECT row FROM temp.changed")]
                self._take(opened)
                self._db.execute(  # the browser knows all that came now
                    "DELETE FROM temp.changed WHERE row NOT IN (SELECT value FROM json_each(?))",
                    (json.dumps(before),),
                )
                if is_turned:
                    self._turn(lock)
                if lock:
                    self._change(kept.answers)  # they lie open
                    self._lies_open = {*kept.unread}
                elif is_turned:
                    self._change_all()  # what was sealed here meanwhile, nobody could open again
                self._db.execute("COMMIT")
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
        if is_turned:
            self._lock_there = self._lock_told_of = kept.lock
        self._keep_unread(opened)

    def handed_over(self) -> Keep | None:
        """Return what the browser has to keep or to drop since the last time; nothing to do: none.

        ``no`` is for :meth:`was_kept`. ``store`` is the id of the answers that this goes to, and
        ``sealed`` tells the key with which it is sealed. ``anew`` gives the id of those that take
        their place, when everything was erased; then the browser drops all that it has first.
        ``lock`` is there when it was turned: what the browser has to keep of it, or nothing.
        """
        rows = self._db.execute(
            """SELECT changed.row, kept.name, answers.id FROM temp.changed
            LEFT JOIN temp.kept ON kept.row = changed.row
            LEFT JOIN answers ON answers.id = changed.row WHERE changed.handed IS NULL"""
        ).fetchall()
        sealed = self._lock.drafts if self._lock else ""
        told = Keep(type="keep", store=self._told_of, no=0, sealed=sealed, put={}, drop=[])
        if self.id != self._told_of:
            told |= {"anew": self.id, "erased": self.erased}
            self._unread = {}
            self._lies_open = set()
        elif not rows and not self._lies_open and self._lock == self._lock_told_of:
            return None
        unread = self._lies_open
        if self._lock != self._lock_told_of:
            told["lock"] = self._lock.as_told() if self._lock else None
            unread = {*self._unread}
        names = {row: name or self._named(row) for row, name, there in rows if there}
        texts = {name: self._as_text(row) for row, name in names.items()}
        texts |= {name: self._unread[name] for name in unread}
        told["put"] = {name: self._sealed(name, text) for name, text in texts.items()}
        self._lies_open = set()
        gone = [name for _, name, there in rows if name and not there]
        told["drop"] = [] if "anew" in told else gone
        self._told_of, self._lock_told_of = self.id, self._lock
        self._handed.append((self.id, self._lock))
        self._db.execute(
            "UPDATE temp.changed SET handed = ? WHERE handed IS NULL", (len(self._handed),)
        )
        told["no"] = len(self._handed)
        return told

    def was_kept(self, no: int) -> None:
        """Take the browser's word that it has written what it was handed under a number."""
        if not 0 < no <= len(self._handed):
            return
        self._there, self._lock_there = self._handed[no - 1]
        self._db.execute(
            """DELETE FROM temp.kept WHERE row NOT IN (SELECT id FROM answers)
            AND row IN (SELECT row FROM temp.changed WHERE handed = ?)""",
            (no,),
        )
        self._db.execute("DELETE FROM temp.changed WHERE handed = ?", (no,))

    def hand_over_again(self) -> None:
        """Take what the browser did not say that it has written for not handed over."""
        self._told_of, self._lock_told_of = self._there, self._lock_there
        self._db.execute("UPDATE temp.changed SET handed = NULL")

    def refresh(self) -> None:
        """Nobody else can change what is in this memory."""

    def is_passphrase(self, passphrase: str) -> bool:
        """Say whether this passphrase opens the answers."""
        return self._lock is not None and self._lock.key_of(passphrase) is not None

    def lock(self, passphrase: str) -> bytes:
        """Seal all answers with a key that a passphrase wraps, or wrap it with another one."""
        if self.key and self._lock:
            self._lock = self._lock.with_passphrase(passphrase, self.key)
            return self.key
        key = secrets.token_bytes(KEY)
        lock = KeptLock.made(passphrase, key, secrets.token_hex(KEY))
        self.key = key
        self._turn(lock)
        self._change_all()
        return key

    def unlock(self) -> None:
        """Take the lock off, so that the browser keeps the answers as they are."""
        self._turn(None)
        self._change_all()

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

    def _require_opens(self, lock: KeptLock | None) -> None:
        if lock and not lock.drafts_key(self.key):
            raise StoreLocked(
                "That passphrase does not open your answers. Nothing was changed. Please try again."
            )

    def _turn(self, lock: KeptLock | None) -> None:
        self._lock, self.key = lock, self.key if lock else None
        self._tell("drafts_key", lock.drafts_key(self.key) if lock else "")

    def _change_all(self) -> None:
        self._db.execute("INSERT OR REPLACE INTO temp.changed SELECT id, NULL FROM answers")

    def _change(self, names: Iterable[str]) -> None:
        self._db.execute(
            """INSERT OR REPLACE INTO temp.changed SELECT row, NULL FROM temp.kept
            WHERE name IN (SELECT value FROM json_each(?))""",
            (json.dumps([*names]),),
        )

    def _take_turn(self) -> None:
        begin_writing(self._db)

    def _leave_no_trace(self) -> None:
        self._tell(UNFINISHED, "")

    def _take(self, kept: Kept) -> None:
        if kept.id != self.id:
            self._unread = {}
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

    def _sealed(self, name: str, text: str) -> str:
        return seal(self.key, name, text) if self.key else text

    def _keep_unread(self, kept: Kept) -> None:
        """Note what cannot be read, so that it is told of, and sealed or opened with all else."""
        came = {*kept.unread, *kept.sealed}
        self.unread += len(came - {*self._unread})
        for name in (*kept.gone, *kept.answers):
            self._unread.pop(name, None)
        self._unread |= kept.unread
