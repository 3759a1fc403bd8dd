"""Answers in this process's memory while a page is open: those of a reader whose browser keeps them.

Nothing of it is written to a disk. Which rows changed is noted by the database itself, so whatever
writes to it, the browser hears of all of it. A row counts as changed until the browser says that it
has written it: a line that broke can have lost what was handed over.
"""

import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from ..exceptions import StoreLocked
from ..protocol import Keep
from .answer import as_text
from .browser_lock import KEY, KeptLock, seal
from .database import UNFINISHED, begin_writing, connect, sentences, tell, told, whole
from .from_browser import Kept
from .migrations import migrate
from .rows import FROM, answers_in, insert

MEMORY = Path(":memory:")

_JOURNAL = """
CREATE TEMP TRIGGER came AFTER INSERT ON answers BEGIN SELECT changed(new.id); END;
CREATE TEMP TRIGGER altered AFTER UPDATE ON answers BEGIN SELECT changed(new.id); END;
CREATE TEMP TRIGGER went AFTER DELETE ON answers BEGIN SELECT changed(old.id); END;
"""


class _Had(NamedTuple):
    """Whose answers a browser has, and their lock."""

    id: str
    lock: KeptLock | None


class InMemory:
    """Keeps answers that a browser fills, and tells what the browser has to keep."""

    set_aside = ""
    is_aside_open = False

    def __init__(self, kept: Kept, key: bytes | None = None) -> None:
        """Begin with what the browser sent; raises :class:`StoreLocked` if that needs another key."""
        self.key = key
        """What opens the answers again; ``None`` while they are not locked."""
        self.unread = 0
        """How many answers could not be read; the browser still has them."""
        self._lock: KeptLock | None = None
        self._unread: dict[str, str] = {}
        """What is here and cannot be read, by name; the lock is for it as for all else."""
        self._lies_open: set[str] = set()
        """Which of these lie open in a locked workbook."""
        self._names: dict[int, str] = {}
        """What the browser calls each answer, by its row."""
        self.texts: dict[str, str] = {}
        """What it keeps and this knows, as it keeps it, by name."""
        self._changed: dict[int, int] = {}
        """The rows that it has yet to write, with the number under which it was handed them, or zero."""
        self._handed: list[_Had] = []
        """What it had each time, once it had written what it was handed."""
        self.db = connect(MEMORY)
        migrate(self.db, MEMORY)
        self.db.create_function("changed", 1, self._note)
        self.db.executescript(_JOURNAL)
        self._has = self._told_of = _Had(self._id, None)
        """What the browser has, by its own word and by what it was handed."""
        self.take(kept)
        self.key = self.key if self._lock else None

    def close(self) -> None:
        """Let go of all of it."""
        self.db.close()

    def refresh(self) -> None:
        """Do nothing, as nobody else can change what is in this memory."""

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Write all of it or nothing."""
        with sentences():
            begin_writing(self.db)
            with whole(self.db):
                yield self.db

    def leave_no_trace(self) -> None:
        """Have nothing to tidy: what was erased is overwritten as it goes."""
        tell(self.db, UNFINISHED, "")

    def take(self, kept: Kept) -> None:
        """Take over what the browser has changed since: another tab's answers, or all anew.

        Raises :class:`StoreLocked` if they were locked with another key; then nothing was changed.
        """
        is_turned = kept.lock not in (self._has.lock, self._told_of.lock)
        lock = kept.lock if is_turned else self._lock
        if lock and not lock.drafts_key(self.key):
            raise StoreLocked(
                "That passphrase does not open your answers. Nothing was changed. Please try again."
            )
        opened = kept.opened(self.key) if self.key and kept.lock else kept
        is_other = kept.id != self._id
        names, changed = ({}, {}) if is_other else (dict(self._names), dict(self._changed))
        with self.writing():
            self._fill(opened, names, changed, is_other=is_other)
        self._names, self._changed = names, changed  # the browser knows all that came now
        self._has = self._told_of = _Had(kept.id, kept.lock)
        if is_turned:
            self._turn(lock)
        if lock:
            self._note(*(row for row, name in names.items() if name in kept.answers))
            self._lies_open = {*kept.unread}
        elif is_turned:
            self._note_all()  # what was sealed here meanwhile, nobody could open again
        self._keep_unread(opened, {} if is_other else self._unread)
        here = {*names.values()}
        self.texts = {n: text for n, text in (self.texts | {**kept.texts}).items() if n in here}

    def handed_over(self) -> Keep | None:
        """Return what the browser has to keep or to drop since the last time; nothing to do: none.

        ``no`` is for :meth:`was_kept`. ``store`` is the id of the answers that this goes to, and
        ``sealed`` tells the key with which it is sealed. ``anew`` gives the id of those that take
        their place, when everything was erased; then the browser drops all that it has first.
        ``lock`` is there when it was turned: what the browser has to keep of it, or nothing.
        """
        rows = [row for row, no in self._changed.items() if not no]
        before, now = self._told_of, _Had(self._id, self._lock)
        if not rows and not self._lies_open and now == before:
            return None
        sealed = self._lock.drafts if self._lock else ""
        keep = Keep(type="keep", store=before.id, no=0, sealed=sealed, put={}, drop=[])
        if now.id != before.id:
            keep |= {"anew": now.id, "erased": told(self.db, "erased").split()}
            self._unread, self._lies_open = {}, set()
        unread = self._lies_open
        if now.lock != before.lock:
            keep["lock"] = self._lock.as_told() if self._lock else None
            unread = {*self._unread}
        query = f"{FROM} WHERE a.id IN (SELECT value FROM json_each(?))"
        there = {answer.id: answer for answer in answers_in(self.db, query, json.dumps(rows))}
        gone = [self._names[row] for row in rows if row in self._names and row not in there]
        keep["drop"] = [] if "anew" in keep else gone
        texts = {
            self._names.setdefault(row, uuid4().hex[:16]): as_text(answer)
            for row, answer in there.items()
        }
        texts |= {name: self._unread[name] for name in unread}
        key = self.key
        keep["put"] = {n: seal(key, n, text) if key else text for n, text in texts.items()}
        for name in keep["put"]:
            self.texts.pop(name, None)
        self._lies_open, self._told_of = set(), now
        self._handed.append(now)
        keep["no"] = len(self._handed)
        self._changed |= dict.fromkeys(rows, keep["no"])
        return keep

    def was_kept(self, no: int) -> None:
        """Take the browser's word that it has written what it was handed under a number."""
        if 0 < no <= len(self._handed):
            self._has = self._handed[no - 1]
            self._changed = {row: under for row, under in self._changed.items() if under != no}

    def hand_over_again(self) -> None:
        """Take what the browser did not say that it has written for not handed over."""
        self._told_of = self._has
        self._note(*self._changed)

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
        self._note_all()
        return key

    def unlock(self) -> None:
        """Take the lock off, so that the browser keeps the answers as they are."""
        self._turn(None)
        self._note_all()

    def forget_set_aside(self) -> None:
        """Have nothing to forget, as nothing lies beside a memory."""

    def older_copies(self) -> list[str]:
        """Return none."""
        return []

    unknown_copies = older_copies

    @property
    def _id(self) -> str:
        return told(self.db, "id")

    def _turn(self, lock: KeptLock | None) -> None:
        self._lock, self.key = lock, self.key if lock else None
        tell(self.db, "drafts_key", lock.drafts_key(self.key) if lock else "")

    def _note(self, *rows: int) -> None:
        self._changed |= dict.fromkeys(rows, 0)

    def _note_all(self) -> None:
        self._note(*(row for (row,) in self.db.execute("SELECT id FROM answers")))

    def _fill(
        self, kept: Kept, names: dict[int, str], changed: dict[int, int], *, is_other: bool
    ) -> None:
        """Take what came, and note in ``names`` and ``changed`` what follows for the browser.

        What it has yet to write it will write over what it told of, so the later of the two stays.
        """
        if is_other:
            self.db.execute("DELETE FROM answers")
            self.db.execute("DELETE FROM wordings")
            tell(self.db, "id", kept.id)
        tell(self.db, "erased", " ".join(kept.erased))
        came, rows = dict(kept.answers), {name: row for row, name in names.items()}
        for name in [name for name in came if rows.get(name) in changed]:
            mine = answers_in(self.db, f"{FROM} WHERE a.id = ?", rows[name])
            if not mine or mine[0].changed_at > came[name].changed_at:
                del came[name]
        for name, answer in sorted(came.items(), key=lambda item: item[1].changed_at):
            row = insert(self.db, answer)
            names[row] = name
            if rows.get(name) in changed:
                changed[row] = 0
        for name in [name for name in (*kept.gone, *came) if name in rows]:
            self.db.execute("DELETE FROM answers WHERE id = ?", (rows[name],))
            if name in kept.gone and rows[name] in changed:
                changed[rows[name]] = 0
            else:
                del names[rows[name]]

    def _keep_unread(self, kept: Kept, before: dict[str, str]) -> None:
        """Note what cannot be read, so that it is told of, and sealed or opened with all else."""
        self.unread += len({*kept.unread, *kept.sealed} - {*before})
        here = {n: text for n, text in before.items() if n not in (*kept.gone, *kept.answers)}
        self._unread = here | {**kept.unread}
