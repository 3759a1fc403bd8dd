"""What a copy holds comes back as it was, whatever it is; and what is no copy changes nothing."""

import csv
import io
import json
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pyrage
import pytest
import quick_age
from any_answers import NOW, answers
from hypothesis import given, settings
from hypothesis import strategies as st
from traces import MARK, files_with

from reconnect_widgets.answers.answer import FIELDS, Answer, as_fields
from reconnect_widgets.answers.store import Store
from reconnect_widgets.copies import making
from reconnect_widgets.copies import restore as restoring
from reconnect_widgets.copies.chosen import KINDS, Chosen, kind_of
from reconnect_widgets.copies.json_copy import MOST_BYTES, Copy, read_json, write_json
from reconnect_widgets.copies.making import make_copy
from reconnect_widgets.copies.restore import preview, restore
from reconnect_widgets.copies.sealed import is_sealed, seal, unseal
from reconnect_widgets.copies.table import COLUMNS
from reconnect_widgets.days import today
from reconnect_widgets.declarations import questions
from reconnect_widgets.exceptions import BadCopy, ReconnectError
from reconnect_widgets.rules.record import StoredRecord


def read_copy(content: bytes, passphrase: str = "") -> Copy:
    return restoring.read_copy(content, questions(), passphrase)


def written(given: Iterable[Answer]) -> bytes:
    return write_json(given, "own", NOW).encode()


def kept(store: Store) -> list[str]:
    """All that a store holds, without what tells one row from another."""
    return sorted(json.dumps(as_fields(answer), sort_keys=True) for answer in store.every())


def content_of(store: Store, made: datetime) -> bytes:
    return write_json(store.every(), store.id, made).encode()


def unlike(given: Iterable[Answer]) -> list[str]:
    return sorted({json.dumps(as_fields(answer), sort_keys=True) for answer in given})


# There and back


@settings(max_examples=60)
@given(st.lists(answers(), max_size=12))
def test_what_was_exported_comes_back_the_same(given: list[Answer]) -> None:
    with TemporaryDirectory() as folder:
        first, second = (Store(Path(folder, name)) for name in ("a.sqlite3", "b.sqlite3"))
        first.add(given)
        copy = read_json(written(first.every()))
        added = restore(copy.answers, here(second))
        again = restore(copy.answers, here(second))
        there, back = kept(first), kept(second)
        first.close()
        second.close()

    assert there == back == unlike(given)
    assert added == len(back)
    assert again == 0


@settings(max_examples=40)
@given(st.lists(answers(), min_size=1, max_size=10), st.randoms(use_true_random=False), st.data())
def test_copies_come_back_in_any_order_and_beside_other_answers(
    given: list[Answer], order: Any, data: st.DataObject
) -> None:
    """What was answered last is what pages show, whichever copy brought it first."""
    cut = data.draw(st.integers(0, len(given)))
    shuffled = order.sample(given, len(given))
    with TemporaryDirectory() as folder:
        store = Store(Path(folder, "a.sqlite3"))
        for part in (shuffled[:cut], shuffled[cut:], given):
            restore(read_json(written(part)).answers, here(store))
        found = kept(store)
        latest = {key: store.latest(*key) for key in {(a.question, a.entry) for a in given}}
        store.close()

    assert found == unlike(given)
    for (question, entry), answer in latest.items():
        mine = [a for a in given if (a.question, a.entry) == (question, entry)]
        assert answer
        assert answer.changed_at == max(a.changed_at for a in mine)


def test_a_preview_changes_nothing_and_says_what_is_new(store: Store) -> None:
    answer = an_answer()
    copy = read_json(written([answer, an_answer(value="other")]))
    store.add([answer])

    found = preview(copy, here(store))

    assert (found.answers, found.new, found.pages, found.is_own) == (2, 1, ("01",), False)
    assert (found.first, found.last) == (date(2026, 3, 1), date(2026, 3, 1))
    assert len(kept(store)) == 1


def an_answer(**other: Any) -> Answer:
    at = datetime(2026, 3, 1, 9, tzinfo=UTC)
    known: dict[str, Any] = {
        "id": 0,
        "question": "space.name",
        "entry": "",
        "page": "01",
        "kind": "text",
        "words": "A few words",
        "options": {},
        "value": "mine",
        "visit": "v",
        "day": at.date(),
        "answered_at": at,
        "changed_at": at,
    }
    return Answer(**{**known, **other})


