"""How the file with the answers is opened: by Python's own SQLite, or by SQLCipher when it is locked."""

import errno
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ..exceptions import StoreError, StoreFull, StoreLocked
from .passphrases import FIELD

WAIT_FOR_OTHERS = 5.0
"""Seconds that a write waits for another tab's write to end."""

SMALL_ENOUGH_TO_CHECK = 8_000_000
"""Bytes up to which the whole file is checked for damage when it is opened (some 20 ms)."""

WORDS = """SELECT count(*) = total(json_valid(words)), CAST(ifnull(group_concat(words, ''), '') AS BLOB)
    FROM (SELECT value AS words FROM answers UNION ALL SELECT options FROM wordings)"""
"""Asks whether all that was answered and offered is JSON, and for its letters."""

BEFORE, DAMAGED = "-before-step-", "-damaged-"
"""What stands in the names of older copies: made before a migration, or set aside."""

UNFINISHED = "unfinished"
"""Is told of a file from which something was erased until no byte of it is left."""


WRONG_KEY = "That passphrase does not open your answers. Nothing was changed. Please try again."
NO_KEY = "Your answers are locked. Please unlock them at the top of the page."


NO_LOCKS = errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP
"""What a disk says on which no file can be locked, such as some in a network."""


class Damaged(Exception):
    """What is in the file is no database any more."""


def real_path(path: Path) -> Path:
    """Return where a file is that a link can lead to; raises :class:`StoreError` when none does."""
    with suppress(OSError, RuntimeError):
        found = path.resolve()
        if not found.is_symlink():  # Python 3.13 gives the link back
            return found
    raise StoreError(f"The link {path} leads to itself, so your answers are not there.")


def connect(path: Path, key: bytes | None = None, salt: bytes = b"") -> sqlite3.Connection:
    """Open a file, with SQLCipher when there is a key; ``salt`` is for a file that is only begun."""
    ways: dict[str, Any] = {
        "timeout": WAIT_FOR_OTHERS,
        "isolation_level": None,
        "check_same_thread": False,  # a page takes one message at a time, from whatever thread
    }
    db: sqlite3.Connection  # SQLCipher's has the same methods
    if key is None:
        db = sqlite3.connect(path, **ways)
    else:
        db = _cipher().connect(path, **ways)
        db.execute("PRAGMA cipher_log_level = NONE")  # a wrong passphrase is said to the reader
        db.execute(f"PRAGMA key = \"x'{key.hex()}{salt.hex()}'\"")
    db.execute("PRAGMA secure_delete = ON")  # what was changed or removed leaves no trace
    db.execute("PRAGMA temp_store = MEMORY")  # no answer in a file of SQLite's own
    return db


@contextmanager
def whole(db: sqlite3.Connection) -> Iterator[None]:
    """End a transaction that has begun: all of it is written, or nothing.

    ``with db`` would do it, but SQLCipher's leaves it open when the disk is too full to write it.
    """
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def require_key(db: sqlite3.Connection) -> None:
    """Read the first page of a locked file; raises :class:`StoreLocked` when the key is another's."""
    try:
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except errors() as error:
        if _code(error) != sqlite3.SQLITE_NOTADB:
            raise
        raise StoreLocked(WRONG_KEY, FIELD) from error


def require_sound(db: sqlite3.Connection, path: Path) -> None:
    """Look through a small file; raises :class:`Damaged` where something is broken.

    SQLite does not look at words. Where some are no words any more, nothing could be copied, locked or
    erased.
    """
    if path.stat().st_size > SMALL_ENOUGH_TO_CHECK:
        return
    (found,) = db.execute("PRAGMA quick_check(1)").fetchone()
    is_begun = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'answers'").fetchone()
    if found != "ok" or (is_begun and not _are_words(*db.execute(WORDS).fetchone())):
        raise Damaged


def _are_words(is_json: int, letters: bytes) -> bool:
    try:
        letters.decode()
    except UnicodeDecodeError:
        return False
    return bool(is_json)


def is_damage(error: BaseException) -> bool:
    """Say whether an error means that the file itself is broken, and not the disk or the moment."""
    return isinstance(error, Damaged) or _code(error) in (
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    )


def errors() -> tuple[type[Exception], ...]:
    """Return the errors of the libraries that are in use; SQLCipher's are classes of their own."""
    cipher = sys.modules.get("sqlcipher3.dbapi2")
    return (sqlite3.Error, cipher.Error) if cipher else (sqlite3.Error,)


def told(db: sqlite3.Connection, name: str) -> str:
    """Return what the table ``about`` says of these answers; nothing, if it says nothing."""
    with sentences():
        found = db.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
    return str(found[0]) if found else ""


def tell(db: sqlite3.Connection, name: str, value: str) -> None:
    """Note something of these answers in the table ``about``."""
    with sentences():
        db.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))


@contextmanager
def sentences() -> Iterator[None]:
    """Turn what SQLite and the disk say into sentences for the reader."""
    try:
        yield
    except Exception as error:
        if not isinstance(error, (*errors(), Damaged, OSError, NotImplementedError)):
            raise
        raise _in_words(error) from error


def _in_words(error: BaseException) -> StoreError:
    code = _code(error)
    number = getattr(error, "errno", None)
    if code == sqlite3.SQLITE_FULL or number in (errno.ENOSPC, errno.EDQUOT):
        return StoreFull("The disk is full, so nothing was changed.")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreError(
            "Another page or program was using your answers, so nothing was changed yet."
        )
    if number in NO_LOCKS or isinstance(error, NotImplementedError):  # so says filelock
        return StoreError(
            "The disk with your answers cannot keep two pages apart. Please choose a folder on another "
            "disk; RECONNECT_DATA names it."
        )
    if number == errno.ENOENT:
        return StoreError("The folder with your answers is not there. Is a disk missing?")
    read_only = number in (errno.EROFS, errno.EACCES, errno.EPERM)
    if read_only or type(error).__name__ == "OperationalError":
        return StoreError("The file with your answers cannot be written to just now.")
    return StoreError("The file with your answers cannot be read just now.")


def _code(error: BaseException) -> int:
    """Return SQLite's own number for an error, without its finer parts."""
    return int(getattr(error, "sqlite_errorcode", None) or 0) & 0xFF


def _cipher() -> Any:
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        raise StoreLocked(
            "Your answers are locked, and the library that opens them is missing. "
            "Please install the package sqlcipher3 and open the page again."
        ) from error
    return dbapi2
