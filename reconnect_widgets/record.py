"""What the reader has answered so far, as views and guidance read it.

A record reads the store once for each thing that is asked of it; a later look takes a new record.
"""

from datetime import date
from functools import cached_property
from typing import Any

from .answers import Answer
from .holds import BEGAN_CONTACT, HOLDS, REPLIES, STATED, held_pages, holds_in_force
from .stages import STAGES
from .store import Store

PRONOUNS = {
    "they": ("they", "them", "their"),
    "she": ("she", "her", "her"),
    "he": ("he", "him", "his"),
}


NAME = "journey.name"
"""The question what the reader calls the workbook."""

LONGEST_NAME = 40
"""Characters of that name that are shown; a tab has room for fewer."""

ROWS_READ = 500
"""Rows of a log that are read for charts and sums: those begun last. Page 13 counts all of them."""

ROWS_AWAITED = 50
"""Messages, and answers to them, among which the last ones are looked for."""

DAYS_COMPARED = 2
"""Days of a question that are laid side by side: the latest ones."""

Table = list[tuple[Any, ...]]


class Record:
    """The reader's answers, read only."""

    def __init__(self, store: Store, today: date) -> None:
        self.store = store
        self.today = today
        self._latest: dict[tuple[str, str], Answer | None] = {}
        self._entries: dict[tuple[str, int], list[Answer]] = {}
        self._days: dict[str, list[Answer]] = {}
        self._history: dict[str, list[Answer]] = {}

    def latest(self, question: str) -> Answer | None:
        """Return the latest answer to a question, unless it was cleared."""
        key = (question, "")
        if key not in self._latest:
            self._latest[key] = self.store.latest(question)
        answer = self._latest[key]
        return answer if answer and answer.value is not None else None

    def value(self, question: str) -> Any:
        """Return what was answered last, or ``None``."""
        answer = self.latest(question)
        return answer.value if answer else None

    def entries(self, log: str, newest: int = ROWS_READ) -> list[Answer]:
        """Return the rows of a log that were begun last, in the order in which they were begun."""
        if (log, newest) not in self._entries:
            self._entries[log, newest] = self.store.entries(log, newest)
        return self._entries[log, newest]

    def last_no(self, log: str) -> Answer | None:
        """Return the row of a log that was the last to say no, and still says so."""
        return self.store.last_no(log)

    def count(self, question: str) -> int:
        """Return how many answers were ever given to a question."""
        return self.store.count(question)

    def history(self, question: str) -> list[Answer]:
        """Return every answer to a question, oldest first."""
        if question not in self._history:
            self._history[question] = self.store.history(question)
        return self._history[question]

    def tables(self) -> tuple[Table, Table]:
        """Return all answers and wordings as plain rows; see :meth:`.Store.tables`."""
        return self.store.tables()

    def days(self, question: str) -> list[Answer]:
        """Return the last answer of each of the two latest days of a question, oldest first."""
        if question not in self._days:
            self._days[question] = self.store.latest_days(question, DAYS_COMPARED)
        return self._days[question]

    @cached_property
    def workbook(self) -> str:
        """The id of the answers, which drafts in a browser carry."""
        return self.store.id

    @cached_property
    def erased(self) -> list[str]:
        """The ids of answers that were erased as a whole; their drafts must go, too."""
        return self.store.erased

    @cached_property
    def checked(self) -> bool:
        """Whether the safety check has been answered at least once."""
        return self.latest(HOLDS.id) is not None

    @cached_property
    def checked_today(self) -> bool:
        """Whether the safety check, or its three questions, were answered today."""
        latest = self.latest(HOLDS.id)
        return latest is not None and latest.day == self.today

    @cached_property
    def stored_holds(self) -> tuple[str, ...]:
        """The holds that followed from the safety check, without those stated on other pages."""
        return tuple(self.value(HOLDS.id) or ())

    @cached_property
    def said_no(self) -> list[Answer]:
        """The last row that says no, of each log of replies that has one."""
        return [row for log in REPLIES if (row := self.last_no(log))]

    @cached_property
    def holds(self) -> tuple[str, ...]:
        """The keys of the holds in force."""
        stated = [self.latest(question) for question in STATED]
        stated += self.said_no
        return holds_in_force(
            self.latest(HOLDS.id),
            [answer for answer in stated if answer],
            self.latest(BEGAN_CONTACT.id),
        )

    @cached_property
    def _head(self) -> dict[str, Answer]:
        """What the head of every page shows: which pages are done, and the workbook's name."""
        return self.store.latest_of([NAME, *(done_id(stage.number) for stage in STAGES)])

    @cached_property
    def name(self) -> str:
        """What the reader calls the workbook, on one line; nothing for the plain name."""
        answer = self._head.get(NAME)
        return " ".join(str(answer.value or "").split())[:LONGEST_NAME] if answer else ""

    @cached_property
    def marks(self) -> dict[str, str]:
        """Each page's mark on the map: ``done``, ``held`` or nothing."""
        held = held_pages(self.holds)
        finished = {question for question, answer in self._head.items() if answer.value}
        return {
            stage.number: "held"
            if stage.number in held
            else "done"
            if done_id(stage.number) in finished
            else ""
            for stage in STAGES
        }

    @cached_property
    def names(self) -> dict[str, str]:
        """What guidance calls the other person: name, they, them and their."""
        they, them, their = PRONOUNS.get(self.value("start.pronoun") or "they", PRONOUNS["they"])
        name = self.value("start.name") or "your ex"
        return {"name": name, "they": they, "them": them, "their": their}


def done_id(page: str) -> str:
    """Return the id of the question whether a page is done for now."""
    return f"done.p{page}"