def here(store: Store) -> StoredRecord:
    return StoredRecord(store, today())


def test_nothing_of_a_copy_is_written_before_the_reader_says_so(store: Store) -> None:
    """However large it is: a database writes down early what does not fit into its memory."""
    many = [an_answer(value=f"{MARK} {number} " + "x" * 1_000) for number in range(4_000)]

    assert preview(read_copy(written([*many, *many])), here(store)).new == 4_000

    assert files_with(store.keeper.path.parent) == []


def test_a_newer_answer_stays_the_latest_when_an_older_comes_back(store: Store) -> None:
    newer = an_answer(value="newer", changed_at=NOW, answered_at=NOW, day=NOW.date())
    store.add([newer])

    restore(read_json(written([an_answer(value="older")])).answers, here(store))

    latest = store.latest("space.name")
    assert latest
    assert latest.value == "newer"


# What is no copy


def changed(**fields: Any) -> bytes:
    """A copy of one answer with other fields."""
    whole = json.loads(written([an_answer()]))
    whole["answers"][0].update(fields)
    return json.dumps(whole).encode()


def with_head(**fields: Any) -> bytes:
    return json.dumps({**json.loads(written([an_answer()])), **fields}).encode()


BAD = {
    "empty": b"",
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00",
    "other JSON": b'{"cells": [], "nbformat": 4}',
    "a list": b"[1, 2]",
    "cut off": written([an_answer()])[:-40],
    "another format": with_head(format="other"),
    "newer": with_head(version=2),
    "no version": with_head(version="1"),
    "more than it should": with_head(more=1),
    "not answers": with_head(answers={}),
    "no answers": with_head(answers=[]),
    "a bad date of making": with_head(made="yesterday"),
    "nested too deep": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "one thing twice": b'{"format": "reconnect-answers", "format": "reconnect-answers"}',
    "one thing twice in what is whole": written([an_answer()]).replace(
        b'"version": 1', b'"version": 1, "version": 1'
    ),
    "no number": with_head(made="x").replace(b'"x"', b"NaN"),
    "a field less": json.dumps(
        {**json.loads(written([])), "answers": [{"question": "space.name"}]}
    ).encode(),
    "an unknown kind": changed(kind="script"),
    "an unknown page": changed(page="99"),
    "no id": changed(question="<script>"),
    "a row of no log": changed(entry="a1"),
    "a text that is none": changed(value=["a"]),
    "too long": changed(value="x" * 100_001),
    "half an emoji": changed(value="\ud83c"),
    "a choice that is none": changed(kind="choice", options={"a": "A"}, value="b"),
    "a point that is none": changed(kind="scale", options={"0": "No"}, value=7),
    "a truth for a point": changed(kind="scale", options={"1": "No"}, value=True),
    "a plan without then": changed(kind="plan", value={"if": "a"}),
    "a row with a strange field": changed(kind="log", entry="a", value={"x": "y"}),
    "options that go deep": changed(options={"a": {"b": {"c": {"d": {"e": "f"}}}}}),
    "a day that is none": changed(day="2026-02-30"),
    "a time without a zone": changed(changed_at="2026-03-01T09:00:00"),
    "a time far ahead": changed(changed_at="2999-03-01T09:00:00+00:00"),
    "a time beyond all": changed(answered_at="9999-12-31T23:59:59-23:59"),
    "a time before ours, elsewhere": changed(answered_at="1900-01-01T00:00:00+14:00"),
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD.keys())
def test_what_is_no_copy_gets_a_sentence_and_changes_nothing(content: bytes, store: Store) -> None:
    with pytest.raises(BadCopy) as refused:
        restore(read_copy(content).answers, here(store))

    assert str(refused.value).endswith(".")
    assert "mine" not in str(refused.value)
    assert kept(store) == []


URGE = dict(questions()["urge.log"][1].options)


def of_ours(question: str, kind: str, value: Any, **fields: Any) -> bytes:
    """A copy with an answer to one of the workbook's own questions."""
    entry = "a1" if kind == "log" else ""
    return changed(question=question, kind=kind, value=value, entry=entry, **fields)


