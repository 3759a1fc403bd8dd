"""The example reader's workbook: marked on every page, and apart from the reader's own."""

import re
from pathlib import Path
from urllib.request import Request

import pytest
from pages import READY, Book, barriers, field, go, is_at, is_ready, question, saved
from playwright.sync_api import Page, expect
from processes import browser_without_page, eventually, fetch
from traces import MARK, files_with

from reconnect_widgets import reflection
from reconnect_widgets.answers.locked import is_locked
from reconnect_widgets.answers.store import Store
from reconnect_widgets.exceptions import StoreError
from reconnect_widgets.stages import BY_NUMBER, STAGES

NUMBERS = [stage.number for stage in STAGES]
NOTHING_OF_YOURS = "Example workbook: the answers of an invented reader. Nothing here is yours."


def example_file(book: Book) -> Path:
    return book.data / "example" / "answers.sqlite3"


def open_example(page: Page, book: Book, number: str) -> None:
    page.goto(f"{book.server.origin}/voila/render/example/{BY_NUMBER[number].file}")
    is_ready(page)


@pytest.fixture
def book(book: Book) -> Book:
    """A workbook with one answer, and an example that nobody has opened."""
    for file in example_file(book).parent.glob("*"):
        file.unlink()
    eventually(lambda: begins(book))
    return book


def begins(book: Book) -> bool:
    """Give an answer; a kernel of the test before may still end a write to the file that was taken away."""
    try:
        about = {"page": "13", "visit": "v"}
        book.store.save(reflection("journey.helped", "What has helped?"), MARK, **about)
    except StoreError:
        return False
    return True


def test_every_page_is_marked_and_shows_nothing_of_the_readers_own(
    reader: Page, book: Book
) -> None:
    before = book.store.history()
    open_example(reader, book, NUMBERS[0])
    for width, scheme in ((1280, "light"), (390, "dark")):
        reader.set_viewport_size({"width": width, "height": 844})
        reader.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert barriers(reader) == [], (width, scheme)
        assert reader.evaluate("document.documentElement.scrollWidth") <= width
    reader.evaluate("window.same = true")
    for number in [*NUMBERS[1:], NUMBERS[0], NUMBERS[-1]]:
        go(reader, number)

        mark = reader.locator(".rc-example")
        expect(mark).to_be_visible()
        expect(mark).to_contain_text(NOTHING_OF_YOURS)
        expect(reader).to_have_title(f"Notes {number}, example")
        expect(reader.locator("footer")).to_contain_text("no part of your own")
        assert MARK not in reader.content()
    assert reader.evaluate("window.same")
    assert "/example/" in reader.url

    expect(field(reader, "journey.helped")).to_have_value(re.compile("Walking to the bridge"))
    for heading in ("Keep a copy", "Bring answers back", "Erase", "Lock"):
        expect(reader.get_by_role("heading", name=heading, exact=True)).to_have_count(0)
    expect(reader.locator(".rc-erase, .rc-lock, .rc-make")).to_have_count(0)
    expect(reader.get_by_role("heading", name="An example reader")).to_be_visible()
    reader.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(mark).to_be_in_viewport()
    assert book.store.history() == before


def test_the_last_page_opens_it_in_another_tab_and_it_leads_back(page: Page, book: Book) -> None:
    book.enter(page, "13")
    expect(page.locator(".rc-example")).to_have_count(0)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="See the reader who goes toward trying again").click()
    example = opened.value
    is_ready(example)
    expect(example.locator(".rc-example")).to_contain_text("Nothing here is yours")
    expect(example.locator("main")).to_contain_text(re.compile(r"\d+ urges logged"))
    assert "?" not in example.url

    example.get_by_role("link", name="Back to your own").click()

    is_at(example, "00")
    assert example.url == book.address("00")
    expect(example.locator(".rc-example")).to_have_count(0)
    expect(example).to_have_title("Notes 00")


