"""*Saved* is said of what is saved, and whatever a form shows as an answer is one."""

from datetime import datetime, timedelta

import pytest
from pages import Book, field, go, is_ready, question, saved
from playwright.sync_api import Locator, Page, expect
from readers import is_checked

from reconnect_widgets import text
from reconnect_widgets.page.news import ELSEWHERE
from reconnect_widgets.prompts.numbers_and_dates import STILL_TO_COME

NOTE = "space.necessary"
ELEVEN_MILLION = """(area) => {
    area.style.display = "none"; // to lay so much out takes a browser a minute
    area.value = "x".repeat(11e6);
    area.dispatchEvent(new Event("input", { bubbles: true }));
}"""


def line(page: Page, id: str) -> Locator:
    """The line under the form of a question."""
    return page.locator("form.rc-form", has=question(page, id)).locator(".rc-saved")


def is_seen_again(page: Page) -> None:
    page.evaluate("window.dispatchEvent(new Event('focus'))")


@pytest.fixture
def at_space(page: Page, book: Book) -> Page:
    """The page on space."""
    book.enter(page, "01")
    return page


def test_what_was_sent_is_noted_at_once_and_what_is_too_long_or_refused_is_said(
    page: Page, book: Book
) -> None:
    with book.writing() as store:
        is_checked(store)
    book.enter(page, "04")
    noting_that_something_was_sent_is_kept_at_once(page)
    go(page, "01")
    what_is_too_long_or_refused_is_said_at_its_field_and_nothing_is_cut(page, book)


def noting_that_something_was_sent_is_kept_at_once(page: Page) -> None:
    """And so the waiting begins, with the note open for what else there is to say."""
    page.get_by_role("button", name="Note that I sent it").click()
    expect(page.get_by_text("One message, and now the waiting.")).to_be_visible()
    way = page.locator("[data-id='first.sent'] [data-id=way] select")
    expect(way).to_be_visible()
    expect(page.locator("[data-id='first.sent'] [data-id=when] input")).to_be_focused()
    expect(line(page, "first.sent")).to_contain_text("Saved")
    expect(page.get_by_text("somewhere else")).to_have_count(0)

    page.reload()
    is_ready(page)
    expect(page.locator("[data-id='first.sent'] .rc-row")).to_have_count(1)
    expect(page.get_by_text("One message, and now the waiting.")).to_be_visible()


def what_is_too_long_or_refused_is_said_at_its_field_and_nothing_is_cut(
    at_space: Page, book: Book
) -> None:
    """Every other answer of the page is saved."""
    field(at_space, NOTE).evaluate(ELEVEN_MILLION)
    expect(question(at_space, NOTE).locator(".rc-error")).to_contain_text("longer than 100,000")
    question(at_space, "space.pull").get_by_role("radio").first.check()
    expect(line(at_space, "space.pull")).to_contain_text("Saved on this")
    field(at_space, "space.call").fill("Noor")
    expect(line(at_space, NOTE)).to_contain_text("but not what is marked")
    is_seen_again(at_space)

    assert book.store.latest("space.pull")
    assert field(at_space, NOTE).evaluate("(area) => area.value.length") == 11_000_000
    field(at_space, NOTE).evaluate("(area) => { area.value = ''; area.style.display = ''; }")
    field(at_space, NOTE).fill("Short")
    expect(question(at_space, NOTE).locator(".rc-error")).to_be_empty()
    expect(line(at_space, NOTE)).not_to_contain_text("marked")
    saved(at_space, NOTE)
    assert book.store.latest(NOTE).value == "Short"  # type: ignore[union-attr]

    # What the kernel refuses in a row.
    at_space.get_by_role("button", name="Add an urge").click()
    row = at_space.locator("[data-id='urge.log'] .rc-row")
    row.locator("[data-id=strength] input").fill("99")

    error = row.locator("[data-id=strength] .rc-error")
    expect(error).to_have_text("Please write a number from 0 to 10.")
    expect(row.locator(".rc-error:not(:empty)")).to_have_count(1)
    row.locator("[data-id=strength] input").fill("9")
    expect(error).to_be_empty()
    saved(at_space, "urge.log")


