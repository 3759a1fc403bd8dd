"""The reader's own name for the workbook: in the header and the tab of each page, and nowhere else."""

from typing import Any

from pages import Book, barriers, field, saved, turn
from playwright.sync_api import Page, expect
from processes import browser_without_page, fetch
from readers import opened

from reconnect_widgets import text
from reconnect_widgets.answers.store import Store
from reconnect_widgets.places import answers_path
from reconnect_widgets.rules.record import NAME
from reconnect_widgets.stages import STAGES

HARD = "<b onclick=ran()>Ga$&rden</b> & “I” $1"
PLAIN = "Workbook"


def call_it(book: Book, name: str) -> None:
    book.store.save(text(NAME, "What?"), name, page="13", visit="v")


def header(page: Page) -> Any:
    return page.locator(".rc-name b")


def test_every_page_is_told_it() -> None:
    store = Store(answers_path())
    store.save(text(NAME, "What?"), HARD, page="13", visit="v")
    store.close()
    for stage in STAGES:
        session = opened(stage)
        assert session.masthead.map["name"] == HARD, stage.number
        session.store.close()


def test_it_is_shown_as_it_was_typed_and_a_page_that_comes_in_place_has_it_at_once(
    page: Page, book: Book
) -> None:
    call_it(book, HARD)
    book.enter(page)
    expect(header(page)).to_have_text(HARD)
    expect(page).to_have_title(f"{HARD} 00")
    page.evaluate(
        """() => { window.titles = []; new MutationObserver(() => titles.push(document.title))
        .observe(document.querySelector("title"), { childList: true }); }"""
    )
    for number in ("01", "02"):
        turn(page, number)

        expect(header(page)).to_have_text(HARD)
        expect(page).to_have_title(f"{HARD} {number}")
        assert page.locator(".rc-name b b").count() == 0
        expect(page.locator("#rc-turned")).to_have_text(f"{HARD} {number}")
        assert f"Notes {number}" not in page.evaluate("titles")


def test_it_follows_the_answer_and_goes_with_it(page: Page, book: Book) -> None:
    book.enter(page, "13")
    expect(header(page)).to_have_text(PLAIN)

    field(page, NAME).fill("Garden")
    field(page, NAME).blur()
    saved(page, NAME)
    expect(header(page)).to_have_text("Garden")
    expect(page).to_have_title("Garden 13")

    field(page, NAME).fill("")
    field(page, NAME).blur()
    saved(page, NAME)
    expect(header(page)).to_have_text(PLAIN)
    expect(page).to_have_title("Notes 13")


def test_nobody_who_asks_for_the_page_is_told_it_before_the_kernel_knows_its_reader(
    book: Book,
) -> None:
    call_it(book, "Garden")
    browser = browser_without_page()
    fetch(book.url, browser)

    status, _, html = fetch(book.address("01"), browser)

    assert status == 200
    assert "<h1" in html
    assert "Garden" not in html


def test_a_long_name_stands_in_nobodys_way(page: Page, book: Book) -> None:
    call_it(book, "W" * 200)
    book.enter(page, "01")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})

        expect(header(page)).to_have_text("W" * 40)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        expect(page.locator("a.rc-exit").first).to_be_in_viewport(ratio=1)
    assert barriers(page) == []
