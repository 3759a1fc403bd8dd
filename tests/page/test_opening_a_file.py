"""How a page comes by answers in a file, when the page before it had the file open."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from parts import hear

from reconnect_widgets import open_page
from reconnect_widgets.answers import in_file
from reconnect_widgets.answers.database import UNFINISHED, tell, told
from reconnect_widgets.answers.exchange import NEW, beside
from reconnect_widgets.answers.store import Store
from reconnect_widgets.exceptions import StoreError, StoreLocked, StoreNewer
from reconnect_widgets.page.opening import Opening
from reconnect_widgets.places import answers_path
from reconnect_widgets.prompts import reflection

WORDS = reflection("space.words", "What do you miss?")


@pytest.fixture
def openings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were opened, in their order."""
    monkeypatch.setenv("RECONNECT_DATA", str(tmp_path))
    monkeypatch.setattr(Opening, "_left", None)
    paths: list[Path] = []
    really = in_file.connect
    monkeypatch.setattr(in_file, "connect", lambda path, *a: paths.append(path) or really(path, *a))
    return paths


def opened(key: bytes | None = None) -> Opening:
    opening = Opening()
    hello: Any = {"type": "hello", "visit": "v", "key": key.hex() if key else None}
    assert opening.greet(hello)
    return opening


def left(words: str = "one") -> Opening:
    """Return a page on which something was said, and which was left."""
    opening = opened()
    opening.store.save(WORDS, words, page="01", visit="v")
    for _ in range(2):  # each part of a page says it
        opening.leave()
    return opening


def words(opening: Opening) -> list[str]:
    return [answer.value for answer in opening.store.every()]


def test_the_pages_of_a_visit_open_the_file_once(openings: list[Path]) -> None:
    left("one")
    left("two")

    assert words(opened()) == ["one", "two"]
    assert openings == [answers_path()]


def test_a_page_that_says_hello_twice_goes_on_with_its_file(openings: list[Path]) -> None:
    page = opened()
    assert words(page) == []
    assert page.greet({"type": "hello", "visit": "another"})

    assert words(page) == []
    assert openings == [answers_path()]