@pytest.mark.browser_context_args(timezone_id="Pacific/Kiritimati", locale="en-US")
def test_a_new_row_begins_at_the_hour_of_the_computer_and_a_day_that_nobody_means_is_said(
    at_space: Page, book: Book
) -> None:
    """Whatever zone the browser shows. A year has four digits, and what was added by mistake can be removed.

    In a row what was there before stays.
    """
    at_space.get_by_role("button", name="Add an urge").click()
    row = at_space.locator("[data-id='urge.log'] .rc-row")
    when = row.locator("[data-id=when] input")
    shown = datetime.fromisoformat(when.input_value())
    assert abs(datetime.now() - shown) < timedelta(minutes=3)
    saved(at_space, "urge.log")
    before = book.store.entries("urge.log")[0].value["when"]
    for asked, day, words in (
        (row.locator("[data-id=when]"), f"2126{before[4:]}", STILL_TO_COME),
        (row.locator("[data-id=when]"), f"1026{before[4:]}", "Please check the year."),
        (question(at_space, "space.start"), f"2126{before[4:10]}", "Please check the year."),
    ):
        asked.locator("input").fill(day)
        expect(asked.locator(".rc-error")).to_be_empty()  # it may be half of what is being typed
        asked.locator("input").blur()
        expect(asked.locator(".rc-error")).to_have_text(words)
        expect(at_space.locator("form", has=asked).locator(".rc-saved")).to_have_text(
            f"Not saved. {words}"
        )
    row.locator("[data-id=trigger] textarea").fill("A song")
    saved(at_space, "urge.log")
    assert book.store.entries("urge.log")[0].value == {"when": before, "trigger": "A song"}
    assert book.store.latest("space.start") is None

    when.focus()
    when.press_sequentially("112720251130P")
    saved(at_space, "urge.log")
    expect(when).to_have_value("2025-11-27T23:30")
    typed = {"when": "2025-11-27T23:30", "trigger": "A song"}
    assert book.store.entries("urge.log")[0].value == typed

    row.get_by_role("button", name="Remove this one").click()
    saved(at_space, "urge.log")
    at_space.reload()
    is_ready(at_space)
    expect(row).to_have_count(0)
    assert book.store.entries("urge.log") == []


def test_where_a_browser_keeps_nothing_a_visit_has_a_name(page: Page, book: Book) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new Error(); } })"
    )
    book.enter(page, "01")
    field(page, NOTE).fill("Mine")
    saved(page, NOTE)

    latest = book.store.latest(NOTE)
    assert latest
    assert len(latest.visit) == 16


def test_somewhere_else_is_said_where_another_visit_wrote_and_kind_words_after_what_was_written(
    at_space: Page, book: Book
) -> None:
    somewhere_else_is_said_only_where_another_visit_wrote(at_space, book)
    kind_words_come_after_what_was_written(at_space)


def somewhere_else_is_said_only_where_another_visit_wrote(at_space: Page, book: Book) -> None:
    visit = at_space.evaluate("sessionStorage.getItem('reconnect:visit')")
    field(at_space, NOTE).fill("Mine")
    saved(at_space, NOTE)
    for writer, words in ((visit, "Saved on this computer, last at"), ("theirs", ELSEWHERE)):
        book.store.save(text(NOTE, "What?"), f"By {writer}", page="01", visit=writer)
        is_seen_again(at_space)

        expect(field(at_space, NOTE)).to_have_value(f"By {writer}")
        expect(line(at_space, NOTE)).to_contain_text(words)


def kind_words_come_after_what_was_written(at_space: Page) -> None:
    """Not under an empty box, and not while somebody writes; nothing moves when they come."""
    closing = question(at_space, "space.want").locator(".rc-closing")
    below = question(at_space, "space.plan")
    expect(closing).to_be_hidden()
    field(at_space, "space.want").fill("To hear that they are all right")
    expect(closing).to_be_hidden()
    before = below.bounding_box()

    field(at_space, "space.want").blur()

    expect(closing).to_be_visible()
    assert below.bounding_box() == before