UNLIKE = {
    "holds that are a number": of_ours("safety.holds", "number", 5),
    "a reason that is a plan": of_ours("ready.main_reason", "plan", {"if": "a", "then": "b"}),
    "a reason of which there may be several": of_ours(
        "ready.main_reason", "several", None, options={"once": "There once was"}
    ),
    "an hour that is a number": of_ours("urge.log", "log", {"when": 5}, options=URGE),
    "an hour that is none": of_ours("urge.log", "log", {"when": "never"}, options=URGE),
    "an hour far ahead": of_ours("urge.log", "log", {"when": "9999-12-31T10:00"}, options=URGE),
    "an hour long ago": of_ours("urge.log", "log", {"when": "0001-01-01T10:00"}, options=URGE),
    "more weeks than there are": of_ours("space.weeks", "number", 99_999_999),
    "a log's field without words": of_ours("a.log", "log", {}, options={"when": {}}),
    "a log's field that is a word": of_ours("a.log", "log", {}, options={"when": "x"}),
    "options of a field that are none": of_ours(
        "a.log", "log", {}, options={"when": {"words": "When?", "options": "abc"}}
    ),
    "rows that are none": of_ours("a.log", "log", {}, options={"rows": "x"}),
    "a day long ago": changed(day="0001-01-01"),
}


@pytest.mark.parametrize("content", UNLIKE.values(), ids=UNLIKE.keys())
def test_what_the_pages_could_not_show_is_no_copy(content: bytes, store: Store) -> None:
    with pytest.raises(BadCopy):
        restore(read_copy(content).answers, here(store))

    assert kept(store) == []


def test_a_choice_that_there_was_once_comes_back(store: Store) -> None:
    """The choices of a question may change; what was asked then stands with the answer."""
    content = of_ours("ready.main_reason", "choice", "once", options={"once": "There once was"})

    assert restore(read_copy(content).answers, here(store)) == 1


def test_an_answer_under_a_wrong_clock_comes_back_once_from_however_many_copies(
    store: Store, tmp_path: Path
) -> None:
    """Neither to where it is already, nor from a later copy, nor from a copy of what came back."""
    ahead = NOW + timedelta(days=400)
    store.add([an_answer(value="wrong", day=ahead.date(), answered_at=ahead, changed_at=ahead)])
    later = [read_copy(content_of(store, NOW + timedelta(hours=n))) for n in range(3)]
    other = Store(tmp_path / "other.sqlite3")

    assert [preview(copy, here(other)).new for copy in later] == [1, 1, 1]
    assert [restore(copy.answers, here(other)) for copy in later] == [1, 0, 0]
    assert [preview(copy, here(other)).new for copy in later] == [0, 0, 0]
    (brought,) = other.history("space.name")
    assert brought.changed_at < NOW + timedelta(minutes=1)
    back = read_copy(content_of(other, NOW + timedelta(hours=4)))
    assert [restore(copy.answers, here(store)) for copy in (*later, back)] == [0, 0, 0, 0]
    assert restore(back.answers, here(other)) == 0
    long_after = replace(later[0], answers=tuple(store.every()))
    assert restore(long_after.answers, here(other)) == 0


def test_an_answer_that_was_given_twice_under_a_wrong_clock_comes_back_twice(store: Store) -> None:
    ahead = [NOW + timedelta(days=400 + n) for n in range(3)]
    wrong = [
        an_answer(value=value, day=moment.date(), answered_at=moment, changed_at=moment)
        for value, moment in zip(("yes", "no", "yes"), ahead, strict=True)
    ]
    copy = read_copy(written(wrong))

    assert preview(copy, here(store)).new == restore(copy.answers, here(store)) == 3
    assert [answer.value for answer in store.history("space.name")] == ["yes", "no", "yes"]
    no_clock = read_copy(changed(visit="moved.-99999999999999.-99999999999999"))
    assert restore(no_clock.answers, here(store)) == 1


def test_what_was_answered_while_the_clock_was_wrong_comes_back_in_its_order(store: Store) -> None:
    """No answer is refused, and none stays the latest for as long as the clock was ahead."""
    ahead = NOW + timedelta(days=400)
    wrong = [
        an_answer(value=value, day=moment.date(), answered_at=moment, changed_at=moment)
        for value, moment in [("first", ahead), ("second", ahead + timedelta(hours=1))]
    ]
    content = written([an_answer(value="before"), *wrong])

    assert restore(read_copy(content).answers, here(store)) == 3
    assert restore(read_copy(content).answers, here(store)) == 0
    assert [answer.value for answer in store.history("space.name")] == ["before", "first", "second"]
    latest = store.latest("space.name")
    assert latest
    assert latest.changed_at <= NOW + timedelta(days=2)


