"""Answers in this process's memory while a page is open: those of a reader whose browser keeps them.

Nothing of it is written to a disk. Which rows changed is noted by the database itself, so whatever
writes to it, the browser hears of all of it. An answer counts as changed until the browser says that
it has written it: what the browser says meanwhile can be older, and another tab can be in the way.
"""

import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from ..exceptions import StoreLocked
from ..protocol import Keep
from .answer import Answer, as_text
from .browser_lock import KEY, KeptLock, seal
from .database import UNFINISHED, WRONG_KEY, connect, sentences, tell, told, whole
from .from_browser import Kept
from .migrations import migrate
from .passphrases import FIELD
from .rows import FROM, answers_in, put

MEMORY = Path(":memory:")

_JOURNAL = """
CREATE TEMP TRIGGER came AFTER INSERT ON answers BEGIN SELECT changed(new.id); END;
CREATE TEMP TRIGGER altered AFTER UPDATE ON answers BEGIN SELECT changed(new.id); END;
CREATE TEMP TRIGGER went AFTER DELETE ON answers BEGIN SELECT gone(old.id); END;
"""


def _as_told(lock: KeptLock | None) -> dict[str, Any] | None:
    return asdict(lock) if lock else None


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
        self._lock: KeptLock | None = None
        self._unread: dict[str, str] = {}
        """What is here and cannot be read, by name; the lock is for it as for all else, unless another
        key has sealed it: then there are no words of it."""
        self._lies_open: set[str] = set()
        """Which of these lie open in a locked workbook."""
        self._names: dict[int, str] = {}
        """What the browser calls each answer, by its row."""
        self._texts: dict[str, str] = {}
        """Each as it keeps it, by its own word."""
        self._changed: dict[str, int] = {}
        """What it has yet to write or drop, with the number under which it was handed over, or zero."""
        self._put: dict[str, str] = {}
        """What it was handed of these last."""
        self._no = 0
        """The number under which it was handed something last."""
        self._turned = 0
        """The number under which it was last handed another lock, or another id of the answers."""
        self.db = connect(MEMORY)
        migrate(self.db, MEMORY)
        self.db.create_function("changed", 1, self._note)
        self.db.create_function("gone", 1, self._note_gone)
        self._has = self._told_of = _Had(self._id, None)
        """What the browser has, by its own word and by what it was handed."""
        self.take(kept)
        self.db.executescript(_JOURNAL)  # now, for what came has its names
        self.key = self.key if self._lock else None

    @property
    def unread(self) -> int:
        """How many answers could not be read; the browser still has them."""
        return len(self._unread)

    @property
    def known(self) -> dict[str, str]:
        """What the browser keeps, by its own word; what could not be read is always read again."""
        return dict.fromkeys(self._unread, "") | self._texts

    def close(self) -> None:
        """Let go of all of it."""
        self.db.close()

    def refresh(self) -> None:
        """Do nothing, as nobody else can change what is in this memory."""

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Write all of it or nothing."""
        names, changed = dict(self._names), dict(self._changed)
        try:
            with sentences():
                self.db.execute("BEGIN IMMEDIATE")
                with whole(self.db):
                    yield self.db
        except BaseException:
            self._names, self._changed = names, changed
            raise

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
            raise StoreLocked(WRONG_KEY, FIELD)
        opened = kept.opened(self.key) if self.key and kept.lock else kept
        is_other = kept.id != self._id
        texts, put = kept.texts, self._put
        self._confirm([n for n in self._changed if n in texts and texts[n] == put.get(n)])
        with self.writing():
            names, changed = self._filled(opened, is_other=is_other)
        self._names, self._changed = names, changed
        self._has = self._told_of = _Had(kept.id, kept.lock)
        if is_turned:
            self._turn(lock)
        self._changed = dict.fromkeys(self._changed, 0)  # is handed over once more
        if lock:
            self._note(*(row for row, name in names.items() if name in kept.answers))
            self._lies_open = {*kept.unread}
        elif is_turned:
            self._note_all()  # what was sealed here meanwhile, nobody could open again
            unread = {n: text for n, text in opened.unread.items() if n not in self._changed}
            opened = replace(opened, unread=unread)
        self._know(opened, {*self.known} if is_other else {*kept.gone, *opened.answers})

    def handed_over(self) -> Keep | None:
        """Return what the browser has to keep or to drop since the last time; nothing to do: none.

        ``no`` is for :meth:`was_kept`. ``store`` is the id of the answers that this goes to, and
        ``sealed`` tells the key with which it is sealed. ``anew`` gives the id of those that take
        their place, when everything was erased; then the browser drops all that it has first.
        ``lock`` is there when it was turned: what the browser has to keep of it, or nothing; ``was``
        is the one before, and ``seals`` has what seals drafts from now on, if anything does.
        """
        names = {name for name, no in self._changed.items() if not no}
        before, now = self._told_of, _Had(self._id, self._lock)
        if not names and not self._lies_open and now == before:
            return None
        sealed = self._lock.drafts if self._lock else ""
        self._no += 1
        if now != before:
            self._turned = self._no
        keep = Keep(type="keep", store=before.id, no=self._no, sealed=sealed, put={}, drop=[])
        if now.id != before.id:
            keep |= {"anew": now.id, "erased": told(self.db, "erased").split()}
            self._unread, self._lies_open = {}, set()
        unread = self._lies_open
        if now.lock != before.lock:
            keep |= {"lock": _as_told(now.lock), "was": _as_told(before.lock)}
            keep["seals"] = [told(self.db, "drafts_key")] if now.lock else []
            unread = {name for name, text in self._unread.items() if text}
        query = f"{FROM} WHERE a.id IN (SELECT value FROM json_each(?))"
        rows = {row: name for row, name in self._names.items() if name in names}
        there = answers_in(self.db, query, json.dumps([*rows]))
        texts = {rows[answer.id]: as_text(answer) for answer in there}
        keep["drop"] = [] if "anew" in keep else sorted(names - {*texts})
        texts |= {name: self._unread[name] for name in unread}
        key = self.key
        keep["put"] = {n: seal(key, n, text) if key else text for n, text in texts.items()}
        self._put = {n: text for n, text in self._put.items() if n not in names} | keep["put"]
        self._lies_open, self._told_of = set(), now
        self._changed |= dict.fromkeys(names, self._no)
        return keep

    def was_kept(self, no: int) -> None:
        """Take the browser's word that it has written what it was handed under a number."""
        if no >= self._turned:
            self._has = self._told_of
        self._confirm([name for name, under in self._changed.items() if under == no > 0])

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

    def names_of(self, answers: Iterable[Answer]) -> list[str]:
        """Return what the browser calls these answers."""
        return [self._names[answer.id] for answer in answers]

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
        for row in rows:
            self._changed[self._names.setdefault(row, uuid4().hex[:16])] = 0

    def _note_gone(self, row: int) -> None:
        self._changed[self._names.pop(row)] = 0

    def _note_all(self) -> None:
        self._note(*self._names)

    def _confirm(self, names: list[str]) -> None:
        """Take the browser's word that it has written or dropped these."""
        for name in names:
            del self._changed[name]
            self._texts.pop(name, None)
            if name in self._put:
                self._texts[name] = self._put.pop(name)

    def _know(self, kept: Kept, but: set[str]) -> None:
        """Note how the browser keeps what came, beside what it was known to keep ``but`` for some."""
        if not kept.texts and not but:
            return
        here = {*self._names.values()}
        before = {name: text for name, text in self._texts.items() if name not in but}
        self._texts = {n: text for n, text in (before | {**kept.texts}).items() if n in here}
        self._unread = {name: text for name, text in self._unread.items() if name not in but}
        self._unread |= {**kept.unread, **dict.fromkeys(kept.sealed, "")}

    def _filled(self, kept: Kept, *, is_other: bool) -> tuple[dict[int, str], dict[str, int]]:
        """Put in what came; return the names of the rows, and what of them is still to be written.

        What the browser has yet to write it will write over what it told of, so the later of the two
        stays, and what was erased on either side stays erased.
        """
        names, changed = ({}, {}) if is_other else (dict(self._names), dict(self._changed))
        if is_other:
            self.db.execute("DELETE FROM answers")
            self.db.execute("DELETE FROM wordings")
            tell(self.db, "id", kept.id)
        tell(self.db, "erased", " ".join(kept.erased))
        rows = {name: row for row, name in names.items()}
        came = {
            name: answer
            for name, answer in kept.answers.items()
            if name not in changed or self._is_before(rows.get(name), answer)
        }
        old = {*kept.gone, *came}
        changed |= {name: 0 for name in changed if name in old}
        for row in [rows[name] for name in old if name in rows]:
            self.db.execute("DELETE FROM answers WHERE id = ?", (row,))
            del names[row]
        for name, answer in sorted(came.items(), key=lambda item: item[1].changed_at):
            names[put(self.db, answer)] = name
        return names, changed

    def _is_before(self, row: int | None, answer: Answer) -> bool:
        """Say whether what is here was changed before another answer; what was erased here was not."""
        return any(
            one.changed_at < answer.changed_at
            for one in answers_in(self.db, f"{FROM} WHERE a.id = ?", row)
        )
