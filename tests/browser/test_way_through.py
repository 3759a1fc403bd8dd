"""A reader's whole way: open, answer, leave, come back, and see what it adds up to."""

import re
from datetime import date

import pytest
from folder import FolderBook
from pages import (
    FOLDER,
    READY,
    Book,
    check_safety,
    field,
    go,
    is_at,
    is_ready,
    question,
    saved,
    turn,
)
from playwright.sync_api import BrowserContext, Page, expect

from reconnect_widgets.declarations import questions
from reconnect_widgets.rules.holds import HOLDS

HARD = "<script>window.ran = 1</script> “quotes” 'and' \"more\" 🌧️ שלום <img src=x onerror='window.ran=1'>"


def test_a_reader_answers_leaves_and_finds_all_of_it_again(
    reader: Page, book: Book, context: BrowserContext
) -> None:
    """Start, three steps and the journey, in one go and on coming back."""
    check_safety(reader)
    expect(reader.locator("#holds")).to_contain_text("None of your answers holds a page")
    question(reader, "start.who").get_by_label("They did").check()
    question(reader, "start.shared").get_by_label("Children under 18").check()
    reader.get_by_role("button", name="Add a cause").click()
    reader.locator(".rc-row select").first.select_option(label="A sudden quarrel")
    saved(reader, "cause.list")
    expect(
        reader.get_by_text("Shown because the main cause on your list is “A sudden quarrel”")
    ).to_be_visible()

    turn(reader, "01")
    expect(reader.get_by_text("the quiet is about the two of you", exact=False)).to_be_visible()
    expect(reader.get_by_text("Shown because you answered “Children under 18”")).to_be_visible()
    field(reader, "space.weeks").fill("4")
    question(reader, "space.pull").get_by_label("Often").check()
    reader.get_by_role("button", name="Add an urge").click()
    reader.locator(".rc-row [data-id=strength] input").fill("7")
    reader.locator(".rc-row [data-id=after] input").fill("4")
    saved(reader, "urge.log")

    turn(reader, "02")
    field(reader, "self.better").fill(HARD)
    reader.locator("tr[data-entry=rest] select").first.select_option(label="Most of all")
    reader.locator("tr[data-entry=rest] select").nth(1).select_option(label="Not at all")
    expect(reader.locator(".rc-reading", has_text="Widest gap")).to_contain_text("Rest and play")
    saved(reader, "self.better")

    turn(reader, "03")
    question(reader, "ready.main_reason").locator("label").first.click()
    expect(reader.locator(".rc-rules li")).to_have_count(12)
    question(reader, "done.p03").get_by_role("checkbox").check()
    saved(reader, "done.p03")

    reader.get_by_role("navigation", name="All pages").get_by_role("link").last.click()
    expect(reader.locator("h1")).to_have_text("Your journey", timeout=READY)
    is_ready(reader)
    expect(reader.locator(".rc-chart").first).to_be_visible(timeout=READY)
    expect(reader.get_by_role("navigation", name="All pages")).to_contain_text("1 page is done")
    reader.close()

    again = context.new_page()
    book.enter(again)
    expect(again.get_by_text("Welcome back.")).to_be_visible()
    expect(question(again, "start.shared").get_by_label("Children under 18")).to_be_checked()
    expect(again.locator(".rc-row select").first).to_have_value("quarrel")
    go(again, "01")
    expect(field(again, "space.weeks")).to_have_value("4")
    expect(again.locator(".rc-row summary")).to_contain_text("7")
    go(again, "02")
    expect(field(again, "self.better")).to_have_value(HARD)
    assert again.evaluate("window.ran") is None


def text_of_any_kind_comes_back_as_typed_and_runs_nowhere(reader: Page) -> None:
    """Where words are shown again they are shown as words."""
    field(reader, "start.name").fill(HARD)
    saved(reader, "start.name")
    check_safety(reader, harm="Yes")
    go(reader, "13")
    expect(reader.get_by_text("<script>window.ran = 1</script>", exact=False).first).to_have_count(
        0
    )
    go(reader, "01")
    reader.locator("form", has=question(reader, "space.plan")).locator("textarea").first.fill(HARD)
    saved(reader, "space.plan")
    go(reader, "13")

    shown = reader.locator("main").get_by_text("<script>window.ran = 1</script>", exact=False)
    expect(shown.first).to_be_visible()
    go(reader, "00")
    expect(field(reader, "start.name")).to_have_value(HARD)
    assert reader.evaluate("window.ran") is None


@pytest.mark.parametrize("kind", [FOLDER])
def test_the_safety_check_keeps_no_answer_a_hold_is_said_and_lifted_and_words_are_words(
    reader: Page, book: FolderBook
) -> None:
    the_safety_check_asks_for_every_answer_keeps_none_and_puts_help_first(reader, book)
    go(reader, "00")
    a_hold_is_said_on_every_page_and_lifted(reader)
    text_of_any_kind_comes_back_as_typed_and_runs_nowhere(reader)


