"""A log that grew long: its last rows are drawn, the earlier ones when somebody wants to see them."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from pages import Book, barriers, is_ready, saved
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from reconnect_widgets import log, number
from reconnect_widgets.forms import ROWS_IN_A_FORM

LOG = "urge.log"
URGES = log(LOG, "Urges", number("strength", "How strong?", least=0, most=10))
MANY = 12
FIRST = datetime(2026, 3, 1, 12, tzinfo=UTC)


def log_urges(book: Book, many: int) -> None:
    """Log urges, each begun an hour after the one before."""
    store = book.store
    for count in range(many):
        at = FIRST + timedelta(hours=count)
        store.save(URGES, {"strength": 5}, page="01", visit="v", entry=f"row{count}", at=at)
    store.close()


@pytest.fixture
def logged(page: Page, book: Book) -> Page:
    """Page 01 with twelve urges."""
    log_urges(book, MANY)
    book.enter(page, "01")
    return page


def drawn(page: Page) -> list[str]:
    """The entries of the rows in the document, in their order."""
    rows = page.locator(f'.rc-log[data-id="{LOG}"] .rc-row')
    return rows.evaluate_all("all => all.map(row => row.dataset.entry)")


def test_the_last_rows_are_drawn_and_the_earlier_ones_in_their_places_on_wish(
    logged: Page, book: Book
) -> None:
    """Paper has all of them. One that is changed elsewhere while it waits is shown as it is now."""
    last = [f"row{count}" for count in range(MANY - 5, MANY)]
    assert drawn(logged) == last
    button = logged.locator(f'.rc-log[data-id="{LOG}"]').get_by_role("button", name="Show the")
    expect(button).to_contain_text("Show the 7 earlier ones")
    paper_has_all_of_them_in_a_table_and_the_screen_stays_as_it_was(logged)

    store = book.store
    store.save(URGES, {"strength": 9}, page="01", visit="other", entry="row1")
    store.save(URGES, None, page="01", visit="other", entry="row2")
    store.close()
    logged.evaluate("dispatchEvent(new Event('focus'))")
    expect(button).to_contain_text("Show the 6 earlier ones")
    button.click()

    assert drawn(logged) == [f"row{count}" for count in range(MANY) if count != 2]
    expect(logged.locator('.rc-row[data-entry="row0"] summary')).to_be_focused()
    row = logged.locator('.rc-row[data-entry="row1"]')
    row.locator("summary").click()
    expect(row.locator("input[type=range], input[type=number]").first).to_have_value("9")


def paper_has_all_of_them_in_a_table_and_the_screen_stays_as_it_was(logged: Page) -> None:
    fields = logged.locator(f'.rc-log[data-id="{LOG}"] .rc-row').first
    table = logged.locator(f'.rc-log[data-id="{LOG}"] .rc-on-paper')
    logged.evaluate("dispatchEvent(new Event('beforeprint'))")

    expect(table).to_be_hidden()
    logged.emulate_media(media="print")
    expect(fields).to_be_hidden()
    expect(table.locator("th").nth(1)).to_have_text("How strong was it, from 0 to 10?")
    assert table.locator("tbody td:nth-child(2)").all_text_contents() == ["5"] * MANY

    logged.emulate_media(media="screen")
    logged.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(table).to_have_count(0)
    expect(logged.get_by_role("button", name="Show the 7 earlier ones")).to_be_visible()


def test_a_new_row_is_the_last_one_and_comes_back_as_such_and_many_take_few_sheets(
    logged: Page, book: Book
) -> None:
    few = PdfReader(BytesIO(logged.pdf()))
    rows = logged.locator(f'.rc-log[data-id="{LOG}"]')
    rows.locator(".rc-add").click()
    new = rows.locator(".rc-row").last
    new.locator("input[type=text], textarea").first.fill("A walk")
    saved(logged, LOG)
    entry = drawn(logged)[-1]
    log_urges(book, 5 * MANY)
    logged.reload()
    is_ready(logged)
    assert drawn(logged)[-1] == entry
    assert len(drawn(logged)) == 5

    many = PdfReader(BytesIO(logged.pdf()))

    assert len(many.pages) <= len(few.pages) + 3


def test_where_a_form_holds_only_the_latest_it_says_that_the_others_are_kept(
    page: Page, book: Book
) -> None:
    log_urges(book, ROWS_IN_A_FORM)
    book.enter(page, "01")
    words = page.locator(f'.rc-log[data-id="{LOG}"]').get_by_text("Those before them are kept")
    expect(words).to_be_hidden()

    log_urges(book, ROWS_IN_A_FORM + 1)
    page.evaluate("dispatchEvent(new Event('focus'))")

    expect(words).to_be_visible()
    expect(page.get_by_role("button", name="Show the 195 earlier ones")).to_be_visible()
    assert barriers(page) == []
