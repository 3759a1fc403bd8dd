"""The message desk in a real browser: marks, a rest, copy only, and no second desk."""

from datetime import timedelta

import pytest
from pages import READY, Book, answer_again, check_safety, field, go, is_ready, question, saved
from playwright.sync_api import Page, expect
from readers import is_checked

from reconnect_widgets import log, reflection, text
from reconnect_widgets.days import morning_in, now
from reconnect_widgets.rules.holds import HOLDS
from reconnect_widgets.rules.safety_check import CHECKED

DRAFT = "first.message"
BESIDE_THEIR_WORDS = """(paper) => {
  const plain = paper.cloneNode();
  plain.style.inset = 0;
  plain.textContent = paper.textContent;
  paper.after(plain);
  const words = plain.firstChild;
  const place = (one) => one.getClientRects()[0];
  const range = (from, to) => {
    const made = document.createRange();
    made.setStart(words, from);
    made.setEnd(words, to);
    return made;
  };
  const { paddingLeft, borderLeftWidth } = getComputedStyle(plain);
  const edges = 2 * (parseFloat(paddingLeft) + parseFloat(borderLeftWidth));
  paper.parentElement.style.width = `${place(range(0, words.data.indexOf("\\n"))).width + edges}px`;
  let at = 0;
  return [...paper.childNodes].flatMap((piece) => {
    const from = at;
    at += piece.textContent.length;
    if (!piece.className) return [];
    const [mark, word] = [piece, range(from, at)].map(place);
    return Math.hypot(mark.x - word.x, mark.y - word.y) < 2 ? [] : [piece.textContent];
  });
}"""
"""The marks that do not lie where a text without any has their words, when a line just fits."""


@pytest.fixture
def at_desk(page: Page, book: Book) -> Page:
    """The page of the first contact, with nothing held and the three questions answered today."""
    with book.writing() as store:
        is_checked(store)
    book.enter(page, "04")
    expect(question(page, DRAFT)).to_be_visible(timeout=READY)
    return page


def test_it_is_there_once_they_were_asked_again_and_marks_each_draft_as_it_is_written(
    page: Page, book: Book
) -> None:
    at_desk = page
    with book.writing() as store:
        for prompt, value in ((HOLDS, []), (CHECKED, "all")):
            store.save(prompt, value, page="00", visit="v", at=now() - timedelta(days=1))
    book.enter(page, "04")
    expect(question(page, DRAFT)).to_have_count(0)
    answer_again(page)
    expect(question(page, DRAFT)).to_be_visible()

    marks_appear_as_one_writes_with_words_and_in_the_text(at_desk)
    a_light_message_is_left_alone_and_can_be_copied(at_desk)
    a_copy_that_the_browser_does_not_make_is_not_said_to_be_made(at_desk)
    a_draft_in_another_language_is_not_called_clean(at_desk)
    a_threat_shows_help_and_there_is_no_button_to_copy(at_desk)
    marks_lie_on_their_words(at_desk)


def marks_appear_as_one_writes_with_words_and_in_the_text(at_desk: Page) -> None:
    """Kind, quote, reason and what to try instead; announced, and not by color alone."""
    field(at_desk, DRAFT).press_sequentially("Please please take me back, I beg you")

    expect(at_desk.locator(".rc-marks li").first).to_be_visible()
    expect(at_desk.locator(".rc-paper mark").first).to_be_attached()
    expect(at_desk.locator(".rc-marked")).to_contain_text("marked")
    expect(at_desk.locator(".rc-marks strong").first).not_to_be_empty()
    expect(at_desk.locator(".rc-counts")).to_contain_text("8 words")


def marks_lie_on_their_words(at_desk: Page) -> None:
    """The field and the sheet below it set their words in the same way, also where a line just fits."""
    field(at_desk, DRAFT).fill(
        "Please please take me back, I beg you.\nPlease please take me back " * 9
    )
    expect(at_desk.locator(".rc-paper mark").first).to_be_attached()
    expect(at_desk.locator(".rc-marks li").filter(has_text="“I beg you”")).to_have_count(1)
    ways = """(one) => {
      const { font, lineHeight, letterSpacing, padding, borderWidth } = getComputedStyle(one);
      return [font, lineHeight, letterSpacing, padding, borderWidth, one.getBoundingClientRect().top];
    }"""

    written, marked = (
        at_desk.locator(one).evaluate(ways) for one in (".rc-draft textarea", ".rc-paper")
    )
    assert written == marked
    assert at_desk.locator(".rc-paper").evaluate(BESIDE_THEIR_WORDS) == []


