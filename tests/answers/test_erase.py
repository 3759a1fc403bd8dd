"""Erasing: what is gone is gone from every byte of the folder, and stays gone."""

import errno
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from traces import MARK, files_with

from reconnect_widgets import log, reflection, text
from reconnect_widgets.answers import database
from reconnect_widgets.answers import in_file as answers_file
from reconnect_widgets.answers.answer import Answer
from reconnect_widgets.answers.in_file import InFile
from reconnect_widgets.answers.store import Store
from reconnect_widgets.exceptions import StoreErased, StoreError, StoreUntidy
from reconnect_widgets.prompts import Prompt

NOTE = text("note.words", "What is on your mind?")
LETTER = log("letters.mine", "Letters", reflection("letter", "The letter"))
NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)


def save(
    store: Store, prompt: Prompt, value: Any, day: int = 0, page: str = "01", entry: str = ""
) -> Answer | None:
    at = NOON + timedelta(days=day)
    return store.save(prompt, value, page=page, visit="v", at=at, entry=entry)


@pytest.fixture(scope="module", params=["plain", "locked"])
def past(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, bytes | None]:
    """A file with a long past, changed words, rows and two pages, and its key."""
    store = Store(tmp_path_factory.mktemp("past") / "answers.sqlite3")
    if request.param == "locked":
        pytest.importorskip("sqlcipher3")
        store.keeper.lock("a passphrase")
    for day in range(40):
        save(store, NOTE, f"{MARK} {'long ' * 200} {day}", day)
        save(store, LETTER, {"letter": f"{MARK}-row {day}"}, day, page="04", entry="a")
        save(store, LETTER, {"letter": f"kept {day}"}, day, page="04", entry="b")
    store.close()
    return store.keeper.path, store.keeper.key


@pytest.fixture
def filled(past: tuple[Path, bytes | None], tmp_path: Path) -> Store:
    """A store with that past, and older copies beside it."""
    made, key = past
    store = Store(copyfile(made, tmp_path / made.name), key)
    (tmp_path / "answers-before-step-2-2026-01-01-000000.sqlite3").write_text(MARK)
    (tmp_path / "answers-damaged-2026.sqlite3").write_text(MARK)
    (tmp_path / "answers-damaged-2026.sqlite3-wal").write_text(MARK)
    return store


def test_one_answer_goes_with_its_whole_past_and_the_others_stay(filled: Store) -> None:
    filled.erase_answer("letters.mine", "a")

    assert files_with(filled.keeper.path.parent, f"{MARK}-row") == []
    assert [row.entry for row in filled.entries("letters.mine")] == ["b"]
    assert len(filled.history("note.words")) == 40
    assert filled.keeper.older_copies() == []


def test_one_page_goes_and_the_others_stay(filled: Store) -> None:
    filled.erase_page("01")

    assert filled.count_by_page() == {"04": 2}
    assert filled.pages_begun() == {"04"}
    assert files_with(filled.keeper.path.parent, f"{MARK} long") == []


def test_after_erasing_everything_no_byte_is_left_in_the_folder(filled: Store) -> None:
    other = Store(filled.keeper.path, filled.keeper.key)
    before = filled.id

    filled.erase_everything()

    assert files_with(filled.keeper.path.parent) == []
    assert [*filled.every()] == []
    assert filled.id != before
    assert other.erased == [before]


def test_nothing_is_erased_while_another_page_reads_on_and_it_is_said(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "WAIT_FOR_OTHERS", 0.1)
    busy, store = (
        Store(filled.keeper.path, filled.keeper.key),
        Store(filled.keeper.path, filled.keeper.key),
    )
    with busy.reading():
        before = [*busy.every()]
        with pytest.raises(StoreError, match="program was using"):
            store.erase_everything()

    assert [*store.every()] == before
    store.erase_everything()
    assert [*busy.every()] == []


def test_what_was_erased_and_could_not_be_tidied_is_said_and_tidied_at_the_next_opening(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is erased for everybody at once."""
    monkeypatch.setattr(answers_file, "wipe", no_room)
    with pytest.raises(StoreUntidy, match=r"^Erased\. "):
        filled.erase_everything()
    monkeypatch.undo()

    assert filled.is_known
    assert [*filled.every()] == []
    assert files_with(filled.keeper.path.parent)
    assert [*Store(filled.keeper.path, filled.keeper.key).every()] == []
    assert files_with(filled.keeper.path.parent) == []


def no_room(_: Path) -> None:
    raise OSError(errno.ENOSPC, "no room")


def test_a_page_that_was_filled_before_does_not_write_back_what_was_erased(filled: Store) -> None:
    other = Store(filled.keeper.path, filled.keeper.key)

    filled.erase_everything()

    with pytest.raises(StoreErased, match="erased or replaced"):
        save(other, NOTE, MARK, day=99)
    assert files_with(filled.keeper.path.parent) == []
    other.accept()
    save(other, NOTE, "new words", day=99)
    assert [answer.value for answer in filled.every()] == ["new words"]


def test_what_was_erased_in_part_before_a_power_cut_is_erased_at_the_next_opening(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(InFile, "leave_no_trace", lambda self: None)
    filled.erase_everything()
    filled.close()
    monkeypatch.undo()

    again = Store(filled.keeper.path, filled.keeper.key)

    assert [*again.every()] == []
    assert files_with(filled.keeper.path.parent) == []
    assert again.keeper.older_copies() == []


def test_answers_can_be_found_page_by_page_a_few_at_a_time(filled: Store) -> None:
    assert filled.count_by_page() == {"01": 1, "04": 2}
    for row in range(50):
        save(filled, LETTER, {"letter": str(row)}, row, page="04", entry=f"r{row}")

    first = filled.answered_on("04", limit=20)
    second = filled.answered_on("04", limit=20, skip=20)

    assert [answer.entry for answer, _ in first][:2] == ["r49", "r48"]
    assert [answer.entry for answer, _ in first][10:13] == ["r39", "b", "a"]  # of one day
    assert second[0][0].entry == "r31"
    ((note, times),) = filled.answered_on("01", limit=20)
    assert (note.value[-2:], times) == ("39", 40)


def test_what_was_cleared_can_still_be_found_and_erased(filled: Store) -> None:
    save(filled, NOTE, None, day=60)

    ((note, _),) = filled.answered_on("01", limit=20)
    filled.erase_answer(note.question, note.entry)

    assert note.value is None
    assert filled.history("note.words") == []
