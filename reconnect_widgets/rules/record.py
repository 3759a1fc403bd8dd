"""What the reader has answered so far, as views and guidance read it.

A record reads the store once for each thing that is asked of it; a later look takes a new record.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache, cached_property
from typing import Any, Literal

from ..answers.answer import Answer
from ..answers.lookups import Lookups
from ..answers.store import Store
from ..hosting import hosting
from ..prompts import day_in
from ..stages import STAGES
from .holds import (
    BEGAN_CONTACT,
    BY_KEY,
    HOLDS,
    REPLIES,
    STATED,
    THEIR_ANSWERS,
    UNTIL,
    held_pages,
    holds_said,
    in_order,
    is_space_over,
    last_stated,
    statements,
)
from .safety_check import ASKED_AGAIN, CHECKED
from .snapshot import Snapshot

PRONOUNS = {
    "they": ("they", "them", "their"),
    "she": ("she", "her", "her"),
    "he": ("he", "him", "his"),
}


NAME = "journey.name"
"""The question what the reader calls the workbook."""

LONGEST_NAME = 40
"""Characters of that name that are shown; a tab has room for fewer."""

DAYS_FRESH = 28
"""Days after which answers about how things are, or about *the last weeks*, are not about them any more."""

ROWS_READ = 500
"""Rows of a log that are read for charts and sums: those begun last. Page 13 counts all of them."""

ROWS_AWAITED = 50
"""Messages, and answers to them, among which the last ones are looked for."""

Mark = Literal["", "done", "held"]
"""How the map of all pages shows one."""


Answers = Lookups | Snapshot
"""What can be asked of answers: those of a store, or those that were given out."""


class Record:
    """Answers, read only, and what follows from them on a day."""

    def __init__(self, answers: Answers, today: date, visit: str = "") -> None:
        self.answers = answers
        self.today = today
        self.visit = visit
        self._last: dict[str, Answer | None] = {}
        self._begun: dict[str, tuple[int, list[Answer]]] = {}
        self._before = cache(answers.before)
        self._history = cache(answers.history)

    def is_old(self, day: date) -> bool:
        """Say whether what was answered on a day about how things are may not be so any more."""
        return (self.today - day).days > DAYS_FRESH

    def last_of(self, questions: Iterable[str]) -> dict[str, Answer]:
        """Return the latest answer to each of these questions that has one, cleared ones included.

        Whoever asks for many at once has the store asked once for all of them.
        """
        asked = list(questions)
        if new := [question for question in asked if question not in self._last]:
            self._last |= dict.fromkeys(new) | self.answers.latest_of(new)
        return {question: found for question in asked if (found := self._last[question])}

    def latest_of(self, questions: Iterable[str]) -> dict[str, Answer]:
        """Return the latest answer to each of these questions, unless it was cleared."""
        found = self.last_of(questions)
        return {question: answer for question, answer in found.items() if answer.value is not None}

    def latest(self, question: str) -> Answer | None:
        """Return the latest answer to a question, unless it was cleared."""
        return self.latest_of([question]).get(question)

    def value(self, question: str) -> Any:
        """Return what was answered last, or ``None``."""
        answer = self.latest(question)
        return answer.value if answer else None

    def entries(self, log: str, newest: int = ROWS_READ) -> list[Answer]:
        """Return the rows of a log that were begun last, in the order in which they were begun."""
        most, rows = self._begun.get(log, (0, []))
        if most < newest and most == len(rows):  # there may be more than were read before
            rows = self.answers.entries(log, newest)
            self._begun[log] = newest, rows
        return rows[-newest:]

    def standing(self, question: str) -> list[Answer]:
        """Return what stands of a question: the rows of a log, or the latest answer if there is one."""
        latest = self.latest(question)
        return self.entries(question) or ([latest] if latest else [])

    def history(self, question: str) -> list[Answer]:
        """Return every answer to a question, oldest first."""
        return self._history(question)

    def days(self, question: str) -> list[Answer]:
        """Return the last answer of each of the two latest days of a question, oldest first."""
        latest = self.latest(question) or self._before(question, date.max)
        earlier = latest and self._before(question, latest.day)
        return [answer for answer in (earlier, latest) if answer]

    @cached_property
    def _safety(self) -> dict[str, Answer]:
        """What is known of the safety check, and until when they asked for space."""
        return self.latest_of((HOLDS.id, CHECKED.id, ASKED_AGAIN.id, BEGAN_CONTACT.id, UNTIL))

    @property
    def checked(self) -> Answer | None:
        """That the whole safety check was gone through, if it was; its value is ``all`` or ``unsaid``.

        Whoever erases what followed from it has not gone through it.
        """
        return self._safety.get(CHECKED.id) if HOLDS.id in self._safety else None

    @property
    def asked(self) -> Answer | None:
        """The last time that the safety check, or its three questions, were answered."""
        times = [self._safety[q.id] for q in (CHECKED, ASKED_AGAIN) if q.id in self._safety]
        return max(times, key=lambda answer: answer.changed_at, default=None)

    @property
    def began_contact(self) -> Answer | None:
        """The reader's last statement that the other person began contact."""
        return self._safety.get(BEGAN_CONTACT.id)

    @cached_property
    def said_no(self) -> list[Answer]:
        """Of each log of replies, the last row that says no, and the last that asks for distance."""
        rows = self.answers.rows_saying_no(REPLIES)
        return list({(row.question, row.value["said"]): row for row in rows}.values())

    @cached_property
    def stored_holds(self) -> tuple[str, ...]:
        """The holds in force that followed from the safety check, without those stated elsewhere."""
        stored = self._safety.get(HOLDS.id)
        holds = set(stored.value) if stored else set()
        if "space" in holds and UNTIL in self._safety:
            stated = last_stated("space", self.history(HOLDS.id))
            if stated and self._is_over(stated):
                holds.discard("space")
        return in_order(holds)

    @cached_property
    def stating(self) -> list[tuple[str, Answer]]:
        """The holds that are in force by what was said on other pages and in logs, with the answers."""
        began = self.began_contact
        said = [pair for question in STATED for pair in statements(self.history(question)).items()]
        said += [(hold, row) for row in self.said_no for hold in holds_said(row)]
        return [
            (hold, answer)
            for hold, answer in said
            if (began is None or answer.changed_at > began.changed_at)
            and not (hold == "space" and self._is_over(answer))
        ]

    @property
    def last_on_contact(self) -> Answer | None:
        """The last of what was checked, lifted or said to hold: what is stated next counts after it."""
        said = [*self._safety.values(), *(answer for _, answer in self.stating)]
        return max(said, key=lambda answer: answer.changed_at, default=None)

    @property
    def their_answer_on(self) -> date:
        """The last day that a row names for an answer of theirs that holds; else the first of all days."""
        named = (day_named(answer) for hold, answer in self.stating if hold in THEIR_ANSWERS)
        return max((day for day in named if day), default=date.min)

    def _is_over(self, asked_for_space: Answer) -> bool:
        return is_space_over(self._safety.get(UNTIL), asked_for_space.day, self.today)

    @cached_property
    def holds(self) -> tuple[str, ...]:
        """The keys of the holds in force."""
        return in_order([*self.stored_holds, *(hold for hold, _ in self.stating)])

    @cached_property
    def holds_told(self) -> list[str]:
        """The holds in force that words are given for: beside fear, none of what the other person said.

        That would take the other person's side. Nor does *it may be a no* stand beside what they said.
        These holds stand all the same, and are told of later.
        """
        known = (THEIR_ANSWERS - {"maybe_no"}).intersection(self.holds)
        unsaid = THEIR_ANSWERS if "fear" in self.holds else {"maybe_no"} if known else frozenset()
        return [key for key in self.holds if key not in unsaid]

    @cached_property
    def closing(self) -> list[str]:
        """The titles of the holds that close pages, as far as they are told of."""
        return [BY_KEY[key].title for key in self.holds_told if BY_KEY[key].closes]

    @cached_property
    def _head(self) -> dict[str, Answer]:
        """What the head of every page shows: which pages are done, and the workbook's name."""
        return self.latest_of([NAME, *(done_id(stage.number) for stage in STAGES)])

    @cached_property
    def name(self) -> str:
        """What the reader calls the workbook, on one line; nothing for the plain name."""
        answer = self._head.get(NAME)
        return " ".join(str(answer.value or "").split())[:LONGEST_NAME] if answer else ""

    @cached_property
    def done(self) -> list[str]:
        """The numbers of the pages that the reader marked as done for now."""
        marked = [question for question, answer in self._head.items() if answer.value]
        return [stage.number for stage in STAGES if done_id(stage.number) in marked]

    @cached_property
    def marks(self) -> dict[str, Mark]:
        """Each page's mark on the map."""
        marks: dict[str, Mark] = {stage.number: "" for stage in STAGES}
        marks |= dict.fromkeys(self.done, "done")
        return marks | dict.fromkeys(held_pages(self.holds), "held")

    @cached_property
    def names(self) -> dict[str, str]:
        """What guidance calls the other person: name, they, them and their."""
        they, them, their = PRONOUNS.get(self.value("start.pronoun") or "they", PRONOUNS["they"])
        name = self.value("start.name") or "your ex"
        return {"name": name, "they": they, "them": them, "their": their}


class StoredRecord(Record):
    """The record of a page, whose answers are those of a store."""

    def __init__(self, store: Store, today: date, visit: str = "") -> None:
        super().__init__(store, today, visit)
        self.store = store

    @cached_property
    def drafts(self) -> dict[str, Any]:
        """What a page is told of the drafts of these answers in its browser."""
        return {
            "store": self.store.id,
            "erased": self.store.erased,  # ids of answers that were erased as a whole, with their drafts
            "drafts": hosting().drafts,
            "seals": self.store.seals,
        }


def day_named(answer: Answer) -> date | None:
    """Return the day that a log's row names."""
    row = answer.value if isinstance(answer.value, dict) else {}
    return day_in(row.get("when") or row.get("day"))


def day_of(row: Answer) -> date:
    """Return the day that a log's row names, or else that on which it was written."""
    return day_named(row) or row.day


def done_id(page: str) -> str:
    """Return the id of the question whether a page is done for now."""
    return f"done.p{page}"
