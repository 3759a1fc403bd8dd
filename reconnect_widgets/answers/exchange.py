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
from contextlib import suppress
from datetime import datetime
from itertools import zip_longest
from pathlib import Path

from .database import DAMAGED, connect
from .locked import is_whole

NEW, OLD = "-new", "-old"

LOGS = ("-wal", "-journal")
"""What SQLite keeps beside a file: once, and now while it writes."""

CHUNK = 1 << 20


class NotTheSame(OSError):
    """What was written beside the file is not what is in it."""


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
    for ending in ("", *LOGS, "-shm"):
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


def set_aside(path: Path, endings: tuple[str, ...] = ("", *LOGS, "-shm")) -> Path:
    """Move a damaged file and its logs, or one of them, to a dated name; nothing in it is changed."""
    stamp = datetime.now().strftime("%Y-%m-%d-%H%M%S-%f")
    aside = path.with_name(f"{path.stem}{DAMAGED}{stamp}{path.suffix}")
    for ending in endings:
        if beside(path, ending).exists():
            beside(path, ending).rename(beside(aside, ending))
    return beside(aside, endings[0])


def copy_to(db: sqlite3.Connection, target: Path, key: bytes | None, salt: bytes = b"") -> None:
    """Copy all that is in a database to a new file, check it, and put it on the disk."""
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    copy = connect(target, key, salt)
    try:
        copy.execute("PRAGMA journal_mode = OFF")
        copy.execute("BEGIN")
        _copy_tables(db, copy)
        copy.execute("COMMIT")
    finally:
        copy.close()
    copy = connect(target, key)
    try:
        _require_same(db, copy)
    finally:
        copy.close()
    handle = os.open(target, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some disks cannot, and SQLite goes on there, too
            os.fsync(handle)
    finally:
        os.close(handle)


def beside(path: Path, ending: str) -> Path:
    """Return the name of a companion of a file."""
    return path.with_name(path.name + ending)


def _shape(db: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """Return type, name and SQL of all that the tables are made of, tables first."""
    return db.execute(
        """SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL
        AND name NOT LIKE 'sqlite_%' ORDER BY type <> 'table', name"""
    ).fetchall()


def _copy_tables(db: sqlite3.Connection, copy: sqlite3.Connection) -> None:
    for kind, name, sql in _shape(db):
        copy.execute(sql)
        if kind != "table":
            continue
        rows = db.execute(f'SELECT * FROM "{name}" ORDER BY rowid')
        marks = ", ".join("?" * len(rows.description))
        copy.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)
    (version,) = db.execute("PRAGMA user_version").fetchone()
    copy.execute(f"PRAGMA user_version = {int(version)}")


def _require_same(db: sqlite3.Connection, copy: sqlite3.Connection) -> None:
    (found,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
    same = found == "ok" and _shape(db) == _shape(copy)
    for kind, name, _ in _shape(db) if same else ():
        if kind == "table":
            ours, theirs = (
                one.execute(f'SELECT * FROM "{name}" ORDER BY rowid') for one in (db, copy)
            )
            same = same and all(a == b for a, b in zip_longest(ours, theirs))
    versions = [one.execute("PRAGMA user_version").fetchone() for one in (db, copy)]
    if not same or versions[0] != versions[1]:
        raise NotTheSame