def a_light_message_is_left_alone_and_can_be_copied(at_desk: Page) -> None:
    """Copied, never sent."""
    at_desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    words = "Hi, I saw the lake today and thought of our walk there. Hope you are well. No need to reply."
    field(at_desk, DRAFT).fill(words)
    expect(at_desk.locator(".rc-marked")).to_have_text(
        "Nothing is marked. The desk misses a lot; a friend may see more."
    )
    at_desk.get_by_role("button", name="Copy the draft").click()

    expect(at_desk.locator(".rc-copied")).to_contain_text("Nothing was sent")
    assert at_desk.evaluate("navigator.clipboard.readText()") == words


def a_copy_that_the_browser_does_not_make_is_not_said_to_be_made(at_desk: Page) -> None:
    """The draft is there to be copied by hand."""
    at_desk.evaluate("""() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error("refused"));
      document.execCommand = () => false;
    }""")
    at_desk.get_by_role("button", name="Copy the draft").click()

    expect(at_desk.locator(".rc-copied")).to_contain_text("did not let it be copied")
    expect(field(at_desk, DRAFT)).to_be_focused()


def a_draft_in_another_language_is_not_called_clean(at_desk: Page) -> None:
    field(at_desk, DRAFT).fill("Ich kann ohne dich nicht leben, bitte komm zurück")

    expect(at_desk.locator(".rc-marked")).to_contain_text("The desk reads English only")
    expect(at_desk.locator(".rc-marked")).not_to_contain_text("Nothing is marked")


def a_threat_shows_help_and_there_is_no_button_to_copy(at_desk: Page) -> None:
    """Not hidden: not in the document."""
    field(at_desk, DRAFT).fill("Please, I beg you. If you do not answer I will kill myself")

    expect(at_desk.locator(".rc-marks li").first).to_contain_text("Harm")
    expect(at_desk.locator(".rc-copy-place")).to_contain_text("Help")
    expect(at_desk.get_by_role("button", name="Copy the draft")).to_have_count(0)


@pytest.mark.browser_context_args(timezone_id="Pacific/Kiritimati")
def test_sleeping_on_it_rests_the_button_and_can_be_ended(at_desk: Page, book: Book) -> None:
    """The draft is kept, over a reload too. Which morning that is, the computer's clock says."""
    field(at_desk, DRAFT).fill("Hope the new job is going well.")
    mornings = [f"{morning_in(1, now()):%Y-%m-%dT%H:%M}"]
    at_desk.get_by_role("button", name="Sleep on it until tomorrow morning").press("Enter")
    expect(at_desk.locator(".rc-copy-place")).to_contain_text("you can copy it")
    expect(at_desk.locator(".rc-copy-place p")).to_be_focused()
    expect(at_desk.locator(".rc-copy-place")).to_contain_text("8:00 AM")
    saved(at_desk, DRAFT)
    mornings.append(f"{morning_in(1, now()):%Y-%m-%dT%H:%M}")
    assert book.store.latest("first.message_rest").value in mornings

    at_desk.reload()
    is_ready(at_desk)
    expect(field(at_desk, DRAFT)).to_have_value("Hope the new job is going well.")
    expect(at_desk.get_by_role("button", name="Copy the draft")).to_have_count(0)
    at_desk.get_by_role("button", name="I have thought again").press("Enter")
    expect(at_desk.get_by_role("button", name="Copy the draft")).to_be_focused()


def after_a_message_there_is_no_second_desk_until_an_answer(at_desk: Page, book: Book) -> None:
    """On no page."""
    field(at_desk, DRAFT).fill("Hope you are well.")
    saved(at_desk, DRAFT)
    at_desk.get_by_role("button", name="Note that I sent it").click()
    at_desk.locator("[data-id='first.sent'] [data-id=way] select").select_option(label="Message")
    expect(at_desk.get_by_text("One message, and now the waiting.")).to_be_visible()
    expect(question(at_desk, DRAFT)).to_have_count(0)

    go(at_desk, "05")
    expect(at_desk.get_by_text("One message, and now the waiting.")).to_be_visible()
    assert book.store.latest(DRAFT).value == "Hope you are well."


