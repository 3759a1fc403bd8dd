"""Whoever copies the one file that is named has all answers, however the workbook was left."""

import shutil
from contextlib import closing
from pathlib import Path

from pages import Book, field, kill_kernels, question, saved
from playwright.sync_api import Page, expect
from processes import serve_workbook

from reconnect_widgets.answers.store import Store

NOTE = "space.necessary"
WORDS = "Words that nobody has anywhere else."
COPY = "answers (Anna's conflicted copy).sqlite3"


def words_in_a_copy(book: Book, folder: Path) -> object:
    """What whoever copies the one file, and nothing beside it, finds in it."""
    folder.mkdir()
    shutil.copy(book.file, folder)
    with closing(Store(folder / book.file.name)) as store:
        latest = store.latest(NOTE)
    return latest and latest.value


def beside(book: Book) -> list[str]:
    return sorted(file.name for file in book.data.glob("answers*") if file != book.file)


def write(page: Page, book: Book) -> None:
    book.open(page, "01")
    field(page, NOTE).fill(WORDS)
    saved(page, NOTE)


def test_all_is_in_the_one_file_while_the_workbook_is_open_and_when_it_has_ended(
    page: Page, tmp_path: Path
) -> None:
    with serve_workbook(data=tmp_path / "data") as served:
        book = Book(served)
        book.enter(page)
        write(page, book)

        assert words_in_a_copy(book, tmp_path / "while open") == WORDS
        assert served.stop() == 0

    assert words_in_a_copy(book, tmp_path / "after") == WORDS
    assert beside(book) == []


def test_a_kernel_that_is_killed_takes_nothing_with_it(
    reader: Page, book: Book, tmp_path: Path
) -> None:
    write(reader, book)

    kill_kernels(book)

    assert words_in_a_copy(book, tmp_path / "copy") == WORDS
    assert beside(book) == []


def test_a_copy_of_a_program_that_syncs_is_named_on_the_page_and_left_alone(
    page: Page, book: Book
) -> None:
    (book.data / COPY).write_text("not ours")

    book.enter(page, "01")

    expect(page.get_by_text(COPY)).to_be_visible()
    expect(question(page, NOTE)).to_be_visible()
    assert (book.data / COPY).read_text() == "not ours"
