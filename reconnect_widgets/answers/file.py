"""The file with the answers as a file: opened, locked, found changed by another page, left without trace.

What is in its tables is for :mod:`.store`; what an exchange of the whole file takes, for
:mod:`.exchange`.
"""

import errno
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock

from ..exceptions import StoreErased, StoreError, StoreLocked, StoreUntidy
from .database import (
    UNFINISHED,
    begin_writing,
    connect,
    errors,
    is_damage,
    real_path,
    require_key,
    require_sound,
    sentences,
)
from .exchange import finish, put_in_place, set_aside, wipe
from .locked import SALT, identity, is_locked, make_key, salt_of
from .migrations import migrate
from .neighbors import has_log, lies_open, older_copies, set_foreign_aside, unknown_copies

BETWEEN = "/"
"""Parts the names of what was set aside, as it can be in none of them."""


class AnswersFile:
    """One SQLite file, open, and what is said of it in its table ``about``."""

    def __init__(self, path: Path, key: bytes | None = None) -> None:
        """Open the file, made or brought up to date where needed; a locked one with its key.

        A damaged file, or the log of another one, is set aside under a dated name: :attr:`set_aside`
        then names it. Raises :class:`StoreNewer`, :class:`StoreLocked` or :class:`StoreError`.
        """
        self._given = path
        self.path = real_path(path)  # a link stays one when the file it leads to is exchanged
        self.key = key
        """What opens the file again; ``None`` while it is not locked."""
        self._begin()
        self._known = self.id

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    def refresh(self) -> None:
        """Open the file anew if another, or a log, has come there; raises :class:`StoreLocked`."""
        if identity(self.path) != self._file or has_log(self.path):
            self._let_go()
            self._begin()

    @property
    def id(self) -> str:
        """The name that these answers were given when they were begun; drafts in a browser carry it."""
        return self._told("id")

    @property
    def erased(self) -> list[str]:
        """The ids of the answers that were erased in this file as a whole."""
        return self._told("erased").split()

    @property
    def is_known(self) -> bool:
        """Whether these are still the answers that were there at the last :meth:`accept`."""
        return self._known == self.id

    def accept(self) -> None:
        """Take the answers as they are now; nothing that was known before may be written any more."""
        self._known = self.id

    def require(self, id: str) -> None:
        """Raise :class:`StoreErased` unless these are the answers with that id."""
        if id != self.id:
            raise StoreErased(
                "Your answers were erased or replaced after this page was opened, so this was not "
                "saved."
            )

    @property
    def set_aside(self) -> str:
        """The name of a damaged file or a log that was set aside and not yet told of, or nothing."""
        return self._told("set_aside").split(BETWEEN)[0]

    @property
    def is_aside_open(self) -> bool:
        """Whether what was set aside lies open beside a locked file, where it cannot stay."""
        return bool(self.set_aside and self.key) and lies_open(self.path.with_name(self.set_aside))

    def forget_set_aside(self) -> None:
        """Note that the reader has been told of what was set aside, and remove it if it lies open."""
        if self.is_aside_open:
            with sentences():
                wipe(self.path.with_name(self.set_aside))
        self._tell("set_aside", BETWEEN.join(self._told("set_aside").split(BETWEEN)[1:]))

    @property
    def drafts_key(self) -> str:
        """What seals drafts in browsers while the file is locked; the same for every passphrase."""
        return self._told("drafts_key")

    def is_passphrase(self, passphrase: str) -> bool:
        """Say whether this passphrase opens the file."""
        return make_key(passphrase, salt_of(self.path)) == self.key

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
        if not self.drafts_key:
            self._tell("drafts_key", secrets.token_hex(32))
        salt = secrets.token_bytes(SALT)
        key = make_key(passphrase, salt)
        self._tell("set_aside", "")
        self._exchange(key, salt)
        with sentences():
            for copy in older_copies(self.path):
                wipe(copy)
        return key

    def unlock(self) -> None:
        """Take the lock off, so that the file opens without a passphrase."""
        self._exchange(None, b"")

    def _let_go(self) -> None:
        """Let the file go for a moment; it is opened at the next try where it cannot be at once."""
        self._db.close()
        self._file: tuple[int, int] | None = None

    def _begin(self) -> None:
        with sentences(), self._opening():
            finish(self.path)
            self._require_key()
            aside = set_foreign_aside(self.path, self.key)
            try:
                self._db = self._open()
            except Exception as error:
                if not is_damage(error):
                    raise
                aside.append(self._begin_anew())
            self._file = identity(self.path)
            untold = [name for name in self._told("set_aside").split(BETWEEN) if name] + aside
            if aside:
                self._tell("set_aside", BETWEEN.join(untold))
            if self.key:  # nothing lies open beside a locked file, whenever the lock was cut short
                for copy in older_copies(self.path):
                    if lies_open(copy) and copy.name not in untold:
                        wipe(copy)
        if self._told(UNFINISHED):
            with suppress(StoreUntidy):
                self._leave_no_trace()

    def _begin_anew(self) -> str:
        """Begin a file in place of a damaged one; what was locked stays so, by the same passphrase."""
        salt = salt_of(self.path) if self.key else b""
        aside = set_aside(self.path)
        os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
        self._db = self._open(salt)
        if self.key:
            self._tell("drafts_key", secrets.token_hex(32))
        return aside.name

    def _opening(self) -> FileLock:
        if not self.path.parent.is_dir():  # a lock would make the folder of a disk that is missing
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        return FileLock(self.path.with_name(".opening.lock"), timeout=60, mode=0o600)

    def _require_key(self) -> None:
        """Find out whether the file is locked, once it is there, and whether there is a key to it."""
        if not self.path.exists():
            os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
        if not is_locked(self.path):
            self.key = None
        elif self.key is None:
            raise StoreLocked("Your answers are locked. Please unlock them at the top of the page.")

    def _open(self, salt: bytes = b"") -> sqlite3.Connection:
        """Open the file; with ``salt`` it is begun as a locked one."""
        db = connect(self.path, self.key, salt)
        try:
            if self.key:
                require_key(db)
            require_sound(db, self.path)
            migrate(db, self.path, self.key)
            db.execute("PRAGMA journal_mode = DELETE")  # one file holds it all; it was WAL once
            db.execute("PRAGMA synchronous = EXTRA")  # *Saved* means on the disk, power cut or not
        except BaseException:
            db.close()
            raise
        return db

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read all that is asked within as it was at one moment, whoever writes meanwhile."""
        with sentences():
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                if self._db.in_transaction:
                    self._db.execute("COMMIT")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Write to the file that is there now, and only to the answers that are known."""
        self._take_turn()
        try:
            self.require(self._known)
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def _take_turn(self) -> None:
        """Keep others from writing to the file that is there now, which can have been exchanged."""
        while True:
            self.refresh()
            try:
                begin_writing(self._db)
            except errors():
                if identity(self.path) == self._file:
                    raise
                continue
            if identity(self.path) == self._file:
                return
            self._db.execute("ROLLBACK")

    def _exchange(self, key: bytes | None, salt: bytes) -> None:
        """Put the same answers with another key, or with none, in place of the file."""
        self.refresh()
        with sentences(), self._opening():
            before = self._file
            if identity(self.path) != before:
                raise StoreError("Another page changed the lock just now. Please try again.")
            begin_writing(self._db)
            try:
                put_in_place(self._db, self.path, key, salt)
            finally:
                self._let_go()
                if identity(self.path) != before:
                    self.key = key
                self._db = self._open()
                self._file = identity(self.path)

    def _leave_no_trace(self) -> None:
        """Let no byte of what was erased stay in this folder; begun anew if it was cut short."""
        try:
            with sentences():
                self._db.execute("VACUUM")
                for copy in older_copies(self.path):
                    wipe(copy)
                self._tell("set_aside", "")
                self._tell(UNFINISHED, "")
        except StoreError as error:
            raise StoreUntidy(
                "Erased. Another page was busy or the disk was full, so traces may stay in the folder "
                "until a page is opened next."
            ) from error

    def _told(self, name: str) -> str:
        with sentences():
            found = self._db.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else ""

    def _tell(self, name: str, value: str) -> None:
        with sentences():
            self._db.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))
