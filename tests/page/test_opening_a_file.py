"""How a page comes by answers in a file that the page before it had."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from parts import hear

from reconnect_widgets import open_page
from reconnect_widgets.answers import in_file
from reconnect_widgets.answers.store import Store
from reconnect_widgets.exceptions import StoreError, StoreLocked
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
    opening.greet(hello)
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


def test_a_page_that_says_hello_twice_goes_on_with_its_file(openings: list[Path]) -> None:
    page = opened()
    assert words(page) == []
    page.greet({"type": "hello", "visit": "another"})

    assert words(page) == []
    assert openings == [answers_path()]


def test_a_file_that_was_damaged_meanwhile_is_set_aside(openings: list[Path]) -> None:
    left()
    path = answers_path()
    path.write_bytes(path.read_bytes()[:4096] + bytes(path.stat().st_size - 4096))

    following = opened()

    assert words(following) == []
    assert following.store.keeper.set_aside


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
