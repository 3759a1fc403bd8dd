"""The reader's answers: saved, added from a copy, erased.

Reading them is for :mod:`.lookups`, a row of them for :mod:`.rows`, and the shape of the tables for
:mod:`.migrations`. Where they are is a keeper's: :mod:`.in_file` or :mod:`.in_memory`. A store knows
nothing of pages or widgets: it is given a prompt, a value that the prompt let through, and the page's
number.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from ..exceptions import StoreErased
from ..prompts import Prompt
from .answer import Answer, answered, sameness
from .database import UNFINISHED, tell
from .in_file import InFile
from .lookups import Keeper, Lookups
from .rows import put

OVERTAKEN = timedelta(seconds=2)
"""How far a kernel may be behind another one; what lies further ahead met a clock that was set back.

What was given within this time did not wait in a browser.
"""

_TICK = timedelta(milliseconds=1)


class Store(Lookups):
    """The reader's answers, whoever keeps them."""

    def __init__(self, where: Path | Keeper, key: bytes | None = None) -> None:
        """Open the answers that a keeper has, or those of a file, with its key if it is locked.

        Raises what :class:`.InFile` raises.
        """
        super().__init__(InFile(where, key) if isinstance(where, Path) else where)
        self.accept()

    def close(self) -> None:
        """Let the answers go."""
        self.keeper.close()

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
        anew: bool = False,
        keeps: bool = False,
        after: Answer | None = None,
    ) -> Answer:
        """Write an answer to the disk and return it.

        ``replaces`` is the answer that this visit wrote before: it is updated while it is still the
        latest and of the same day; else, or if it ``keeps`` that one, a new row has the older one as
        history. ``at`` (with a zone) is when the answer was given, which can have waited in a browser
        since. What is given now becomes the latest, even if the clock was set back since the one
        before; but not where another page was given a later one, and its kernel was quicker. The
        latest counts ``after`` an answer to another question, too. What is said once more on a day is
        written again if it is said ``anew``.
        Raises :class:`StoreFull` or :class:`StoreError`; then nothing was changed.
        """
        now = datetime.now(UTC)
        given = answered(prompt, value, at or now, page=page, visit=visit, entry=entry)
        with self._writing() as db:
            latest = self.latest(prompt.id, entry)
            is_mine = latest is not None and replaces is not None and latest.id == replaces.id
            late = latest and not is_mine and _came_late(given, latest)
            if latest and not late and (is_mine or given.changed_at >= now - OVERTAKEN):
                given = _after(latest, given)
            if after and (latest is None or is_mine or given.changed_at > latest.changed_at):
                given = _after(after, given)
            is_of_today = latest is not None and latest.day == given.day
            if latest and is_of_today and latest.value == value and not anew:
                return latest
            is_replaced = is_of_today and is_mine and not keeps
            row = put(db, given, latest.id if latest and is_replaced else None)
        return self._at(row)

    def amend(self, answer: Answer, value: Any, *, visit: str) -> Answer:
        """Write another value for an answer, asked as it was asked then."""
        now = datetime.now(UTC)
        given = replace(
            answer, value=value, visit=visit, day=now.astimezone().date(), changed_at=now
        )
        with self._writing() as db:
            return self._at(put(db, _after(answer, given)))

    def add(self, answers: Iterable[Answer]) -> int:
        """Add answers that are not there yet, each at its own time, and return how many they were.

        Which are there is for :func:`.sameness` to say. All are added, or none.
        """
        with self._writing() as db:
            new = self.unknown(answers)
            for answer in new:
                put(db, answer)
        return len(new)

    def unknown(self, answers: Iterable[Answer]) -> list[Answer]:
        """Return those that :meth:`add` would add, each once."""
        found = {sameness(answer): answer for answer in answers}
        known = set(map(sameness, self.every()))
        return [answer for key, answer in found.items() if key not in known]

    def erase_answer(self, question: str, entry: str = "") -> None:
        """Erase all that was ever answered to a question, or in one row of a log.

        Like the two below it raises :class:`StoreUntidy` when it is erased and may have left traces.
        """
        self._erase("question = ? AND entry = ?", question, entry)

    def erase_page(self, page: str) -> None:
        """Erase all that was ever answered on a page."""
        self._erase("wording IN (SELECT id FROM wordings WHERE page = ?)", page)

    def erase_everything(self, anew: str = "") -> None:
        """Erase all answers. What is left gets another id, so that no open page writes them back.

        ``anew`` is that id, where a browser has given it already.
        """
        self._erase("TRUE", anew=anew or uuid4().hex)

    def _erase(self, which: str, *values: str, anew: str = "") -> None:
        with self._writing() as db:
            db.execute(f"DELETE FROM answers WHERE {which}", values)
            db.execute("DELETE FROM wordings WHERE id NOT IN (SELECT wording FROM answers)")
            if anew:
                tell(db, "erased", " ".join([*self.erased, self.id]))
                tell(db, "id", anew)
            tell(db, UNFINISHED, "yes")
        if anew:
            self.accept()
        self.keeper.leave_no_trace()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Write only to the answers that are known."""
        with self.keeper.writing() as db:
            self.require(self._known)
            yield db


def _came_late(given: Answer, latest: Answer) -> bool:
    """Say whether an answer that was given now comes after one that was given later.

    The kernel of a page that was left may still write when the next page's has written already.
    """
    return timedelta(0) < latest.changed_at - given.changed_at < OVERTAKEN


def _after(latest: Answer, given: Answer) -> Answer:
    """Return an answer as one that came after another, even if the clock was set back since."""
    moment = max(given.changed_at, latest.changed_at + _TICK)
    return replace(given, answered_at=moment, changed_at=moment)
