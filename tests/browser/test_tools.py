"""The tools as a reader meets them: one short way through each, and no barrier on the way."""

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from folder import FolderBook
from pages import BOTH, FOLDER, READY, Book, barriers, field, go, is_ready, question, saved
from playwright.sync_api import Page, expect
from readers import is_checked

from reconnect_widgets import date as ask_date
from reconnect_widgets import number, reflection, text
from reconnect_widgets.prompts import Prompt
from reconnect_widgets.rules.holds import HOLDS

HARD = "<img src=x onerror='window.ran=1'> lake"
LONG_NAME = "Bartholomäus" * 5


def save(book: Book | FolderBook, prompt: Prompt, value: Any, page: str = "00") -> None:
    """Answer a question before the page is opened."""
    with book.writing() as store:
        store.save(prompt, value, page=page, visit="before")


def check_calmly(book: Book | FolderBook) -> None:
    """Leave nothing held, as of today."""
    with book.writing() as store:
        is_checked(store)


def has_no_barriers(page: Page) -> None:
    """In both schemes, on a phone."""
    page.set_viewport_size({"width": 390, "height": 844})
    for scheme, rules in (("light", ()), ("dark", ("color-contrast",))):
        page.emulate_media(color_scheme=scheme)
        assert barriers(page, *rules) == [], scheme
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def a_conversation_is_played_gone_back_over_and_kept(reader: Page, book: FolderBook) -> None:
    """By keyboard: choose, read why, go back, choose otherwise, keep the words."""
    check_calmly(book)
    go(reader, "09")
    reader.get_by_role("button", name="They say no", exact=True).press("Enter")
    talk = reader.locator(".rc-talk")
    expect(reader.locator(".rc-scene")).to_be_focused()
    expect(talk.locator(".rc-moment")).to_have_count(1)

    talk.get_by_role("button", name="Please. I'll change everything").press("Enter")
    expect(talk.locator(".rc-moment")).to_have_count(2)
    expect(talk.locator(".rc-you").first).to_have_text(
        "You: Please. I'll change everything. Just one more chance."
    )
    expect(talk.locator(".rc-why:focus")).to_contain_text("their no had not arrived")
    talk.get_by_role("button", name="You're right. I'm sorry that I pushed").press("Enter")
    expect(talk.locator(".rc-moment")).to_have_count(3)

    talk.get_by_role("button", name="Choose again here").first.press("Enter")
    expect(talk.locator(".rc-moment")).to_have_count(1)
    kind = "Thank you for telling me so clearly. It hurts, and I respect it."
    talk.get_by_role("button", name=kind).press("Enter")
    talk.get_by_role("button", name="Keep these words").press("Enter")
    saved(reader, "dignity.mine")
    talk.get_by_role("button", name="Keep these words").press("Enter")
    expect(reader.locator(".rc-kept")).to_have_text("They are among your words already.")
    has_no_barriers(reader)

    talk.get_by_role("button", name="Not tonight.").press("Enter")
    talk.get_by_role("button", name="For me too.").press("Enter")
    expect(talk.locator(".rc-advice")).to_contain_text("You ended it kindly.")
    assert [row.value for row in book.store.entries("dignity.mine")] == [{"words": kind}]


def sorting_answers_at_once_and_is_there_again(reader: Page, book: FolderBook) -> None:
    """One sentence at a time, with a kind reason on either pile."""
    check_calmly(book)
    go(reader, "09")
    item = reader.locator(".rc-piles > li").first
    expect(reader.locator(".rc-piles > li:visible")).to_have_count(1)
    item.get_by_label("Standing up for myself").check()
    expect(item.locator(".rc-verdict")).to_contain_text("We would put it with begging.")
    item.get_by_label("Begging").check()
    expect(item.locator(".rc-verdict")).to_contain_text("Yes, this begs.")
    saved(reader, "dignity.sorting")
    has_no_barriers(reader)
    reader.get_by_role("button", name="Next sentence").click()
    expect(item).to_be_hidden()
    expect(reader.locator(".rc-piles > li").nth(1).get_by_role("radio").first).to_be_focused()
    reader.emulate_media(media="print")
    expect(item).to_be_visible()
    reader.emulate_media(media="screen")

    reader.reload()
    is_ready(reader)
    expect(reader.get_by_text("2. “I would have liked to try again")).to_be_visible()  # still open
    reader.get_by_role("button", name="Previous", exact=True).click()
    expect(item.get_by_label("Begging")).to_be_checked()
    expect(item.locator(".rc-verdict")).to_contain_text("Yes, this begs.")


