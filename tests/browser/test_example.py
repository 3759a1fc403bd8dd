"""The example reader's workbook: marked on every page, and apart from the reader's own."""

import re
from pathlib import Path
from urllib.request import Request

import pytest
from locking import lock_behind
from pages import READY, Book, barriers, field, go, is_at, is_ready, question, saved
from playwright.sync_api import Page, expect
from processes import browser_without_page, empty, fetch
from traces import MARK, files_with

from reconnect_widgets import reflection
from reconnect_widgets.answers.locked import is_locked
from reconnect_widgets.answers.store import Store
from reconnect_widgets.stages import BY_NUMBER, STAGES

HELPED, NOTE = "journey.helped", "space.necessary"
NOTHING_OF_YOURS = "Example workbook: the answers of an invented reader. Nothing here is yours."


def example_file(book: Book) -> Path:
    return book.data / "example" / "answers.sqlite3"


def open_example(page: Page, book: Book, number: str) -> None:
    page.goto(f"{book.server.origin}/voila/render/example/{BY_NUMBER[number].file}")
    is_ready(page)


@pytest.fixture
def book(book: Book) -> Book:
    """A workbook with one answer, and an example that nobody has opened."""
    empty(example_file(book))
    with book.writing() as store:
        store.save(reflection(HELPED, "What has helped?"), MARK, page="13", visit="v")
    return book


def test_every_page_is_marked(book: Book) -> None:
    browser = browser_without_page()
    fetch(book.url, browser)
    for stage in STAGES:
        _, _, html = fetch(f"{book.server.origin}/voila/render/example/{stage.file}", browser)

        assert NOTHING_OF_YOURS in re.sub("</?(b|span)>", "", html), stage.number
        assert ", example</title>" in html, stage.number
        assert "no part of your own" in html, stage.number
        assert MARK not in html, stage.number


def test_it_shows_nothing_of_the_readers_own_and_its_mark_stays(page: Page, book: Book) -> None:
    before = [*book.store.every()]
    page.goto(book.url, wait_until="domcontentloaded")
    open_example(page, book, "00")
    for width, scheme, rules in ((1280, "dark", ("color-contrast",)), (390, "light", ())):
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert barriers(page, *rules) == [], (width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("window.same = true")
    for number in ("01", "00", "13"):
        go(page, number)

        mark = page.locator(".rc-example")
        expect(mark).to_be_visible()
        expect(mark).to_contain_text(NOTHING_OF_YOURS)
        expect(page).to_have_title(f"Notes {number}, example")
        expect(page.locator("footer")).to_contain_text("no part of your own")
        assert MARK not in page.content()
    assert page.evaluate("window.same")
    assert "/example/" in page.url

    expect(field(page, HELPED)).to_have_value(re.compile("Walking to the bridge"))
    for heading in ("Keep a copy", "Bring answers back", "Erase", "Lock"):
        expect(page.get_by_role("heading", name=heading, exact=True)).to_have_count(0)
    expect(page.locator(".rc-erase, .rc-lock, .rc-make")).to_have_count(0)
    expect(page.get_by_role("heading", name="An example reader")).to_be_visible()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(mark).to_be_in_viewport()
    assert [*book.store.every()] == before


def test_what_is_typed_goes_into_the_example_and_is_gone_when_it_is_opened_again(
    page: Page, book: Book
) -> None:
    """The last page opens it in another tab, and it leads back."""
    before = [*book.store.every()]
    book.enter(page, "13")
    expect(page.locator(".rc-example")).to_have_count(0)
    example = page.context.new_page()
    open_example(example, book, "01")
    field(example, NOTE).fill("Trying things out")
    saved(example, NOTE)
    expect(
        example.locator("form", has=question(example, NOTE)).locator(".rc-saved")
    ).to_contain_text("Saved in the example")
    assert Store(example_file(book)).latest(NOTE).value == "Trying things out"  # type: ignore[union-attr]
    assert [*book.store.every()] == before
    example.reload()
    is_ready(example)
    expect(field(example, NOTE)).to_have_value("Trying things out")

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="See the reader who goes toward trying again").click()
    anew = opened.value
    is_ready(anew)
    expect(anew.locator(".rc-example")).to_contain_text("Nothing here is yours")
    expect(anew.locator("main")).to_contain_text(re.compile(r"\d+ urges logged"))
    assert "?" not in anew.url
    assert files_with(example_file(book).parent, "Trying things out") == []
    go(anew, "01")
    expect(field(anew, NOTE)).not_to_have_value("Trying things out")

    anew.get_by_role("link", name="Back to your own").click()
    is_at(anew, "00")
    assert anew.url == book.address("00")
    expect(anew.locator(".rc-example")).to_have_count(0)
    expect(anew).to_have_title("Notes 00")