def test_a_held_page_has_no_desk_in_the_document(page: Page, book: Book) -> None:
    """Not before the kernel is there, and not after."""
    book.store.save(HOLDS, ["no_contact"], page="00", visit="v")
    book.enter(page, "04")

    expect(
        page.get_by_text("This page is held for now: they asked for no contact.")
    ).to_be_visible()
    expect(question(page, DRAFT)).to_have_count(0)
    assert DRAFT not in page.content()
    assert DRAFT not in page.request.get(book.address("04")).text()


def test_a_no_that_is_said_in_another_tab_takes_the_desk_away_unasked(
    at_desk: Page, book: Book
) -> None:
    """Two windows stand side by side: nobody has to come back to the first one."""
    field(at_desk, DRAFT).fill("Hope you are well.")
    saved(at_desk, DRAFT)
    another = at_desk.context.new_page()
    book.open(another, "00")

    check_safety(another, no_contact="They asked for no contact")

    expect(at_desk.locator(".rc-desk")).to_have_count(0)
    assert book.value(DRAFT) == "Hope you are well."


def test_when_a_no_is_logged_it_is_met_kindly_and_may_be_written_down_first(
    at_desk: Page, book: Book
) -> None:
    """What hurts comes first, then the reader's own plans, the entry, and only then what is held."""
    about = {"page": "08", "visit": "v"}
    book.store.save(text("no.hour", "First hour"), "Walk to the river <b>slowly</b>", **about)
    book.store.save(reflection("dignity.words", "Closing"), "I hear you. Take care.", **about)
    people = log("no.people", "People", text("who", "Who"))
    book.store.save(people, {"who": "Noor"}, entry="n", **about)
    at_desk.get_by_role("button", name="Log an answer").click()
    row = at_desk.locator("[data-id='first.reply'] .rc-row")
    row.locator("[data-id=said] select").select_option(label="No")

    hard = at_desk.locator(".rc-hard-moment")
    expect(hard).to_contain_text("That hurts. Nothing more needs writing to them")
    for own in ("Walk to the river <b>slowly</b>", "Noor", "I hear you. Take care."):
        expect(hard).to_contain_text(own)
    expect(question(at_desk, DRAFT)).to_have_count(0)
    expect(at_desk.get_by_text("held for now")).to_have_count(0)
    row.locator("[data-id=about] textarea").fill("That it is over, and that they are sorry")
    saved(at_desk, "first.reply")
    at_desk.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(row.locator("[data-id=about] textarea")).to_be_focused()
    at_desk.get_by_role("button", name="I have written what I wanted").click()

    expect(at_desk.locator("#holds")).to_contain_text("They said no to getting back together")
    expect(at_desk.get_by_text("This page is held for now: they said no")).to_be_visible()
    expect(question(at_desk, "first.reply")).to_have_count(0)
    (kept,) = book.store.entries("first.reply")
    assert kept.value["about"] == "That it is over, and that they are sorry"
    book.open(at_desk, "05")
    expect(at_desk.locator(".rc-hard-moment, .rc-desk")).to_have_count(0)


def test_a_slip_is_taken_back_where_it_is_said_and_after_a_message_there_is_no_second_desk(
    at_desk: Page, book: Book
) -> None:
    a_no_that_was_a_slip_is_taken_back_where_it_is_said(at_desk)
    after_a_message_there_is_no_second_desk_until_an_answer(at_desk, book)


def a_no_that_was_a_slip_is_taken_back_where_it_is_said(at_desk: Page) -> None:
    """Before and after the page is held."""
    at_desk.get_by_role("button", name="Log an answer").click()
    said = at_desk.locator("[data-id='first.reply'] [data-id=said] select")
    said.select_option(label="They asked for space")
    expect(at_desk.locator(".rc-hard-moment")).to_be_visible()
    said.select_option(label="Something warm")
    expect(at_desk.locator(".rc-hard-moment")).to_have_count(0)
    expect(question(at_desk, DRAFT)).to_be_visible()

    said.select_option(label="No")
    at_desk.get_by_role("button", name="I have written what I wanted").click()
    at_desk.get_by_role("button", name="That was a slip, remove it").click()
    expect(question(at_desk, DRAFT)).to_be_visible()