def a_hold_is_said_on_every_page_and_lifted(reader: Page) -> None:
    """A no changes the workbook, and a statement opens it again."""
    check_safety(reader, no_contact="They asked for no contact")
    expect(reader.locator("#holds")).to_contain_text("They asked for no contact")
    expect(reader.get_by_role("navigation", name="All pages")).to_contain_text("5 pages are held")

    go(reader, "02")
    expect(reader.get_by_text("Some pages are held")).to_be_visible()
    reader.get_by_role("link", name="Why, and what lifts it").click()
    is_at(reader, "00")
    reader.get_by_text("They began contact with me, of their own accord").click()
    reader.get_by_role("button", name="State that they began").click()
    expect(reader.get_by_text("Please say when they began, and what it was about.")).to_be_visible()
    reader.get_by_label("When did they begin?").fill(date.today().isoformat())
    reader.get_by_label("Only about children, care, a home, work or money").check()
    reader.get_by_role("button", name="State that they began").click()
    expect(reader.get_by_text("Then the hold stays.")).to_be_visible()
    reader.get_by_label("About more than that").check()
    reader.get_by_role("button", name="State that they began").click()

    expect(reader.locator("#holds")).to_contain_text("None of your answers holds a page")
    expect(reader.get_by_role("navigation", name="All pages")).not_to_contain_text("held")


def the_safety_check_asks_for_every_answer_keeps_none_and_puts_help_first(
    reader: Page, book: FolderBook
) -> None:
    """Neither the file nor the browser's storage holds them; a crisis locks nothing."""
    reader.get_by_role("button", name="See what follows").click()
    expect(reader.get_by_text("“Rather not say” is an answer too.").first).to_be_visible()

    check_safety(reader, crisis="Yes")

    kept = [answer.question for answer in book.store.every()]
    assert kept == ["safety.holds", "safety.checked"]
    stored = reader.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert set(re.findall(r"safety\.\w+", stored)) <= {*kept}
    go(reader, "02")
    expect(reader.locator("main").get_by_text("Are you safe right now?")).to_be_visible()
    expect(reader.get_by_role("navigation", name="All pages")).not_to_contain_text("held")


SHOWS_ANOTHER = """(id) => {
  const other = Object.assign(document.createElement("div"), { className: "jp-Notebook" });
  other.append(document.querySelector(`[data-id="${id}"]`).cloneNode(true));
  document.body.prepend(other);
}"""
"""Shows a question of another reader's page in the same document, as JupyterLab can."""


def test_the_strongest_reason_is_chosen_among_those_that_were_ticked(
    reader: Page, book: Book
) -> None:
    """One that was chosen stays, whatever is ticked, and so do all of them while none is."""
    go(reader, "03")
    ticked, strongest = question(reader, "ready.reasons"), question(reader, "ready.main_reason")
    among = strongest.locator("label:visible")
    expect(among).to_have_count(11)

    ticked.get_by_label("I am lonely").check()
    ticked.get_by_label("I feel guilty").check()
    expect(among).to_have_text(["I am lonely", "I feel guilty"])
    strongest.get_by_label("I am lonely").check()
    saved(reader, "ready.main_reason")
    ticked.get_by_label("I am lonely").uncheck()
    expect(among).to_have_text(["I am lonely", "I feel guilty"])

    saved(reader, "ready.reasons")
    go(reader, "02")
    go(reader, "03")
    expect(among).to_have_text(["I am lonely", "I feel guilty"])
    strongest.get_by_role("button", name="Clear this answer").click()
    expect(among).to_have_text(["I feel guilty"])
    expect(strongest.get_by_label("I feel guilty")).to_be_focused()
    ticked.get_by_label("I feel guilty").uncheck()
    expect(among).to_have_count(11)

    reader.evaluate(SHOWS_ANOTHER, strongest.get_attribute("data-id"))
    ticked.get_by_label("I feel guilty").check()
    expect(reader.locator("main").locator(among)).to_have_text(["I feel guilty"])
    expect(reader.locator(".jp-Notebook").locator(among)).to_have_count(11)


def test_a_kind_of_help_that_is_offered_no_more_once_it_is_unticked_leaves_the_focus_there(
    reader: Page, book: Book
) -> None:
    """What needs both people, for somebody for whom that is not safe; what was ticked before is there."""
    with book.writing() as store:
        store.save(HOLDS, ["harm"], page="00", visit="v")
        store.save(questions()["help.kind"][1], ["couple", "group"], page="12", visit="v")
    go(reader, "12")
    kinds = question(reader, "help.kind")
    expect(kinds.locator("label")).to_have_count(7)

    kinds.get_by_label("Couple therapy").press("Space")

    expect(kinds.locator("label")).to_have_count(6)
    expect(kinds.get_by_label("A therapist of my own")).to_be_focused()
    saved(reader, "help.kind")
    assert book.value("help.kind") == ["group"]


def test_the_address_without_a_page_leads_to_the_start(reader: Page, book: Book) -> None:
    """Whoever types the host alone arrives."""
    reader.goto(book.server.origin + "/")

    expect(reader.locator("h1")).to_have_text("Where things stand")
    expect(reader).to_have_title(re.compile("Notes 00"))