def one_card_at_a_time_and_favorites_on_paper(reader: Page, book: FolderBook) -> None:
    """Next, favorite, print: only the favorites."""
    check_calmly(book)
    go(reader, "07")
    card = reader.locator(".rc-card-words")
    expect(reader.locator(".rc-card-place")).to_have_text(re.compile(r"Card 1 of \d+"))
    first = card.text_content()
    expect(reader.locator(".rc-cards [aria-live=polite]")).to_have_count(0)
    reader.get_by_role("button", name="Next card").click()
    expect(reader.locator("[aria-live=polite] > .rc-card-words")).not_to_have_text(first)
    reader.get_by_role("button", name="Previous card").click()
    expect(card).to_have_text(first)
    like = reader.locator(".rc-like")
    like.click()
    expect(like).to_have_attribute("aria-pressed", "true")
    saved(reader, "meet.cards")
    expect(reader.locator(".rc-card:visible")).to_have_count(1)
    has_no_barriers(reader)

    reader.evaluate("window.print = () => {}")
    reader.get_by_role("button", name="Print my favorites").click()
    reader.emulate_media(media="print")
    expect(reader.locator(".rc-printable:visible")).to_contain_text(first)
    expect(reader.locator("h1")).to_be_hidden()
    reader.emulate_media(media="screen")
    reader.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(reader.locator("h1")).to_be_visible()
    expect(reader.locator(".rc-printable:visible")).to_have_count(0)
    (row,) = book.store.entries("meet.cards")
    assert row.value == {"card": first}

    reader.locator(".rc-log .rc-rows summary").click()
    reader.get_by_role("button", name="Remove").click()
    expect(like).to_have_attribute("aria-pressed", "false")
    reader.get_by_role("button", name="Bring it back").click()
    expect(like).to_have_attribute("aria-pressed", "true")


def parts_become_words_and_words_a_draft_at_the_desk(reader: Page, book: FolderBook) -> None:
    """Nothing that the reader wrote is replaced without asking."""
    check_calmly(book)
    save(book, reflection("feel.message", "My draft"), "An older draft", page="10")
    go(reader, "10")
    field(reader, "feel.part_value").fill("I like how you listen.")
    field(reader, "feel.part_fine").fill("Either answer is fine.")
    reader.get_by_role("button", name="Put the parts together").click()
    whole = field(reader, "feel.words")
    expect(whole).to_have_value("I like how you listen.\n\nEither answer is fine.")
    whole.fill("My own words.")
    reader.get_by_role("button", name="Put the parts together").click()
    reader.get_by_role("button", name="No, keep my text").click()
    expect(whole).to_have_value("My own words.")
    saved(reader, "feel.words")
    has_no_barriers(reader)

    reader.get_by_role("button", name="Take it to the desk").click()
    expect(reader.get_by_text("There is a draft at the desk already.")).to_be_visible()
    assert book.store.latest("feel.message").value == "An older draft"
    reader.get_by_role("button", name="Yes, replace the draft").click()
    expect(reader.get_by_text("These words are at the desk now.")).to_be_visible()
    assert [a.value for a in book.store.history("feel.message")] == [
        "An older draft",
        "My own words.",
    ]
    field(reader, "feel.message").fill("Please please take me back, I beg you")
    expect(reader.locator(".rc-marks li").first).to_be_visible()


def two_people_answer_side_by_side_and_each_week_has_its_own(
    reader: Page, book: FolderBook
) -> None:
    """A week's answers come back with their week."""
    check_calmly(book)
    go(reader, "11")
    columns = reader.locator(".rc-column")
    reader.locator(".rc-two > .rc-text textarea").first.fill("Kim")
    reader.locator(".rc-two > .rc-text textarea").last.fill(LONG_NAME)
    for column, name in ((columns.first, "Kim"), (columns.last, LONG_NAME)):
        expect(column.locator("> legend")).to_have_text(name)
    close = columns.locator("[data-id=close] select")
    close.first.select_option("Very close")
    close.last.select_option("Rather far")
    columns.last.locator("[data-id=thanks] textarea").fill(HARD)
    saved(reader, "together.weekly")
    year, week, _ = date.today().isocalendar()
    rows = {row.entry: row.value for row in book.store.entries("together.weekly")}
    assert rows[f"{year}-W{week:02}-one"] == {"close": 4}
    assert rows[f"{year}-W{week:02}-two"] == {"close": 1, "thanks": HARD}

    reader.get_by_role("button", name="The week before").click()
    expect(close.first).to_have_value("")
    close.first.select_option("Far away")
    saved(reader, "together.weekly")
    reader.get_by_role("button", name="The week after").click()
    expect(reader.get_by_role("button", name="The week before")).to_be_focused()
    expect(close.first).to_have_value("4")
    expect(columns.last.locator("[data-id=thanks] textarea")).to_have_value(HARD)
    assert len(book.store.entries("together.weekly")) == 3
    has_no_barriers(reader)