def test_what_is_typed_goes_into_the_example_and_is_gone_when_it_is_opened_again(
    reader: Page, book: Book
) -> None:
    open_example(reader, book, "13")
    before = book.store.history()
    field(reader, "journey.helped").fill("Trying things out")
    saved(reader, "journey.helped")
    expect(
        reader.locator("form", has=question(reader, "journey.helped")).locator(".rc-saved")
    ).to_contain_text("Saved in the example")
    assert Store(example_file(book)).latest("journey.helped").value == "Trying things out"  # type: ignore[union-attr]
    assert book.store.history() == before

    reader.reload()
    is_ready(reader)
    expect(field(reader, "journey.helped")).to_have_value("Trying things out")

    book.open(reader, "13")
    with reader.context.expect_page() as opened:
        reader.get_by_role("link", name="See the reader who goes toward trying again").click()
    is_ready(opened.value)
    expect(field(opened.value, "journey.helped")).not_to_have_value("Trying things out")
    assert files_with(example_file(book).parent, "Trying things out") == []


def test_erasing_everything_erases_what_was_tried_out_in_the_example(
    reader: Page, book: Book
) -> None:
    open_example(reader, book, "13")
    field(reader, "journey.helped").fill(f"{MARK} in the example")
    saved(reader, "journey.helped")
    book.open(reader, "13")
    reader.get_by_role("button", name="Erase everything").click()
    reader.locator("dialog.rc-sure").get_by_role("button", name="Erase").click()
    erasing = reader.locator("form", has=reader.locator(".rc-erase"))
    expect(erasing.locator(".rc-saved")).to_have_text("Erased.", timeout=READY)

    assert files_with(book.data) == []
    assert Store(example_file(book)).history() == []
    open_example(reader, book, "13")
    expect(field(reader, "journey.helped")).to_have_value(re.compile("Walking to the bridge"))


def test_an_example_that_is_open_while_all_is_erased_takes_no_more_words(
    reader: Page, book: Book
) -> None:
    open_example(reader, book, "13")
    own = reader.context.new_page()
    book.open(own, "13")
    own.get_by_role("button", name="Erase everything").click()
    own.locator("dialog.rc-sure").get_by_role("button", name="Erase").click()
    erasing = own.locator("form", has=own.locator(".rc-erase"))
    expect(erasing.locator(".rc-saved")).to_have_text("Erased.", timeout=READY)

    field(reader, "journey.helped").fill(MARK)

    writing = reader.locator("form", has=question(reader, "journey.helped"))
    expect(writing.locator(".rc-saved")).to_contain_text("were erased", timeout=READY)
    assert files_with(book.data) == []


def test_words_that_wait_in_the_browser_wait_for_the_workbook_they_were_typed_into(
    reader: Page, book: Book
) -> None:
    open_example(reader, book, "13")
    reader.context.set_offline(True)
    field(reader, "journey.helped").fill("A draft for the example")
    expect(
        reader.locator("form", has=question(reader, "journey.helped")).locator(".rc-saved")
    ).to_contain_text("Not saved", timeout=READY)
    own = reader.context.new_page()
    reader.context.set_offline(False)
    book.open(own, "13")

    expect(field(own, "journey.helped")).to_have_value(MARK)
    saved(reader, "journey.helped")
    kept = [store.latest("journey.helped") for store in (Store(example_file(book)), book.store)]
    assert [answer and answer.value for answer in kept] == ["A draft for the example", MARK]


def test_a_lock_on_ones_own_workbook_is_none_on_the_example(reader: Page, book: Book) -> None:
    pytest.importorskip("sqlcipher3")
    store = book.store
    key = store.keeper.lock("four calm words here")
    told = reader.request.put(
        f"{book.server.origin}/reconnect/key",
        data=key.hex(),
        headers={"Reconnect-Key": "yes", **reader.evaluate("reconnectDoor.headers()")},
    )
    assert told.ok
    book.open(reader, "13")
    expect(field(reader, "journey.helped")).to_have_value(MARK)
    with reader.context.expect_page() as opened:
        reader.get_by_role("link", name="See the reader who goes toward trying again").click()
    example = opened.value
    is_ready(example)

    expect(example.locator("form.rc-unlock")).to_have_count(0)
    assert example.evaluate("globalThis.reconnectVault") is None
    field(example, "journey.helped").fill("In the example")
    saved(example, "journey.helped")
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
