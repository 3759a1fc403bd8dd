"""Puts another file in place of the one with the answers, whole or not at all.

The other file is written beside it, checked and put on the disk. Then the old one gets a second name and
the new one takes its place, so that a file is always there. A USB stick knows no second names (hard
links): there the old one gets another name first.
After a power cut, whoever opens it next finishes what was begun or puts the old one back
(:func:`finish`). Old bytes are overwritten before they go.
"""

import os
import sqlite3
import stat
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

from .database import DAMAGED, connect
from .locked import is_whole

NEW, OLD = "-new", "-old"

JOURNAL, WAL = "-journal", "-wal"
"""What SQLite keeps beside a file while it writes. The second is of earlier states of the workbook and of
other programs; SQLite reads it in place of the file, whatever that says of itself."""

CHUNK = 1 << 20


def put_in_place(db: sqlite3.Connection, path: Path, key: bytes | None, salt: bytes) -> None:
    """Replace the file that ``db`` has open by one of the same answers with another key, or none.

    The caller keeps everybody else from writing and opening.
    """
    new, old = beside(path, NEW), beside(path, OLD)
    try:
        copy_to(db, new, key, salt)
        _name_old(path, old)
        sync_folder(path.parent)
        new.replace(path)
        sync_folder(path.parent)
    finally:
        finish(path)


def _name_old(path: Path, old: Path) -> None:
    """Give the file a second name, so that its own is never free; or another one where none can be."""
    try:
        os.link(path, old)
    except OSError:
        path.rename(old)


def finish(path: Path) -> None:
    """Take away what an exchange left behind, however far it had come."""
    new, old = beside(path, NEW), beside(path, OLD)
    for ending in ("", JOURNAL, WAL, "-shm"):
        wipe(beside(new, ending))
    if not old.exists():
        return
    if path.exists() and old.samefile(path):
        old.unlink()
    elif not is_whole(path):  # the new file had not come into its place, whatever came there since
        if path.exists() and path.stat().st_size:
            set_aside(path)
        old.replace(path)
    wipe(old)


def set_aside(path: Path, endings: tuple[str, ...] = ("", JOURNAL, WAL)) -> Path:
    """Move a damaged file and its journal, or that alone, to a dated name; nothing in it is changed."""
    stamp = datetime.now().strftime("%Y-%m-%d-%H%M%S-%f")
    aside = path.with_name(f"{path.stem}{DAMAGED}{stamp}{path.suffix}")
    for ending in endings:
        if beside(path, ending).exists():
            beside(path, ending).rename(beside(aside, ending))
    return beside(aside, endings[0])


def copy_to(db: sqlite3.Connection, target: Path, key: bytes | None, salt: bytes = b"") -> None:
    """Copy all that is in a database to a new file, check it, and put it on the disk."""
    target.touch(0o600, exist_ok=False)
    with closing(connect(target, key, salt)) as copy:
        copy.execute("PRAGMA journal_mode = OFF")
        copy.execute("BEGIN")
        for sql, values in _making(db):
            copy.execute(sql, values)
        copy.execute("COMMIT")
    with closing(connect(target, key)) as copy:
        (found,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
        if found != "ok" or any(a != b for a, b in zip_longest(_making(db), _making(copy))):
            raise OSError("What was written beside the file is not what is in it.")
    _sync(target)


def _making(db: sqlite3.Connection) -> Iterator[tuple[str, Sequence[Any]]]:
    """Give what makes the same database elsewhere: statements, and the values for each."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    yield f"PRAGMA user_version = {version}", ()
    shape = db.execute(
        """SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL
        AND name NOT LIKE 'sqlite_%' ORDER BY type <> 'table', name"""
    )
    for kind, name, sql in shape.fetchall():
        yield sql, ()
        if kind == "table":
            for row in db.execute(f'SELECT * FROM "{name}" ORDER BY rowid'):
                yield f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(row))})', row


def wipe(path: Path) -> None:
    """Overwrite a file and remove it, if it is there; what has a second name elsewhere is only let go."""
    with suppress(FileNotFoundError):
        found = path.lstat()
        if stat.S_ISREG(found.st_mode) and found.st_nlink == 1:
            _overwrite(path, found.st_size)
        path.unlink()
        sync_folder(path.parent)


def _overwrite(path: Path, left: int) -> None:
    with path.open("r+b", buffering=0) as file:
        while left > 0:
            left -= file.write(bytes(min(CHUNK, left)))
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk."""
    with suppress(OSError):  # some disks cannot, and SQLite goes on there, too
        _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def beside(path: Path, ending: str) -> Path:
    """Return the name of a companion of a file."""
    return path.with_name(path.name + ending)
