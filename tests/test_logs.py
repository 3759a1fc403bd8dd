"""The rows of a log, looked up in a file and in plain answers: any rows, in any order, agree."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconnect_widgets.answers.answer import Answer
from reconnect_widgets.answers.store import Store
from reconnect_widgets.prompts import choice, log
from reconnect_widgets.rules.holds import REPLIES
from reconnect_widgets.rules.record import ROWS_READ, Record, StoredRecord
from reconnect_widgets.rules.snapshot import Snapshot
from reconnect_widgets.views.space import say_latest

LOG = min(REPLIES)
REPLY = log(LOG, "What came back", choice("said", "What?", no="A no", warm="Warm words"))
FIRST = datetime(2026, 3, 1, 12, tzinfo=UTC)
TODAY = date(2026, 4, 1)


@st.composite
def versions(draw: st.DrawFn) -> list[Answer]:
    """Rows that were begun, changed and removed at any times, some of them at the same one."""
    drawn = st.tuples(
        st.sampled_from(["a", "b", "c", "d"]),
        st.sampled_from([None, {"said": "no"}, {"said": "warm"}]),
        st.integers(0, 9),
        st.integers(0, 3),
    )
    return [
        Answer(
            id=0,
            question=LOG,
            entry=entry,
            page="04",
            kind="log",
            words=REPLY.words,
            options=REPLY.options,
            value=value,
            visit="visit",
            day=FIRST.date(),
            answered_at=(at := FIRST + timedelta(hours=hour)),
            changed_at=at + timedelta(minutes=later),
        )
        for entry, value, hour, later in draw(st.lists(drawn, max_size=12))
    ]


def _row(answer: Answer | None) -> object:
    return answer and (answer.entry, answer.value, answer.changed_at)


@settings(max_examples=60)
@given(versions(), st.integers(1, 5))
def test_a_file_and_plain_answers_say_the_same_of_a_log(
    tmp_path_factory: pytest.TempPathFactory, given_rows: list[Answer], newest: int
) -> None:
    store = Store(tmp_path_factory.mktemp("log") / "answers.sqlite3")
    store.add(given_rows)
    there, plain = StoredRecord(store, TODAY), Record(Snapshot(store.every()), TODAY)

    everything = [_row(row) for row in plain.entries(LOG)]
    assert [_row(row) for row in there.entries(LOG)] == everything
    assert [_row(row) for row in there.entries(LOG, newest)] == everything[-newest:]
    assert there.holds == plain.holds
    assert list(map(_row, there.said_no)) == list(map(_row, plain.said_no))
    store.close()


def test_a_removed_row_takes_no_room_among_the_newest(store: Store) -> None:
    for number in range(4):
        at = FIRST + timedelta(hours=number)
        store.save(REPLY, {"said": "warm"}, page="04", visit="v", entry=f"r{number}", at=at)
    store.save(REPLY, None, page="04", visit="v", entry="r3")

    assert [row.entry for row in store.entries(LOG, 2)] == ["r1", "r2"]


def test_an_older_no_comes_to_light_when_the_later_one_was_a_slip(store: Store) -> None:
    for number, entry in enumerate(("older", "later")):
        at = FIRST + timedelta(hours=number)
        store.save(REPLY, {"said": "no"}, page="04", visit="v", entry=entry, at=at)

    assert [row.entry for row in StoredRecord(store, TODAY).said_no] == ["later"]
    store.save(REPLY, None, page="04", visit="v", entry="later")
    assert [row.entry for row in StoredRecord(store, TODAY).said_no] == ["older"]
    assert StoredRecord(store, TODAY).holds == ("said_no",)


def test_a_chart_says_that_it_counts_the_latest_rows_of_a_long_log(store: Store) -> None:
    row = store.save(REPLY, {"said": "warm"}, page="04", visit="v", entry="a", at=FIRST)

    assert say_latest([row] * (ROWS_READ - 1)) == ""
    assert f"the latest {ROWS_READ}" in say_latest([row] * ROWS_READ)
