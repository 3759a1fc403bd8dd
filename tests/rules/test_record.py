"""The record of the answers, as views and guidance read it."""

from datetime import date

import pytest

from reconnect_widgets import log, number, text
from reconnect_widgets.answers.store import Store
from reconnect_widgets.rules.record import Record

TODAY = date(2026, 3, 18)
URGES = log("urge.log", "Urges", number("strength", "How strong?"))
NOTE = text("note.words", "What?")


@pytest.fixture
def asked(store: Store) -> list[str]:
    """What a store with two rows and a note is asked from now on."""
    for row in ("a", "b"):
        store.save(URGES, {"strength": 1}, page="01", visit="v", entry=row)
    store.save(NOTE, "rain", page="01", visit="v")
    questions: list[str] = []
    store.keeper.db.set_trace_callback(questions.append)
    return questions


def test_a_record_asks_for_each_answer_once(store: Store, asked: list[str]) -> None:
    """Many are asked for at once, and each of them again by whoever looks at one."""
    record = Record(store, TODAY)

    record.last_of(["note.words", "note.more"])
    once = len(asked)

    assert record.value("note.words") == "rain"
    assert record.latest("note.more") is None
    assert record.latest_of(["note.more", "note.words"]).keys() == {"note.words"}
    assert len(asked) == once == 1


def test_a_record_reads_rows_again_only_where_there_can_be_more(
    store: Store, asked: list[str]
) -> None:
    """The newest row says nothing of those before it; all of a short log say all."""
    record = Record(store, TODAY)

    newest = [[row.entry for row in record.entries("urge.log", count)] for count in (1, 5, 9, 1)]

    assert newest == [["b"], ["a", "b"], ["a", "b"], ["b"]]
    assert len(asked) == 2


def test_an_answer_that_was_cleared_is_none_and_was_the_last(store: Store) -> None:
    """A form is told of it, for it has to clear its field; words that follow leave it out."""
    store.save(NOTE, "rain", page="01", visit="v")
    store.save(NOTE, None, page="01", visit="w")
    record = Record(store, TODAY)

    assert record.last_of(["note.words"])["note.words"].value is None
    assert record.latest_of(["note.words"]) == {}
