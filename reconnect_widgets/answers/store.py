"""The reader's answers in one file: saved, added from a copy, erased.

Reading them is for :mod:`.lookups`, the file as such for :mod:`.answers_file`, and the shape of its
tables for :mod:`.migrations`. A store knows nothing of pages or widgets: it is given a prompt, a
value that the prompt let through, and the page's number.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from ..prompts import Prompt
from .answer import Answer, given_at, moved_name
from .database import UNFINISHED, sentences
from .lookups import Lookups

OVERTAKEN = timedelta(seconds=2)
"""How far a kernel may be behind another one; what lies further ahead met a clock that was set back."""


class Store(Lookups):
    """The reader's answers in one file."""

    unread = 0
    """How many answers could not be read where a browser keeps them; it still has them."""

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
        waited: bool = True,
        anew: bool = False,
    ) -> Answer:
        """Write an answer to the disk and return it.

        ``replaces`` is the answer that this visit wrote before: it is updated while it is still the
        latest and of the same day; else a new row keeps the older one as history. ``at`` (with a
        zone) is when the answer was given, for drafts that ``waited`` in a browser. What is given
        now becomes the latest, even if the clock was set back since the one before; but not where
        another page was given a later one, and its kernel was quicker. What is said once more on a
        day is written again if it is said ``anew``.
        Raises :class:`StoreFull` or :class:`StoreError`; then nothing was changed.
        """
        moment = at or datetime.now(UTC)
        day = moment.astimezone().date().isoformat()
        text = json.dumps(value, ensure_ascii=False)
        with sentences(), self._writing():
            wording = self._wording(prompt.id, prompt, page)
            latest = self.latest(prompt.id, entry)
            is_mine = latest is not None and replaces is not None and latest.id == replaces.id
            late = latest and not is_mine and _came_late(moment, latest)
            if latest and not late and not (at and waited):
                moment = max(moment, latest.changed_at + timedelta(milliseconds=1))
            changed = _in_milliseconds(moment)
            if not anew and latest and latest.value == value and latest.day.isoformat() == day:
                return latest
            if latest and is_mine and latest.day.isoformat() == day:
                self._db.execute(
                    "UPDATE answers SET value = ?, wording = ?, changed_at = ? WHERE id = ?",
                    (text, wording, changed, latest.id),
                )
                row = latest.id
            else:
                row = self._insert((prompt.id, entry, text, wording, day, changed, changed, visit))
        return self._at(row)

    def amend(self, answer: Answer, value: Any, *, visit: str) -> Answer:
        """Write another value for an answer, asked as it was asked then."""
        now = datetime.now(UTC)
        day, text = now.astimezone().date().isoformat(), json.dumps(value, ensure_ascii=False)
        with sentences(), self._writing():
            wording = self._wording(answer.question, answer, answer.page)
            changed = _in_milliseconds(max(now, answer.changed_at + timedelta(milliseconds=1)))
            row = (answer.question, answer.entry, text, wording, day, changed, changed, visit)
            return self._at(self._insert(row))

    def add(self, answers: Iterable[Answer]) -> int:
        """Add answers that are not there yet, each at its own time, and return how many they were.

        An answer is there when one like it is, whatever the visit was; one that was moved in time
        also when it is there at the time that it had. All are added, or none.
        """
        with sentences(), self._writing():
            return sum(map(self._add, answers))

    def unknown(self, answers: Iterable[Answer]) -> list[Answer]:
        """Return those that :meth:`add` would add; nothing is written, not even for a moment."""
        found: dict[tuple[str, ...], Answer] = {}
        for answer in answers:
            content = _content(answer)
            as_moved = (*content, moved_name(answer))
            if as_moved not in found:
                found[as_moved if _was_moved(answer) else (*content, *_times(answer))] = answer
        with self.reading():
            return [answer for answer in found.values() if not self._is_there(answer)]

    def erase_answer(self, question: str, entry: str = "") -> None:
        """Erase all that was ever answered to a question, or in one row of a log.

        Like the two below it raises :class:`StoreUntidy` when it is erased and may have left traces.
        """
        self._erase("question = ? AND entry = ?", question, entry)

    def erase_page(self, page: str) -> None:
        """Erase all that was ever answered on a page."""
        self._erase("wording IN (SELECT id FROM wordings WHERE page = ?)", page)

    def erase_everything(self) -> None:
        """Erase all answers. What is left gets another id, so that no open page writes them back."""
        self._erase("TRUE", anew=True)

    def _erase(self, which: str, *values: str, anew: bool = False) -> None:
        with sentences(), self._writing():
            self._db.execute(f"DELETE FROM answers WHERE {which}", values)
            self._db.execute("DELETE FROM wordings WHERE id NOT IN (SELECT wording FROM answers)")
            if anew:
                self._tell("erased", " ".join([*self.erased, self.id]))
                self._tell("id", uuid4().hex)
            self._tell(UNFINISHED, "yes")
        if anew:
            self.accept()
        self._leave_no_trace()

    def _add(self, answer: Answer) -> int:
        if self._is_there(answer):
            return 0
        self._insert(self._row_of(answer))
        return 1

    def _is_there(self, answer: Answer) -> bool:
        before = tuple(map(_in_milliseconds, given_at(answer)))
        (there,) = self._db.execute(
            """SELECT EXISTS (SELECT 1 FROM answers a JOIN wordings w ON w.id = a.wording
            WHERE a.question = ? AND a.entry = ? AND a.value = ?
            AND w.page = ? AND w.kind = ? AND w.words = ? AND w.options = ?
            AND ((a.day = ? AND a.answered_at = ? AND a.changed_at = ?) OR a.visit = ?
                OR (? AND a.answered_at = ? AND a.changed_at = ?)))""",
            (
                *_content(answer),
                *_times(answer),
                moved_name(answer),
                _was_moved(answer),
                *before,
            ),
        ).fetchone()
        return bool(there)

    def _row_of(self, answer: Answer) -> tuple[Any, ...]:
        question, entry, value, *_ = _content(answer)
        wording = self._wording(question, answer, answer.page)
        return (question, entry, value, wording, *_times(answer), answer.visit)

    def _insert(self, row: tuple[Any, ...]) -> int:
        added = self._db.execute(
            """INSERT INTO answers (question, entry, value, wording, day, answered_at, changed_at,
            visit) VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
            row,
        )
        return int(added.lastrowid or 0)

    def _wording(self, question: str, asked_as: Prompt | Answer, page: str) -> int:
        asked = (
            question,
            page,
            asked_as.kind,
            asked_as.words,
            json.dumps(asked_as.options, ensure_ascii=False),
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


def _came_late(moment: datetime, latest: Answer) -> bool:
    """Say whether an answer that was given now comes after one that was given later.

    The kernel of a page that was left may still write when the next page's has written already.
    """
    return timedelta(0) < latest.changed_at - moment < OVERTAKEN


def _content(answer: Answer) -> tuple[str, ...]:
    """Return what was answered and asked, as the tables have it."""
    return (
        answer.question,
        answer.entry,
        json.dumps(answer.value, ensure_ascii=False),
        answer.page,
        answer.kind,
        answer.words,
        json.dumps(answer.options, ensure_ascii=False),
    )


def _times(answer: Answer) -> tuple[str, str, str]:
    return (
        answer.day.isoformat(),
        _in_milliseconds(answer.answered_at),
        _in_milliseconds(answer.changed_at),
    )


def _was_moved(answer: Answer) -> bool:
    return answer.visit == moved_name(answer)


def _in_milliseconds(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
