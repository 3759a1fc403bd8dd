"""The message desk in a real browser: marks, a rest, copy only, and no second desk."""

from datetime import UTC, datetime, timedelta

import pytest
from pages import READY, field, is_ready, question, saved
from playwright.sync_api import expect

from reconnect_widgets.holds import HOLDS

DRAFT = "first.message"


@pytest.fixture
def at_desk(reader, book):
    """The page of the first contact, with nothing held and the three questions answered today."""
    book.store.save(HOLDS, [], page="00", visit="v", at=datetime.now(UTC) - timedelta(seconds=5))
    book.open(reader, "04")
    expect(question(reader, DRAFT)).to_be_visible(timeout=READY)
    return reader


def test_marks_appear_as_one_writes_with_words_and_in_the_text(at_desk):
    """Kind, quote, reason and what to try instead; announced, and not by color alone."""
    field(at_desk, DRAFT).press_sequentially("Please please take me back, I beg you")

    expect(at_desk.locator(".rc-marks li").first).to_be_visible()
    expect(at_desk.locator(".rc-paper mark").first).to_be_attached()
    expect(at_desk.locator(".rc-marked")).to_contain_text("marked")
    expect(at_desk.locator(".rc-marks strong").first).not_to_be_empty()
    expect(at_desk.locator(".rc-counts")).to_contain_text("8 words")


def test_a_light_message_is_left_alone_and_can_be_copied(at_desk):
    """Copied, never sent."""
    at_desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    words = "Hi, I saw the lake today and thought of our walk there. Hope you are well. No need to reply."
    field(at_desk, DRAFT).fill(words)
    expect(at_desk.locator(".rc-marked")).to_have_text("Nothing is marked.")
    at_desk.get_by_role("button", name="Copy the draft").click()

    expect(at_desk.locator(".rc-copied")).to_contain_text("Nothing was sent")
    assert at_desk.evaluate("navigator.clipboard.readText()") == words


def test_a_threat_shows_help_and_there_is_no_button_to_copy(at_desk):
    """Not hidden: not in the document."""
    field(at_desk, DRAFT).fill("If you do not answer I will kill myself")

    expect(at_desk.locator(".rc-copy-place")).to_contain_text("Help")
    expect(at_desk.get_by_role("button", name="Copy the draft")).to_have_count(0)


def test_sleeping_on_it_rests_the_button_and_can_be_ended(at_desk, book):
    """The draft is kept, over a reload too."""
    field(at_desk, DRAFT).fill("Hope the new job is going well.")
    at_desk.get_by_role("button", name="until tomorrow morning").click()
    expect(at_desk.locator(".rc-copy-place")).to_contain_text("rests until")
    saved(at_desk, DRAFT)

    at_desk.reload()
    is_ready(at_desk)
    expect(field(at_desk, DRAFT)).to_have_value("Hope the new job is going well.")
    expect(at_desk.get_by_role("button", name="Copy the draft")).to_have_count(0)
    at_desk.get_by_role("button", name="I have thought again").click()
    expect(at_desk.get_by_role("button", name="Copy the draft")).to_be_visible()


def test_after_a_message_there_is_no_second_desk_until_an_answer(at_desk, book):
    """On no page."""
    field(at_desk, DRAFT).fill("Hope you are well.")
    saved(at_desk, DRAFT)
    at_desk.get_by_role("button", name="Note that I sent it").click()
    at_desk.locator("[data-id='first.sent'] [data-id=way] select").select_option(label="Message")
    expect(at_desk.get_by_text("One message, and now the waiting.")).to_be_visible()
    expect(question(at_desk, DRAFT)).to_have_count(0)

    book.open(at_desk, "05")
    expect(at_desk.get_by_text("One message, and now the waiting.")).to_be_visible()
    assert book.store.latest(DRAFT).value == "Hope you are well."


def test_a_held_page_has_no_desk_in_the_document(reader, book):
    """Not before the kernel is there, and not after."""
    book.store.save(HOLDS, ["no_contact"], page="00", visit="v")
    answer = reader.request.get(book.address("04"))
    assert DRAFT not in answer.text()

    book.open(reader, "04")

    expect(reader.get_by_text("This part is held for now").first).to_be_visible()
    expect(question(reader, DRAFT)).to_have_count(0)
    assert DRAFT not in reader.content()


def test_a_no_that_is_logged_holds_the_page_at_once(at_desk):
    """It is not an obstacle to work round."""
    at_desk.get_by_role("button", name="Log an answer").click()
    at_desk.locator("[data-id='first.reply'] [data-id=said] select").select_option(index=4)

    expect(at_desk.get_by_text("This part is held for now").first).to_be_visible()
    expect(question(at_desk, DRAFT)).to_have_count(0)
