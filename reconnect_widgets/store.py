"""The file with the answers: one SQLite file that only its owner can read.

All SQL of the workbook stands here and in :mod:`migrations`. A store knows nothing of pages or
widgets: it is given a prompt, a value that the prompt let through, and the page's number.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from .answers import Answer
from .exceptions import StoreError, StoreFull
from .migrations import migrate
from .prompts import Prompt

WAIT_FOR_OTHERS = 5.0
"""Seconds that a write waits for another tab's write to end."""

SMALL_ENOUGH_TO_CHECK = 8_000_000
"""Bytes up to which the whole file is checked for damage when it is opened (some 20 ms)."""

_COLUMNS = """a.id, a.question, a.entry, w.page, w.kind, w.words, w.options, a.value, a.visit,
    a.day, a.answered_at, a.changed_at"""
_FROM = f"SELECT {_COLUMNS} FROM answers a JOIN wordings w ON w.id = a.wording"
_LATEST_ID = """SELECT l.id FROM answers l WHERE l.question = {question} AND l.entry = {entry}
    ORDER BY l.changed_at DESC, l.id DESC LIMIT 1"""


class Store:
    """The reader's answers in one file."""

    def __init__(self, path: Path) -> None:
        """Open the file, made or brought up to date where needed.

        A damaged file is set aside under a dated name and a new one begun: :attr:`set_aside` then
        names it. Raises :class:`StoreNewer` or :class:`StoreError`.
        """
        self.path = path
        with _sentences(), FileLock(path.with_name(".opening.lock"), timeout=60, mode=0o600):
            try:
                self._db = self._open()
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                aside = _set_aside(path)
                self._db = self._open()
                self._tell("set_aside", aside.name)

    def _open(self) -> sqlite3.Connection:
        if not self.path.exists():
            os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
        db = sqlite3.connect(
            self.path,
            timeout=WAIT_FOR_OTHERS,
            isolation_level=None,
            check_same_thread=False,  # a page takes one message at a time, from whatever thread
        )
        try:
            if self.path.stat().st_size <= SMALL_ENOUGH_TO_CHECK:
                (found,) = db.execute("PRAGMA quick_check(1)").fetchone()
                if found != "ok":
                    raise sqlite3.DatabaseError("damaged")
            migrate(db, self.path)
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")  # *Saved* means on the disk, power cut or not
            db.execute("PRAGMA secure_delete = ON")  # what was changed or removed leaves no trace
            db.execute("PRAGMA temp_store = MEMORY")  # no answer in a file of SQLite's own
        except BaseException:
            db.close()
            raise
        return db

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    @property
    def id(self) -> str:
        """The name that this file was given when it was made; drafts in a browser carry it."""
        return self._told("id")

    @property
    def set_aside(self) -> str:
        """The name of a damaged file that was set aside and not yet told of, or nothing."""
        return self._told("set_aside")

    def forget_set_aside(self) -> None:
        """Note that the reader has been told of the damaged file."""
        self._tell("set_aside", "")

    def save(
        self,
        prompt: Prompt,
        value: Any,
        *,
        page: str,
        visit: str,
        entry: str = "",
        replaces: Answer | None = None,
        at: datetime | None = None,
    ) -> Answer:
        """Write an answer to the disk and return it.

        ``replaces`` is the answer that this visit wrote before: it is updated while it is still the
        latest and of the same day; else a new row keeps the older one as history. ``at`` (with a
        zone) is when the answer was given, for drafts that waited in a browser; now when left out.
        Raises :class:`StoreFull` or :class:`StoreError`; then nothing was changed.
        """
        moment = at or datetime.now(UTC)
        changed = moment.astimezone(UTC).isoformat(timespec="milliseconds")
        day = moment.astimezone().date().isoformat()
        text = json.dumps(value, ensure_ascii=False)
        with _sentences(), self._writing():
            wording = self._wording(prompt, page)
            latest = self.latest(prompt.id, entry)
            if latest and latest.value == value and latest.day.isoformat() == day:
                return latest
            if latest and replaces and latest.id == replaces.id and latest.day.isoformat() == day:
                self._db.execute(
                    "UPDATE answers SET value = ?, wording = ?, changed_at = ? WHERE id = ?",
                    (text, wording, changed, latest.id),
                )
                row = latest.id
            else:
                cursor = self._db.execute(
                    """INSERT INTO answers (question, entry, value, wording, visit, day,
                    answered_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
                    (prompt.id, entry, text, wording, visit, day, changed, changed),
                )
                row = int(cursor.lastrowid or 0)
        return self._one(f"{_FROM} WHERE a.id = ?", row)  # type: ignore[return-value]

    def latest(self, question: str, entry: str = "") -> Answer | None:
        """Return the latest answer to a question, cleared ones (``value is None``) included."""
        inner = _LATEST_ID.format(question="?", entry="?")
        return self._one(f"{_FROM} WHERE a.id = ({inner})", question, entry)

    def latest_of(self, questions: Iterable[str]) -> dict[str, Answer]:
        """Return the latest answer to each of these questions that has one, in one query."""
        inner = _LATEST_ID.format(question="asked.value", entry="''")
        found = self._many(
            f"""SELECT {_COLUMNS} FROM json_each(?) asked JOIN answers a ON a.id = ({inner})
            JOIN wordings w ON w.id = a.wording""",
            json.dumps(list(questions)),
        )
        return {answer.question: answer for answer in found}

    def entries(self, log: str, newest: int = -1) -> list[Answer]:
        """Return the rows of a log as they are now, in the order in which they were begun.

        ``newest`` limits them to the rows that were begun last; all of them when left out.
        """
        inner = _LATEST_ID.format(question="?1", entry="begun.entry")
        return self._many(
            f"""WITH begun AS (
                SELECT entry, min(id) AS first FROM answers WHERE question = ?1 AND entry <> ''
                GROUP BY entry ORDER BY first DESC LIMIT ?2)
            SELECT {_COLUMNS} FROM begun JOIN answers a ON a.id = ({inner})
            JOIN wordings w ON w.id = a.wording
            WHERE a.value <> 'null' ORDER BY begun.first""",
            log,
            newest,
        )

    def before(self, question: str, day: date) -> Answer | None:
        """Return the last answer that was given to a question before a day."""
        return self._one(
            f"""{_FROM} WHERE a.question = ? AND a.entry = '' AND a.day < ? AND a.value <> 'null'
            ORDER BY a.changed_at DESC, a.id DESC LIMIT 1""",
            question,
            day.isoformat(),
        )

    def latest_days(self, question: str, count: int) -> list[Answer]:
        """Return the last answer of each of the latest ``count`` days of a question, oldest first.

        It reads back from the newest through the index, and stops as soon as it has enough.
        """
        found: dict[date, Answer] = {}
        rows = self._db.execute(
            f"""{_FROM} WHERE a.question = ? AND a.entry = '' AND a.value <> 'null'
            ORDER BY a.changed_at DESC, a.id DESC""",
            (question,),
        )
        with _sentences():
            for answer in map(_answer, rows):
                if answer.day not in found and len(found) == count:
                    break
                found.setdefault(answer.day, answer)
        return [found[day] for day in sorted(found)]

    def latest_of_kind(self, kind: str) -> list[Answer]:
        """Return the latest answer to each question of one kind, cleared ones left out."""
        asked = self._db.execute("SELECT DISTINCT question FROM wordings WHERE kind = ?", (kind,))
        found = self.latest_of([question for (question,) in asked])
        return [answer for answer in found.values() if answer.value is not None]

    def tables(self) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
        """Return answers and wordings as plain rows, for sums over all of them.

        Answers, oldest first: ``entry``, ``value`` (JSON), ``wording``, ``day``. Wordings: ``id``,
        ``question``, ``page``, ``kind``, ``words``, ``options`` (JSON).
        """
        with _sentences():
            answers = self._db.execute(
                "SELECT entry, value, wording, day FROM answers ORDER BY changed_at, id"
            ).fetchall()
            wordings = self._db.execute(
                "SELECT id, question, page, kind, words, options FROM wordings"
            ).fetchall()
        return answers, wordings

    def newest(self) -> Answer | None:
        """Return the answer that was written last of all."""
        return self._one(f"{_FROM} ORDER BY a.id DESC LIMIT 1")

    def pages_begun(self) -> set[str]:
        """Return the numbers of the pages on which anything was answered."""
        return {page for (page,) in self._db.execute("SELECT DISTINCT page FROM wordings")}

    def history(self, question: str | None = None) -> list[Answer]:
        """Return every answer ever given to a question, or to all of them, oldest first."""
        order = "ORDER BY a.changed_at, a.id"
        if question is None:
            return self._many(f"{_FROM} {order}")
        return self._many(f"{_FROM} WHERE a.question = ? {order}", question)

    def _wording(self, prompt: Prompt, page: str) -> int:
        asked = (
            prompt.id,
            page,
            prompt.kind,
            prompt.words,
            json.dumps(prompt.options, ensure_ascii=False),
        )
        self._db.execute(
            """INSERT OR IGNORE INTO wordings (question, page, kind, words, options)
            VALUES (?, ?, ?, ?, ?)""",
            asked,
        )
        (row,) = self._db.execute(
            """SELECT id FROM wordings WHERE question = ? AND page = ? AND kind = ?
            AND words = ? AND options = ?""",
            asked,
        ).fetchone()
        return int(row)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def _told(self, name: str) -> str:
        found = self._db.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else ""

    def _tell(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))

    def _one(self, query: str, *values: Any) -> Answer | None:
        found = self._many(query, *values)
        return found[0] if found else None

    def _many(self, query: str, *values: Any) -> list[Answer]:
        with _sentences():
            return [_answer(row) for row in self._db.execute(query, values)]


def _answer(row: tuple[Any, ...]) -> Answer:
    id_, question, entry, page, kind, words, options, value, visit, day, answered_at, changed_at = (
        row
    )
    return Answer(
        id=id_,
        question=question,
        entry=entry,
        page=page,
        kind=kind,
        words=words,
        options=json.loads(options),
        value=json.loads(value),
        visit=visit,
        day=date.fromisoformat(day),
        answered_at=datetime.fromisoformat(answered_at),
        changed_at=datetime.fromisoformat(changed_at),
    )


def _set_aside(path: Path) -> Path:
    """Move a damaged file and its companions to a dated name; nothing in them is changed."""
    stamp = datetime.now().strftime("%Y-%m-%d-%H%M%S-%f")
    aside = path.with_name(f"{path.stem}-damaged-{stamp}{path.suffix}")
    for ending in ("", "-wal", "-shm"):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.rename(aside.with_name(aside.name + ending))
    return aside


@contextmanager
def _sentences() -> Iterator[None]:
    """Turn what SQLite and the disk say into sentences for the reader."""
    try:
        yield
    except sqlite3.OperationalError as error:
        code = getattr(error, "sqlite_errorcode", None)
        if code == sqlite3.SQLITE_FULL:
            raise StoreFull("The disk is full, so this was not saved.") from error
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise StoreError("Another page was writing, so this was not saved yet.") from error
        raise StoreError("The file with your answers cannot be written to just now.") from error
    except (sqlite3.DatabaseError, OSError) as error:
        raise StoreError("The file with your answers cannot be read just now.") from error
