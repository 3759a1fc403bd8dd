"""Hebrew in a browser: a field, the line of a folded row, and the marks under a draft run with it."""

from pages import Book, field, saved
from playwright.sync_api import Locator, Page, expect

SHALOM = "שלום, מה שלומך?"
NOTE = "space.necessary"


def runs(place: Locator) -> str:
    return str(place.evaluate("one => getComputedStyle(one).direction"))


def test_words_run_as_they_are_written(page: Page, book: Book) -> None:
    book.enter(page, "01")
    note = field(page, NOTE)
    assert runs(note) == "ltr"

    note.fill(SHALOM)
    saved(page, NOTE)

    assert runs(note) == "rtl"
    note.fill("And back")
    assert runs(note) == "ltr"


def test_the_line_of_a_folded_row_runs_as_its_words(page: Page, book: Book) -> None:
    book.enter(page, "00")
    rows = page.locator(".rc-log", has=page.locator(".rc-rows")).first
    rows.locator(".rc-add").click()
    row = rows.locator(".rc-rows .rc-row").first
    row.locator("input[type=text], textarea").first.fill(SHALOM)

    expect(row.locator("summary")).to_contain_text(SHALOM[:4])
    assert runs(row.locator("summary")) == "rtl"