def the_sheet_shows_what_was_ticked_and_prints_alone(reader: Page, book: FolderBook) -> None:
    """The reader's words are words."""
    check_calmly(book)
    save(book, text("help.small", "What would help?"), HARD, page="12")
    go(reader, "12")
    expect(reader.get_by_role("button", name="Print this sheet alone")).to_be_disabled()
    question(reader, "help.handout").get_by_label("How I would notice that it helps").check()
    sheet = reader.locator(".rc-printable")
    expect(sheet).to_contain_text(HARD, timeout=READY)
    has_no_barriers(reader)

    reader.evaluate("window.print = () => {}")
    reader.get_by_role("button", name="Print this sheet alone").click()
    reader.emulate_media(media="print")
    expect(sheet).to_be_visible()
    expect(reader.locator("h1")).to_be_hidden()
    expect(question(reader, "help.handout")).to_be_hidden()
    assert reader.evaluate("window.ran") is None


def tools_for_contact_are_in_no_document_while_the_page_is_held(
    reader: Page, book: FolderBook
) -> None:
    """What was typed before is kept."""
    save(book, text("feel.part_value", "What I value"), "You listen", page="10")
    save(book, HOLDS, ["no_contact"])
    for number_, tool in (("10", ".rc-builder"), ("11", ".rc-pair"), ("07", ".rc-download")):
        go(reader, number_)
        expect(reader.locator(tool)).to_have_count(0)
        assert "You listen" not in reader.content()

    assert book.store.latest("feel.part_value").value == "You listen"


WAYS = (
    a_conversation_is_played_gone_back_over_and_kept,
    sorting_answers_at_once_and_is_there_again,
    one_card_at_a_time_and_favorites_on_paper,
    parts_become_words_and_words_a_draft_at_the_desk,
    two_people_answer_side_by_side_and_each_week_has_its_own,
    the_sheet_shows_what_was_ticked_and_prints_alone,
    tools_for_contact_are_in_no_document_while_the_page_is_held,
)


@pytest.mark.parametrize("kind", [FOLDER])
def test_all_tools_are_used_one_after_the_other(reader: Page, book: FolderBook) -> None:
    """As files, where Python has no more than was packed for it; with a server it is the same Python."""
    for way in WAYS:
        way(reader, book)


PLACES = "America/New_York", "Asia/Tokyo", "Pacific/Kiritimati", "Pacific/Pago_Pago"
ELSEWHERE = next(place for place in PLACES if datetime.now(ZoneInfo(place)).date() == date.today())
"""Where it is the day of this computer, which a safety check is of, and another hour."""


@BOTH
@pytest.mark.browser_context_args(timezone_id=ELSEWHERE, accept_downloads=True)
def test_a_calendar_file_comes_in_the_zone_of_the_computer(
    reader: Page, book: Book | FolderBook
) -> None:
    """A browser may hide its zone. A neutral name, a discreet title, and no answer in any address."""
    check_calmly(book)
    save(book, ask_date("meet.day", "When?", time=True), "2026-04-01T18:30", page="07")
    save(book, number("meet.length", "How long?"), 45, page="07")
    go(reader, "07")
    asked = []
    reader.on("request", lambda request: asked.append(request.url))
    with reader.expect_download() as download:
        reader.get_by_role("button", name="Download for my calendar").click()

    assert download.value.suggested_filename == "notes.ics"
    (entry,) = icalendar.Calendar.from_ical(download.value.path().read_bytes()).events
    zone = None if isinstance(book, Book) else ZoneInfo(ELSEWHERE)  # the browser's own
    assert entry.start.astimezone() == datetime(2026, 4, 1, 18, 30, tzinfo=zone).astimezone()
    assert str(entry["summary"]) == "Coffee"
    assert [url for url in asked if "2026" in url] == []