def test_erasing_everything_erases_what_was_tried_out_in_the_example(
    page: Page, book: Book
) -> None:
    """One that is open meanwhile takes no more words."""
    book.enter(page, "13")
    example = page.context.new_page()
    open_example(example, book, "01")
    before = field(example, NOTE).input_value()
    field(example, NOTE).fill(f"{MARK} in the example")
    saved(example, NOTE)
    page.get_by_role("button", name="Erase everything").click()
    page.locator("dialog.rc-sure").get_by_role("button", name="Erase").click()
    erasing = page.locator("form", has=page.locator(".rc-erase"))
    expect(erasing.locator(".rc-saved")).to_have_text("Erased.", timeout=READY)
    assert files_with(book.data) == []
    assert [*Store(example_file(book)).every()] == []

    field(example, NOTE).fill(MARK)

    writing = example.locator("form", has=question(example, NOTE))
    expect(writing.locator(".rc-saved")).to_contain_text("were erased", timeout=READY)
    assert files_with(book.data) == []
    open_example(example, book, "01")
    expect(field(example, NOTE)).to_have_value(before)


def test_words_that_wait_in_the_browser_wait_for_the_workbook_they_were_typed_into(
    page: Page, book: Book
) -> None:
    about = {"page": "01", "visit": "v"}
    book.store.save(reflection(NOTE, "What is necessary?"), MARK, **about)
    page.goto(book.url, wait_until="domcontentloaded")
    open_example(page, book, "01")
    page.context.set_offline(True)
    field(page, NOTE).fill("A draft for the example")
    expect(page.locator("form", has=question(page, NOTE)).locator(".rc-saved")).to_contain_text(
        "Not saved", timeout=READY
    )
    own = page.context.new_page()
    page.context.set_offline(False)
    book.open(own, "01")

    expect(field(own, NOTE)).to_have_value(MARK)
    saved(page, NOTE)
    kept = [store.latest(NOTE) for store in (Store(example_file(book)), book.store)]
    assert [answer and answer.value for answer in kept] == ["A draft for the example", MARK]


def test_a_lock_on_ones_own_workbook_is_none_on_the_example(page: Page, book: Book) -> None:
    pytest.importorskip("sqlcipher3")
    book.enter(page, "01")
    lock_behind(page, book)
    book.open(page, "01")
    expect(page.locator("form.rc-unlock")).to_have_count(0)
    example = page.context.new_page()
    open_example(example, book, "01")

    expect(example.locator("form.rc-unlock")).to_have_count(0)
    assert example.evaluate("globalThis.reconnectVault") is None
    field(example, NOTE).fill("In the example")
    saved(example, NOTE)
    assert is_locked(book.file)
    assert not is_locked(example_file(book))


def test_no_other_site_begins_it_anew(book: Book) -> None:
    browser = browser_without_page()
    fetch(book.url, browser)
    address = f"{book.server.origin}/voila/render/example/{STAGES[1].file}"
    fetch(address, browser)
    store = Store(example_file(book))
    known = store.id

    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"}
    asked = Request(f"{address}?anew=yes", headers=link)
    with browser.open(asked) as answer:
        assert answer.status == 200

    assert store.id == known
    with browser.open(f"{address}?anew=yes") as answer:
        assert answer.url == address
    assert store.id != known