def test_a_copy_that_was_made_in_the_future_is_refused() -> None:
    with pytest.raises(BadCopy, match="made in the future"):
        read_copy(with_head(made="2199-03-01T09:00:00+00:00"))


@pytest.mark.parametrize(
    "made",
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1900-01-01T00:00:00+00:00"],
)
def test_a_copy_of_no_time_that_anybody_means_is_refused(made: str) -> None:
    with pytest.raises(BadCopy):
        read_copy(with_head(made=made))


def test_a_huge_file_is_refused_before_it_is_read() -> None:
    with pytest.raises(BadCopy, match="larger than 64 MB"):
        read_copy(bytes(MOST_BYTES + 1))


def test_one_bad_answer_keeps_all_of_a_copy_out(store: Store) -> None:
    whole = json.loads(written([an_answer(), an_answer(value="second")]))
    whole["answers"][1]["page"] = "x"

    with pytest.raises(BadCopy):
        restore(read_json(json.dumps(whole).encode()).answers, here(store))

    assert kept(store) == []


@settings(max_examples=200)
@given(
    st.sampled_from(FIELDS),
    st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists),
)
def test_whatever_stands_in_a_field_it_is_taken_or_refused_in_words(name: str, value: Any) -> None:
    with suppress(BadCopy):  # any other error fails the test
        copy = read_json(changed(**{name: value}))
        assert json.loads(written(copy.answers))["answers"]


# Encrypted


def test_an_encrypted_copy_hides_what_it_holds_and_opens_again() -> None:
    content = written([an_answer(value="a secret of mine")])
    sealed = seal(content, "four plain words")

    assert is_sealed(sealed)
    assert b"secret" not in sealed
    assert unseal(sealed, "four plain words") == content


def test_a_copy_of_another_tool_opens_with_its_passphrase_alone_and_whole() -> None:
    assert unseal(quick_age.SEALED, quick_age.PASSPHRASE) == quick_age.PIECE
    for passphrase in ("", "other words"):
        with pytest.raises(BadCopy):
            unseal(quick_age.SEALED, passphrase)
    with pytest.raises(BadCopy):
        unseal(quick_age.SEALED[:-5], quick_age.PASSPHRASE)


