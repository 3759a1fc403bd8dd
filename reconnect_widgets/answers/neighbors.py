"""What lies beside the file with the answers: what SQLite left there, older copies, copies of others.

In a folder that is synced, SQLite's own journal of another computer can come to lie beside the file, and
SQLite would mix it in. So a journal that nobody is writing is tried on a copy first, and is set aside
when answers would be gone.
"""

import glob
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from ..exceptions import StoreLocked
from .database import BEFORE, DAMAGED, UNFINISHED, connect, errors, real_path, require_key
from .exchange import CHUNK, JOURNAL, NEW, OLD, WAL, beside, finish, set_aside
from .locked import PAGE, is_locked, is_noise, kept_open

try:
    import fcntl
except ImportError:  # elsewhere than on Unix
    HAS_LOCKS = False
else:
    HAS_LOCKS = True

RESERVED = 0x4000_0001
"""The byte of a file that SQLite locks while it writes."""

LEFT_ALONE = 0x4000_1000
"""One that it never locks."""

HEADER = 516
"""Bytes of a journal before its first page."""

ID = ("id",)

Rows = dict[tuple[str, ...], str]
"""When each answer was changed last; and what the file tells of itself, such as its id."""


def older_copies(path: Path) -> list[Path]:
    """Return the files beside this one that hold older answers."""
    return [
        found
        for mark in (BEFORE, DAMAGED)
        for found in sorted(path.parent.glob(f"{glob.escape(path.stem)}{mark}*"))
    ]


def lies_open(path: Path) -> bool:
    """Say whether a file that was set aside, or the first page in such a journal, is not locked."""
    if not path.exists():
        return False
    if path.name.endswith((JOURNAL, WAL)):
        return not is_noise(os.pread(kept_open(path), PAGE, HEADER))
    return not is_locked(path)


def unknown_copies(path: Path) -> list[Path]:
    """Return the files that seem to be copies of this one and are not the workbook's.

    They can lie beside it, or beside the link that leads to it; another link to it is none.
    """
    file = real_path(path)
    found = {
        one
        for folder in {real_path(path.parent), file.parent}
        for one in folder.glob("*")
        if _is_named_like(path, one.name.lower()) or _is_named_like(file, one.name.lower())
    }
    if found == {file}:  # as nearly always; each page asks
        return []
    own = {beside(file, ending) for ending in ("", NEW, OLD, JOURNAL)} | {*older_copies(file)}
    return sorted(one for one in found - own if one.is_file() and one.resolve() != file)


def _is_named_like(path: Path, name: str) -> bool:
    """Say whether a name is that of a copy; a link can lead to a file of another name than ours."""
    return "answers" in name or (name.startswith(path.stem.lower()) and path.suffix in name)


def has_journal(path: Path) -> bool:
    """Say whether a journal lies beside the file that nobody is writing."""
    journals = [beside(path, ending) for ending in (JOURNAL, WAL)]
    if not (any(one.exists() for one in journals) and path.exists()):
        return False
    with _held_still(path) as held:
        return held and any(one.exists() for one in journals)


def set_foreign_aside(path: Path, key: bytes | None) -> list[str]:
    """Set each journal aside that is not this file's own, and return their names.

    Raises :class:`StoreLocked`, with nothing changed, when the key opens neither file nor journal.
    """
    aside = []
    for ending in (JOURNAL, WAL):
        if beside(path, ending).exists():
            with _held_still(path) as held:
                if held and beside(path, ending).exists() and not _is_own(path, key, ending):
                    aside.append(set_aside(path, (ending,)).name)
    return aside


def require_locks(path: Path) -> None:
    """Raise :class:`OSError` on a disk where no file can be locked: SQLite would speak of another program."""
    if HAS_LOCKS:
        for way in (fcntl.LOCK_SH | fcntl.LOCK_NB, fcntl.LOCK_UN):
            fcntl.lockf(kept_open(path), way, 1, LEFT_ALONE)


@contextmanager
def _held_still(path: Path) -> Iterator[bool]:
    """Keep everybody from writing to the file, and say whether that could be had."""
    if not HAS_LOCKS:
        yield False
        return
    file = kept_open(path)
    try:
        fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB, 1, RESERVED)
    except OSError:
        yield False
        return
    try:
        yield True
    finally:
        fcntl.lockf(file, fcntl.LOCK_UN, 1, RESERVED)


def _is_own(path: Path, key: bytes | None, ending: str) -> bool:
    """Say whether a journal can be taken in: what comes out is sound, the same file, and no answer is gone.

    What was half written when somebody died is not sound alone, and the journal takes it back.
    """
    draft = beside(path, NEW)
    try:
        alone = _rows(path, draft, key)
        shutil.copyfile(beside(path, ending), beside(draft, ending))
        joined = _rows(path, draft, key)
    finally:
        finish(path)
    if isinstance(alone, StoreLocked) and isinstance(joined, StoreLocked):
        raise joined
    if not isinstance(joined, dict):
        return not isinstance(alone, dict)
    if not isinstance(alone, dict):
        return True
    is_same = joined.get(ID) == alone.get(ID)
    return is_same and all(joined.get(row, "") >= changed for row, changed in alone.items())


def _rows(path: Path, draft: Path, key: bytes | None) -> Rows | Exception:
    """Return what is in a copy of the file, with a journal beside it, or what keeps it from being read."""
    _copy(path, draft)
    with closing(connect(draft, key)) as db:
        try:
            if key:
                require_key(db)
            return _read(db)
        except StoreLocked as error:
            return error
        except errors() as error:
            return error


def _read(db: sqlite3.Connection) -> Rows:
    (found,) = db.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok" or db.execute("PRAGMA foreign_key_check").fetchone():
        raise sqlite3.DatabaseError
    told = db.execute("SELECT name, value FROM about WHERE name IN (?, 'id')", (UNFINISHED,))
    rows: Rows = {(name,): value for name, value in told if value}
    answers = db.execute("SELECT id, question, entry, answered_at, changed_at FROM answers")
    return rows | {row[:-1]: row[-1] for row in answers}


def _copy(path: Path, draft: Path) -> None:
    """Copy the file through the handle that stays open, as closing another would end our locks."""
    draft.touch(0o600)
    with draft.open("wb") as copy:
        while piece := os.pread(kept_open(path), CHUNK, copy.tell()):
            copy.write(piece)
