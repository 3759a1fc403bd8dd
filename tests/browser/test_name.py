"""The reader's own name for the workbook: in the header and the tab of each page, and nowhere else."""

from typing import Any

import pytest
from pages import BOTH, Book, barriers, field, go, saved, turn
from playwright.sync_api import Page, expect

from reconnect_widgets import text
from reconnect_widgets.rules.record import NAME
from reconnect_widgets.stages import STAGES

HARD = "<b onclick=ran()>Ga$&rden</b> & “I” $1"
PLAIN = "Workbook"


def call_it(book: Book, name: str) -> None:
    book.store.save(text(NAME, "What?"), name, page="13", visit="v")


def header(page: Page) -> Any:
    return page.locator(".rc-name b")


def test_it_is_shown_on_every_page_as_it_was_typed(reader: Page, book: Book) -> None:
    call_it(book, HARD)
    book.open(reader, STAGES[0].number)
    for stage in STAGES:
        if stage != STAGES[0]:
            go(reader, stage.number)

        expect(header(reader)).to_have_text(HARD)
        expect(reader).to_have_title(f"{HARD} {stage.number}")
        assert reader.locator(".rc-name b b").count() == 0


@BOTH
def test_it_follows_the_answer_and_goes_with_it(reader: Page, book: Book) -> None:
    go(reader, "13")
    expect(header(reader)).to_have_text(PLAIN)

    field(reader, NAME).fill("Garden")
    field(reader, NAME).blur()
    saved(reader, NAME)
    expect(header(reader)).to_have_text("Garden")
    expect(reader).to_have_title("Garden 13")

    field(reader, NAME).fill("")
    field(reader, NAME).blur()
    saved(reader, NAME)
    expect(header(reader)).to_have_text(PLAIN)
    expect(reader).to_have_title("Notes 13")


def test_a_page_that_comes_in_place_has_it_at_once(reader: Page, book: Book) -> None:
    call_it(book, "Garden")
    book.open(reader, "00")
    expect(header(reader)).to_have_text("Garden")
    reader.evaluate(
        """() => { window.titles = []; new MutationObserver(() => titles.push(document.title))
        .observe(document.querySelector("title"), { childList: true }); }"""
    )
    turn(reader, "01")

    expect(reader).to_have_title("Garden 01")
    expect(reader.locator("#rc-turned")).to_have_text("Garden 01")
    assert "Notes 01" not in reader.evaluate("titles")


def test_nobody_who_asks_for_the_page_is_told_it_before_the_kernel_knows_its_reader(
    reader: Page, book: Book
) -> None:
    call_it(book, "Garden")

    answer = reader.request.get(book.address("01"))

    assert "Garden" not in answer.text()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_long_name_stands_in_nobodys_way(reader: Page, book: Book, width: int) -> None:
    call_it(book, "W" * 200)
    reader.set_viewport_size({"width": width, "height": 844})
    book.open(reader, "01")

    expect(header(reader)).to_have_text("W" * 40)
    assert reader.evaluate("document.documentElement.scrollWidth") <= width
    expect(reader.locator("a.rc-exit").first).to_be_in_viewport(ratio=1)
    assert barriers(reader) == []
