"""Answers in a file: opened, written, locked, found changed by another page, left without trace.

What is in its tables is for :mod:`.store`; what an exchange of the whole file takes, for
:mod:`.exchange`.
"""

import errno
import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock

from ..exceptions import StoreError, StoreLocked, StoreUntidy
from .answer import Answer
from .database import (
    NO_KEY,
    UNFINISHED,
    connect,
    errors,
    is_damage,
    real_path,
    require_key,
    require_sound,
    sentences,
    tell,
    told,
    whole,
)
from .exchange import finish, put_in_place, set_aside, wipe
from .locked import SALT, identity, is_locked, make_key, salt_of
from .migrations import migrate
from .neighbors import (
    has_journal,
    lies_open,
    older_copies,
    require_locks,
    set_foreign_aside,
    unknown_copies,
)

BETWEEN = "/"
"""Parts the names of what was set aside, as it can be in none of them."""


class InFile:
    """Keeps answers in one SQLite file, which other pages may have open as well."""

    unread = 0

    def __init__(self, path: Path, key: bytes | None = None) -> None:
        """Open the file, made or brought up to date where needed; a locked one with its key.

        A damaged file, or the journal of another one, is set aside under a dated name: :attr:`set_aside`
        then names it. Raises :class:`StoreNewer`, :class:`StoreLocked` or :class:`StoreError`.
        """
        self._given = path
        self.path = real_path(path)  # a link stays one when the file it leads to is exchanged
        self.key = key
        """What opens the file again; ``None`` while it is not locked."""
        self._begin()

    def close(self) -> None:
        """Let the file go."""
        self.db.close()

    def refresh(self) -> None:
        """Open the file anew if another, or a journal, has come there; raises :class:`StoreLocked`."""
        with sentences():
            if identity(self.path) != self._file or has_journal(self.path):
                self._let_go()
                self._begin()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Write to the file that is there now, all of it or nothing."""
        with sentences():
            self._take_turn()
            with whole(self.db):
                yield self.db

    def leave_no_trace(self) -> None:
        """Let no byte of what was erased stay in this folder; begun anew if it was cut short."""
        try:
            with sentences():
                self.db.execute("VACUUM")
                self._wipe_copies()
                tell(self.db, UNFINISHED, "")
        except StoreError as error:
            raise StoreUntidy(
                "Erased. Another page or program was in the way, or the disk was full. So traces may stay "
                "in the folder until a page is opened next."
            ) from error

    @property
    def set_aside(self) -> str:
        """The name of a damaged file or a journal that was set aside and not yet told of, or nothing."""
        return next(iter(self._untold()), "")

    @property
    def is_aside_open(self) -> bool:
        """Whether what was set aside lies open beside a locked file, where it cannot stay."""
        return bool(self.set_aside and self.key) and lies_open(self.path.with_name(self.set_aside))

    def forget_set_aside(self) -> None:
        """Note that the reader has been told of what was set aside, and remove it if it lies open."""
        if self.is_aside_open:
            with sentences():
                wipe(self.path.with_name(self.set_aside))
        tell(self.db, "set_aside", BETWEEN.join(self._untold()[1:]))

    def is_passphrase(self, passphrase: str) -> bool:
        """Say whether this passphrase opens the file."""
        return make_key(passphrase, salt_of(self.path)) == self.key

    def names_of(self, _answers: Iterable[Answer]) -> list[str]:
        """Return none, as no browser has these answers."""
        return []

    def older_copies(self) -> list[str]:
        """Return the names of files beside this one that hold older answers."""
        return [found.name for found in older_copies(self.path)]

    def unknown_copies(self) -> list[str]:
        """Return the names of files beside this one that are not ours and may hold answers.

        What lies beside a link in another folder is named with that folder.
        """
        return [
            found.name if found.parent == self.path.parent else str(found)
            for found in unknown_copies(self._given)
        ]

    def lock(self, passphrase: str) -> bytes:
        """Lock the file with a passphrase, or with another one than before, and return the key.

        Older copies are removed: they are not locked, or open to the passphrase of before.
        """
        if not told(self.db, "drafts_key"):
            tell(self.db, "drafts_key", secrets.token_hex(32))
        salt = secrets.token_bytes(SALT)
        key = make_key(passphrase, salt)
        self._exchange(key, salt)
        with sentences():
            self._wipe_copies()
        return key

    def unlock(self) -> None:
        """Take the lock off, so that the file opens without a passphrase."""
        self._exchange(None, b"")

    def _let_go(self) -> None:
        """Let the file go for a moment; it is opened at the next try where it cannot be at once."""
        self.db.close()
        self._file: tuple[int, int] | None = None

    def _begin(self) -> None:
        with sentences(), self._opening():
            finish(self.path)
            self._require_key()
            aside = set_foreign_aside(self.path, self.key)
            if not (self._is_opened() or self._is_opened()):  # a disk can fail for a moment
                aside.append(self._begin_anew())
            if aside:
                tell(self.db, "set_aside", BETWEEN.join(self._untold() + aside))
            for copy in self._open_copies():  # whenever the lock was cut short
                wipe(copy)
        if told(self.db, UNFINISHED):
            with suppress(StoreUntidy):
                self.leave_no_trace()

    def _is_opened(self) -> bool:
        """Open the file, and say whether it is whole."""
        try:
            self._open()
        except Exception as error:
            if not is_damage(error):
                raise
            return False
        return True

    def _begin_anew(self) -> str:
        """Begin a file in place of a damaged one; what was locked stays so, by the same passphrase."""
        salt = salt_of(self.path) if self.key else b""
        aside = set_aside(self.path)
        self.path.touch(0o600)
        self._open(salt)
        if self.key:
            tell(self.db, "drafts_key", secrets.token_hex(32))
        return aside.name

    def _opening(self) -> FileLock:
        if not self.path.parent.is_dir():  # a lock would make the folder of a disk that is missing
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        return FileLock(self.path.with_name(".opening.lock"), timeout=60, mode=0o600)

    def _require_key(self) -> None:
        """Find out whether the file is locked, once it is there, and whether there is a key to it."""
        if not self.path.exists():
            self.path.touch(0o600)
        if not is_locked(self.path):
            self.key = None
        elif self.key is None:
            raise StoreLocked(NO_KEY)

    def _open(self, salt: bytes = b"") -> None:
        """Open the file, and note which it is; with ``salt`` it is begun as a locked one."""
        require_locks(self.path)
        db = connect(self.path, self.key, salt)
        try:
            if self.key:
                require_key(db)
            require_sound(db, self.path)
            migrate(db, self.path, self.key)
            db.execute("PRAGMA journal_mode = DELETE")  # one file holds it all; it was WAL once
            db.execute("PRAGMA synchronous = EXTRA")  # *Saved* means on the disk, power cut or not
            self._file = identity(self.path)
        except BaseException:
            db.close()
            raise
        self.db = db

    def _take_turn(self) -> None:
        """Keep others from writing to the file that is there now, which can have been exchanged."""
        while True:
            self.refresh()
            try:
                self.db.execute("BEGIN IMMEDIATE")
            except errors():
                if identity(self.path) == self._file:
                    raise
                continue
            if identity(self.path) == self._file:
                return
            self.db.execute("ROLLBACK")

    def _exchange(self, key: bytes | None, salt: bytes) -> None:
        """Put the same answers with another key, or with none, in place of the file."""
        self.refresh()
        with sentences(), self._opening():
            before = self._file
            if identity(self.path) != before:
                raise StoreError("Another page changed the lock just now. Please try again.")
            self.db.execute("BEGIN IMMEDIATE")
            try:
                put_in_place(self.db, self.path, key, salt)
            finally:
                self._let_go()
                if identity(self.path) != before:
                    self.key = key
                self._open()

    def _wipe_copies(self) -> None:
        tell(self.db, "set_aside", "")
        for copy in older_copies(self.path):
            wipe(copy)

    def _open_copies(self) -> list[Path]:
        """Return the older copies that lie open beside a locked file, where none but an untold one may."""
        copies = older_copies(self.path) if self.key else []
        return [one for one in copies if lies_open(one) and one.name not in self._untold()]

    def _untold(self) -> list[str]:
        return [name for name in told(self.db, "set_aside").split(BETWEEN) if name]