def test_a_file_elsewhere_is_opened(
    openings: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left()
    monkeypatch.setenv("RECONNECT_DATA", str(tmp_path / "elsewhere"))

    assert words(opened()) == []
    assert len({*openings}) == 2


def test_a_file_that_was_damaged_meanwhile_is_set_aside(openings: list[Path]) -> None:
    left()
    path = answers_path()
    path.write_bytes(path.read_bytes()[:4096] + bytes(path.stat().st_size - 4096))

    following = opened()

    assert words(following) == []
    assert following.store.keeper.set_aside


def test_what_a_newer_version_wrote_into_it_meanwhile_is_not_touched(openings: list[Path]) -> None:
    left()
    with closing(sqlite3.connect(answers_path())) as newer:
        newer.execute("PRAGMA user_version = 99")

    with pytest.raises(StoreNewer):
        words(opened())


def test_a_backup_of_an_older_version_that_was_copied_into_it_is_brought_up_to_date(
    openings: list[Path],
) -> None:
    left()
    with closing(sqlite3.connect(answers_path())) as older:
        newest = older.execute("PRAGMA user_version").fetchone()
        older.execute("PRAGMA user_version = 4")

    assert words(opened()) == ["one"]
    with closing(sqlite3.connect(answers_path())) as file:
        assert file.execute("PRAGMA user_version").fetchone() == newest


def test_what_the_page_itself_wrote_or_erased_is_gone_on_with(openings: list[Path]) -> None:
    left()
    page = opened()
    page.store.erase_answer(WORDS.id)
    page.leave()

    assert words(opened()) == []
    assert openings == [answers_path()]


def test_others_that_write_are_waited_for_once(
    openings: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that comes after five seconds does not come after ten: opening the file does the waiting."""
    waits: list[int] = []
    really = in_file.require_sound

    def look_through(db: sqlite3.Connection, path: Path) -> None:
        waits.extend(db.execute("PRAGMA busy_timeout").fetchone())
        really(db, path)

    monkeypatch.setattr(in_file, "require_sound", look_through)
    left()
    following = opened()

    assert waits == [5000, 0]
    assert following.store.keeper.db.execute("PRAGMA busy_timeout").fetchone() == (5000,)


def test_a_file_that_others_write_while_it_is_looked_at_is_opened_anew(
    openings: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    left()
    with closing(sqlite3.connect(answers_path(), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        following = opened()
        other.execute("ROLLBACK")

    assert words(following) == ["one"]
    assert openings == [answers_path()] * 2


def test_a_link_that_leads_elsewhere_now_is_followed(openings: list[Path], tmp_path: Path) -> None:
    here, there = (tmp_path / name / "mine.sqlite3" for name in ("here", "there"))
    for file in (here, there):
        file.parent.mkdir()
    answers_path().symlink_to(here)
    left("here")
    with closing(Store(there)) as store:
        store.save(WORDS, "there", page="01", visit="v")
    answers_path().unlink()
    answers_path().symlink_to(there)

    assert words(opened()) == ["there"]


def test_where_the_file_cannot_be_reached_any_more_a_sentence_says_so(
    openings: list[Path], tmp_path: Path
) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    answers_path().symlink_to(folder / "mine.sqlite3")
    left()
    folder.rename(tmp_path / "away")
    folder.touch()  # to ask for what is in it raises another error than for what is not there

    following = opened()
    with pytest.raises(StoreError):
        following.store  # noqa: B018
    folder.unlink()
    (tmp_path / "away").rename(folder)

    assert words(following) == ["one"]


def test_what_is_said_once_the_folder_is_back_is_of_its_visit(
    openings: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sent: list[Any]
) -> None:
    left()
    form = open_page("01").form(WORDS)
    monkeypatch.setenv("RECONNECT_DATA", str(answers_path()))  # where no folder can be
    hear(form, type="hello", visit="w")
    monkeypatch.setenv("RECONNECT_DATA", str(tmp_path))

    hear(form, type="save", id=WORDS.id, value="two", seq=1)

    with closing(Store(answers_path())) as store:
        assert [answer.visit for answer in store.every()] == ["v", "w"]


def test_a_transaction_that_a_page_left_open_is_in_nobodys_way(openings: list[Path]) -> None:
    left()
    page = opened()
    page.store.keeper.db.execute("BEGIN IMMEDIATE")
    page.leave()

    left("two")

    assert words(opened()) == ["one", "two"]


def test_an_older_copy_that_lies_open_beside_a_locked_file_goes_with_the_next_page(
    openings: list[Path],
) -> None:
    key = in_file.InFile(answers_path()).lock("four calm words")
    page = opened(key)
    assert words(page) == []
    page.leave()
    copy = answers_path().with_name("answers-before-step-5-2026-01-02-030405.sqlite3")
    with closing(sqlite3.connect(copy)) as older:  # as when the lock was cut short
        older.execute("CREATE TABLE answers (value)")

    assert words(opened(key)) == []
    assert not copy.exists()


def test_a_lock_that_was_set_meanwhile_asks_for_its_key(openings: list[Path]) -> None:
    left()
    key = in_file.InFile(answers_path()).lock("four calm words")

    with pytest.raises(StoreLocked):
        words(opened())
    assert words(opened(key)) == ["one"]


def test_without_the_key_a_locked_file_that_was_open_opens_no_more(openings: list[Path]) -> None:
    key = in_file.InFile(answers_path()).lock("four calm words")
    page = opened(key)
    assert words(page) == []
    page.leave()

    with pytest.raises(StoreLocked):
        words(opened())


def test_an_erasing_that_left_traces_goes_on_with_the_next_page(openings: list[Path]) -> None:
    left()
    page = opened()
    tell(page.store.keeper.db, UNFINISHED, "yes")
    page.leave()

    assert told(opened().store.keeper.db, UNFINISHED) == ""


def test_what_an_exchange_left_behind_goes_with_the_next_page(openings: list[Path]) -> None:
    left()
    remains = beside(answers_path(), NEW)
    remains.write_bytes(b"half a copy")

    assert words(opened()) == ["one"]
    assert not remains.exists()


def test_a_file_is_closed_before_anything_that_is_no_page(openings: list[Path]) -> None:
    left()
    Opening.close_left()

    assert words(opened()) == ["one"]
    assert openings == [answers_path()] * 2
