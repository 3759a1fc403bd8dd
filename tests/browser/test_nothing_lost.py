"""Nothing typed is lost: ways of leaving, a second tab, and a kernel that dies."""

import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
from pages import (
    READY,
    Book,
    ComingKernel,
    HeldLine,
    chromium,
    field,
    go,
    has_come,
    is_at,
    kill_kernels,
    question,
    saved,
    show_whole_pages,
    turn,
    waits_in_the_browser,
)
from playwright.sync_api import BrowserContext, Page, Playwright, expect
from processes import eventually, kill_processes_with

from reconnect_widgets.prompts import Text

WORDS = "Typed it."
NOTE = "space.necessary"


@pytest.fixture
def at_space(page: Page, book: Book) -> Page:
    """The page on space, ready to be typed on."""
    book.enter(page, "01")
    return page


def type_words(page: Page, words: str = WORDS) -> None:
    """Type a sentence at the end, key by key, and do not wait."""
    field(page, NOTE).press("ControlOrMeta+End")
    field(page, NOTE).press_sequentially(words)


def comes_back(page: Page, book: Book, words: str = WORDS) -> None:
    """Open the page again: every character is there, and is on the disk in the end."""
    book.open(page, "01")
    is_there(page, book, words)


def is_there(page: Page, book: Book, words: str) -> None:
    expect(field(page, NOTE)).to_have_value(words)
    saved(page, NOTE)
    assert book.value(NOTE) == words


def test_following_a_link_going_back_another_address_reloading_and_closing_the_tab(
    reader: Page, book: Book, context: BrowserContext
) -> None:
    """Each time more is typed just before."""
    go(reader, "01")
    type_words(reader, "Back. ")
    reader.go_back()
    is_at(reader, "00")
    comes_back(reader, book, words := "Back. ")

    type_words(reader, "A link. ")
    turn(reader, "02")
    comes_back(reader, book, words := words + "A link. ")

    type_words(reader, "Away. ")
    reader.goto("about:blank")
    comes_back(reader, book, words := words + "Away. ")

    type_words(reader, "Loaded again. ")
    reader.reload()
    is_at(reader, "01")
    is_there(reader, book, words := words + "Loaded again. ")

    type_words(reader, "Closed.")
    reader.close()
    comes_back(context.new_page(), book, words + "Closed.")


def test_killing_the_browser(book: Book, playwright: Playwright, tmp_path: Path) -> None:
    """Not closed: killed, so that nothing of it can tidy up, as soon as it has sent the last letter."""
    profile = tmp_path / "profile"

    def opened() -> BrowserContext:
        return show_whole_pages(
            playwright.chromium.launch_persistent_context(profile, **chromium())
        )

    first = opened()
    page = first.pages[0]
    sent = []
    page.on("websocket", lambda line: line.on("framesent", lambda said: sent.append(str(said))))
    book.enter(page, "01")
    type_words(page)
    eventually(lambda: page.evaluate("true") and any(WORDS in said for said in sent))
    kill_processes_with(str(profile))

    (profile / "SingletonLock").unlink(missing_ok=True)
    second = opened()
    book.enter(second.pages[0], "01")  # the browser had no time to write down that it was let in
    is_there(second.pages[0], book, WORDS)
    second.close()


def test_killing_the_kernel_and_losing_the_connection(
    at_space: Page, book: Book, context: BrowserContext
) -> None:
    """Another kernel comes by itself, so does the line, and everything is saved on the page as it is."""
    kill_kernels(book)
    type_words(at_space)
    is_there(at_space, book, WORDS)

    context.set_offline(True)
    type_words(at_space)
    form = at_space.locator("form", has=question(at_space, NOTE))
    expect(form.locator(".rc-saved")).to_contain_text("Not saved", timeout=READY)
    context.set_offline(False)

    is_there(at_space, book, WORDS + WORDS)


def test_the_first_letter_is_written_after_the_last_was_typed(at_space: Page, book: Book) -> None:
    """What was typed later wins, though the kernel was slow and the line broke."""
    living = book.server.kernels()
    for kernel in living:
        with suppress(psutil.NoSuchProcess):  # one whose page was left may end by itself just then
            kernel.suspend()
    field(at_space, NOTE).press_sequentially(WORDS[0])
    at_space.evaluate("WebSocket.prototype.send = () => {}")
    field(at_space, NOTE).press_sequentially(WORDS[1:])
    at_space.goto("about:blank")
    for kernel in living:
        with suppress(psutil.NoSuchProcess):
            kernel.resume()
    eventually(lambda: book.store.latest(NOTE))

    comes_back(at_space, book)
    assert [answer.value for answer in book.store.history(NOTE)] == [WORDS[0], WORDS]


def test_a_draft_that_a_killed_browser_brings_back_goes_over_nothing(
    page: Page, book: Book
) -> None:
    """It writes its storage some seconds late: what was saved and gone from there is there again."""
    line = HeldLine(page)
    book.enter(page, "01")
    name = f"reconnect:draft:{book.store.id}:{NOTE}"
    line.hold()
    field(page, NOTE).press_sequentially(WORDS[:5])
    waits_in_the_browser(page, NOTE)
    earlier = page.evaluate("(name) => localStorage.getItem(name)", name)
    line.let_go()
    field(page, NOTE).press_sequentially(WORDS[5:])
    saved(page, NOTE)
    waits_in_the_browser(page, NOTE, so=False)
    page.evaluate("([name, words]) => localStorage.setItem(name, words)", [name, earlier])

    comes_back(page, book)
    waits_in_the_browser(page, NOTE, so=False)
    assert book.store.latest(NOTE).value == WORDS