def test_a_computer_that_is_busy_for_a_moment_refuses_no_passphrase(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The library measures how quick the computer is, and opens nothing that would take it minutes."""
    sealed = quick_age.SEALED
    hard = re.sub(rb"(-> scrypt \S+) \d+", rb"\1 30", sealed, count=1)
    busy, decrypt = [True] * 3, pyrage.passphrase.decrypt

    def measure(given: bytes, passphrase: str) -> bytes:
        return bytes(decrypt(hard if busy and busy.pop() else given, passphrase))

    monkeypatch.setattr(pyrage.passphrase, "decrypt", measure)

    assert unseal(sealed, quick_age.PASSPHRASE) == quick_age.PIECE
    assert not busy


def test_a_computer_that_stays_too_slow_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    decrypt = pyrage.passphrase.decrypt
    body = b"A" * 43
    hard = asking_for(b"30").replace(b"xmKf3P", body) + b"--- " + body + b"\n" + bytes(60)
    monkeypatch.setattr(pyrage.passphrase, "decrypt", lambda _, words: decrypt(hard, words))

    with pytest.raises(BadCopy, match="too slow"):
        read_copy(asking_for(b"18"), "four plain words")


@pytest.mark.parametrize("work", [b"22", b"23", b"64"])
def test_what_would_take_gigabytes_to_decrypt_is_not_tried(
    work: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty-two doublings are four gigabytes; a small file can ask for any number."""
    never_tried(monkeypatch)
    with pytest.raises(BadCopy, match="too much memory"):
        read_copy(asking_for(work), "four plain words")


@pytest.mark.parametrize("work", [b"+12", b"012", b"1e1", b"-1"])
def test_a_work_factor_that_is_no_plain_number_is_not_tried(
    work: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    never_tried(monkeypatch)
    with pytest.raises(BadCopy, match="does not open it"):
        read_copy(asking_for(work), "four plain words")


def test_a_small_computer_tries_less(monkeypatch: pytest.MonkeyPatch) -> None:
    never_tried(monkeypatch)
    monkeypatch.setattr(os, "sysconf", {"SC_PHYS_PAGES": 2**17, "SC_PAGE_SIZE": 2**12}.__getitem__)
    with pytest.raises(BadCopy, match="too much memory"):
        read_copy(asking_for(b"19"), "four plain words")


def never_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pyrage.passphrase.decrypt", None)


def asking_for(work: bytes) -> bytes:
    """A sealed copy whose header says how much work opens it."""
    return b"age-encryption.org/v1\n-> scrypt 2TOGyUetFaNJ73sSf3dSAQ " + work + b"\nxmKf3P\n"


def test_nothing_is_encrypted_without_a_passphrase() -> None:
    with pytest.raises(ReconnectError, match="passphrase"):
        seal(b"x", "")


# What goes in


def test_a_copy_that_could_not_be_brought_back_is_not_made(
    record: StoredRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "MOST_BYTES", 100)

    with pytest.raises(ReconnectError, match="fewer pages"):
        make_copy("json", record, Chosen(), NOW)
    assert make_copy("csv", record, Chosen(), NOW)


@pytest.fixture
def record(store: Store) -> StoredRecord:
    row = {
        "kind": "log",
        "entry": "a1",
        "options": {"letter": {"words": "The letter", "options": {}}},
    }
    store.add(
        [
            an_answer(),
            an_answer(question="space.pull", kind="scale", options={"0": "None"}, value=0),
            an_answer(question="space.trigger", kind="reflection", value="=SUM(A1) & more"),
            an_answer(question="first.message", kind="reflection", value="Dear R", page="04"),
            an_answer(question="first.letters", value={"letter": "unsent"}, page="04", **row),
            an_answer(
                question="safety.holds", kind="several", options={"fear": "F"}, value=["fear"]
            ),
            an_answer(question="space.note", value="<img src=x onerror=alert(1)>"),
        ]
    )
    return StoredRecord(store, date(2026, 3, 18))


def texts(form: str, record: StoredRecord, chosen: Chosen) -> str:
    return make_copy(form, record, chosen, NOW).decode("utf-8-sig" if form == "csv" else "utf-8")


@pytest.mark.parametrize("form", ["html", "csv", "json"])
def test_letters_and_pages_that_were_not_chosen_stay_out(form: str, record: StoredRecord) -> None:
    without = Chosen(kinds=set(KINDS) - {"letters", "safety"})
    of_one_page = Chosen({"04"})

    assert "mine" in texts(form, record, without)
    assert "Dear R" not in texts(form, record, without)
    assert "unsent" not in texts(form, record, without)
    assert "safety check" not in texts(form, record, without)
    assert "unsent" in texts(form, record, of_one_page)
    assert "mine" not in texts(form, record, of_one_page)


def test_every_answer_is_of_one_kind(record: StoredRecord) -> None:
    kinds = {answer.question: kind_of(answer) for answer in record.store.every()}

    assert kinds == {
        "space.name": "short",
        "space.pull": "short",
        "space.note": "short",
        "space.trigger": "writing",
        "first.message": "letters",
        "first.letters": "letters",
        "safety.holds": "safety",
    }


def test_the_table_is_read_by_csv_and_by_pandas_and_holds_no_formula(record: StoredRecord) -> None:
    said = texts("csv", record, Chosen())

    lines = list(csv.reader(io.StringIO(said)))
    frame = pd.read_csv(io.StringIO(said))
    assert tuple(lines[0]) == COLUMNS == tuple(frame.columns)
    assert len(frame) == 7
    assert "'=SUM(A1) & more" in set(frame["answer"])
    assert not any(str(cell).startswith(("=", "+", "-", "@")) for line in lines for cell in line)
    assert {"None", "The letter"}.isdisjoint(frame["question"])


def test_what_was_typed_is_no_markup_on_the_page(record: StoredRecord) -> None:
    said = texts("html", record, Chosen())

    assert "<img" not in said
    assert "&lt;img src=x" in said
    assert "default-src 'none'" in said
    assert "http" not in said.split("</style>")[1].replace("http-equiv", "")