def test_what_waits_is_later_than_what_was_saved_when_the_clock_was_ahead(
    page: Page, book: Book
) -> None:
    line = HeldLine(page)
    with book.writing() as store:
        ahead = datetime.now(UTC) + timedelta(hours=1)
        store.save(Text(id=NOTE, words="Which?"), WORDS[:5], page="01", visit="before", at=ahead)
    book.enter(page, "01")
    line.hold()
    type_words(page, WORDS[5:])
    waits_in_the_browser(page, NOTE)

    comes_back(page, book)
    assert book.store.latest(NOTE).value == WORDS


def test_so_is_what_is_said_where_the_clock_of_the_browser_is_behind(
    page: Page, book: Book
) -> None:
    with book.writing() as store:
        store.save(Text(id=NOTE, words="Which?"), "before", page="01", visit="before")
    page.clock.install(time=datetime.now(UTC) - timedelta(hours=1))
    kernel = ComingKernel(page)
    page.goto(book.key_to("01"))
    has_come(page, "01")
    field(page, NOTE).fill(WORDS)
    kernel.come()
    is_there(page, book, WORDS)

    type_words(page)
    is_there(page, book, WORDS + WORDS)


def test_a_row_is_brought_back_bad_input_changes_nothing_and_of_two_tabs_the_later_change_wins(
    at_space: Page, book: Book, context: BrowserContext
) -> None:
    a_row_is_removed_and_brought_back(at_space, book)
    bad_input_gets_a_sentence_and_changes_nothing(at_space, book)
    of_two_tabs_the_later_change_wins_and_the_rows_of_both_are_there(at_space, book, context)


def of_two_tabs_the_later_change_wins_and_the_rows_of_both_are_there(
    at_space: Page, book: Book, context: BrowserContext
) -> None:
    """The other tab learns of it when it gets focus; a log is saved row by row."""
    other = context.new_page()
    book.open(other, "01")
    field(at_space, NOTE).fill("from the first tab")
    saved(at_space, NOTE)
    other.bring_to_front()
    other.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(field(other, NOTE)).to_have_value("from the first tab")
    field(other, NOTE).fill("from the second tab")
    saved(other, NOTE)

    at_space.bring_to_front()
    at_space.evaluate("window.dispatchEvent(new Event('focus'))")

    expect(field(at_space, NOTE)).to_have_value("from the second tab")
    values = [answer.value for answer in book.store.history(NOTE)]
    assert "from the first tab" in values
    assert values[-1] == "from the second tab"
    for tab, strength in ((at_space, "3"), (other, "9")):
        tab.get_by_role("button", name="Add an urge").click()
        tab.locator(".rc-row [data-id=strength] input:visible").last.fill(strength)
        saved(tab, "urge.log")
    assert {row.value["strength"] for row in book.store.entries("urge.log")} == {3, 9}
    book.open(other, "01")
    expect(other.locator(".rc-log[data-id='urge.log'] .rc-row")).to_have_count(2)


def a_row_is_removed_and_brought_back(at_space: Page, book: Book) -> None:
    """Removing asks nothing and can be undone."""
    at_space.get_by_role("button", name="Add an urge").click()
    row = at_space.locator(".rc-log[data-id='urge.log'] .rc-row")
    row.locator("[data-id=strength] input").fill("8")
    saved(at_space, "urge.log")
    row.get_by_role("button", name="Remove this one").click()
    expect(row).to_have_count(0)
    saved(at_space, "urge.log")
    assert book.store.entries("urge.log") == []

    at_space.get_by_role("button", name="Bring it back").click()
    saved(at_space, "urge.log")
    assert book.store.entries("urge.log")[0].value["strength"] == 8
    row.locator("summary").click()
    row.get_by_role("button", name="Remove this one").click()
    saved(at_space, "urge.log")


def bad_input_gets_a_sentence_and_changes_nothing(at_space: Page, book: Book) -> None:
    """What was saved before stays."""
    field(at_space, "space.weeks").fill("4")
    saved(at_space, "space.weeks")
    field(at_space, "space.weeks").fill("400")

    expect(question(at_space, "space.weeks").locator(".rc-error")).to_have_text(
        "Please write a number from 1 to 52."
    )
    assert book.store.latest("space.weeks").value == 4


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows has no file modes")
def test_a_file_is_opened_once_that_can_be_and_of_a_damaged_one_the_reader_is_told(
    page: Page, book: Book
) -> None:
    """Until they say that they have read it."""
    in_the_way = book.data / ".opening.lock"
    in_the_way.unlink(missing_ok=True)
    in_the_way.mkdir(parents=True)
    turns = []

    def note(words: str) -> None:
        if '"turn"' in words:
            turns.append(words)

    page.on("websocket", lambda line: line.on("framesent", note))
    page.goto(book.key_to("01"))
    expect(page.locator(".rc-trouble")).to_contain_text("The file with your answers cannot be")
    type_words(page)
    in_the_way.rmdir()
    book.file.write_bytes(b"no database" * 500)

    saved(page, NOTE)
    assert book.value(NOTE) == WORDS
    assert len(turns) > 1
    assert [words for words in turns if '"again":true' in words] == turns[1:]  # no sign of a reader
    expect(page.locator(".rc-trouble")).to_have_count(0)
    expect(page.get_by_text("The file with your answers was damaged")).to_be_visible()
    page.get_by_role("button", name="I have read this").click()

    expect(page.get_by_text("The file with your answers was damaged")).to_have_count(0)
    assert len(list(book.data.glob("answers-damaged-*"))) == 1
