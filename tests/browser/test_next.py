"""The next page comes in place of the one before: at once, with nothing lost, and as if opened anew."""

import re

from pages import (
    Book,
    HeldLine,
    field,
    goes_back_and_forward,
    is_at,
    is_same_document,
    kernel_of,
    question,
    saved,
    turn,
)
from playwright.sync_api import BrowserContext, Page, expect
from processes import eventually

from reconnect_widgets.stages import BY_NUMBER

START, SPACE, TIME, READINESS, CONTACT = "00", "01", "02", "03", "04"
NOTE = "space.necessary"


def page_requests(page: Page) -> list[str]:
    """Note the pages that are asked for from now on."""
    asked: list[str] = []
    page.on(
        "request",
        lambda request: re.search(r"\.(ipynb|html)$", request.url) and asked.append(request.url),
    )
    return asked


# In place


def test_pages_come_in_the_same_document_and_back_and_forward_show_each_with_its_answers(
    marked: Page, book: Book
) -> None:
    """Announced and named; what is given just before is known to the next one, and on the disk."""
    asked = page_requests(marked)
    words = "Typed it."
    question(marked, "start.shared").get_by_label("Children under 18").check()
    marked.evaluate("scrollTo(0, 600)")
    turn(marked, SPACE)
    expect(marked.locator("h1")).to_be_focused()
    expect(marked).to_have_title("Notes 01")
    expect(marked.locator("#rc-turned")).to_have_text("Notes 01")
    expect(marked.locator("#rc-turned")).to_have_attribute("aria-live", "polite")
    expect(marked.locator(".rc-where")).to_contain_text("Step 1 of 12")
    here = marked.locator(".rc-map [aria-current=page]")
    expect(here).to_have_count(1)
    expect(here).to_have_attribute("aria-label", re.compile("^Give them space"))
    assert marked.evaluate("scrollY") == 0
    expect(marked.get_by_text("Shown because you answered “Children under 18”")).to_be_visible()

    field(marked, "space.weeks").fill("4")
    field(marked, NOTE).press_sequentially(words)
    turn(marked, TIME)
    answer = eventually(lambda: book.store.latest(NOTE))
    eventually(lambda: book.value(NOTE) == words)
    assert answer.page == SPACE
    for number in (READINESS, CONTACT, READINESS):
        turn(marked, number)
    assert is_same_document(marked)
    for number in (TIME, READINESS, CONTACT):  # each came ahead, or when it was asked for
        assert 1 <= sum(BY_NUMBER[number].file.split(".")[0] in url for url in asked) <= 2

    for number in (CONTACT, READINESS, TIME, SPACE):
        marked.go_back()
        is_at(marked, number)
    expect(marked).to_have_title("Notes 01")
    expect(field(marked, "space.weeks")).to_have_value("4")
    expect(field(marked, NOTE)).to_have_value(words)
    goes_back_and_forward(marked)

    marked.reload()
    is_at(marked, TIME)
    marked.go_back()
    is_at(marked, SPACE)
    expect(field(marked, "space.weeks")).to_have_value("4")


def test_prose_and_forms_are_there_before_the_kernel_has_turned(page: Page, book: Book) -> None:
    line = HeldLine(page)
    book.enter(page)
    page.evaluate("window.marker = 'mine'")
    line.hold()

    page.locator(".rc-turn a").last.click()
    expect(page.locator("h1")).to_be_focused()
    expect(page.locator(".rc-turn")).to_be_visible()
    field(page, "space.weeks").fill("4")
    line.let_go()

    is_at(page, SPACE)
    expect(field(page, "space.weeks")).to_have_value("4")
    saved(page, "space.weeks")
    assert is_same_document(page)


def marks_on_the_map_are_there_at_once_and_help_works_after_a_turn(marked: Page) -> None:
    marked.get_by_role("link", name="Help", exact=True).click()
    expect(marked.get_by_role("dialog", name="Help")).to_be_visible()
    marked.keyboard.press("Escape")
    expect(marked.get_by_role("dialog", name="Help")).to_be_hidden()
    question(marked, "done.p01").get_by_role("checkbox").check()
    saved(marked, "done.p01")
    done = marked.get_by_role("link", name="Give them space, done")
    expect(done).to_be_attached()
    marked.route_web_socket("**/reconnect/visit*", lambda socket: None)

    marked.locator(".rc-turn a").last.click()

    expect(marked.locator("h1")).to_have_text(BY_NUMBER[TIME].title)
    expect(done).to_be_attached()


# History


def test_back_leads_to_the_place_where_the_reader_was_and_help_and_marks_are_there_after_a_turn(
    marked: Page, book: Book
) -> None:
    back_leads_to_the_place_where_the_reader_was(marked)
    marks_on_the_map_are_there_at_once_and_help_works_after_a_turn(marked)


def back_leads_to_the_place_where_the_reader_was(marked: Page) -> None:
    turn(marked, SPACE)
    expect(marked.locator(".rc-words:not([data-known])")).to_have_count(0)
    marked.mouse.wheel(0, 900)
    eventually(lambda: marked.evaluate("scrollY") > 800)
    place = marked.evaluate("scrollY")
    marked.evaluate("document.querySelector('.rc-map [data-rc-page=\"02\"] a').click()")
    is_at(marked, TIME)
    assert marked.evaluate("scrollY") == 0

    marked.go_back()
    is_at(marked, SPACE)

    eventually(lambda: abs(marked.evaluate("scrollY") - place) < 5)


# What stays ordinary, and what falls back


def test_a_link_that_is_pressed_and_not_clicked_changes_nothing_and_a_new_tab_is_an_ordinary_page(
    marked: Page, book: Book, context: BrowserContext
) -> None:
    asked = page_requests(marked)
    marked.locator('.rc-map [data-rc-page="03"] a').hover()
    marked.mouse.down()
    there = BY_NUMBER[READINESS].file
    eventually(lambda: marked.evaluate("1") and there in "".join(asked))  # it is on its way already
    marked.mouse.move(2, 2)
    marked.mouse.up()

    expect(marked.locator("h1")).to_have_text(BY_NUMBER[START].title)
    expect(marked).to_have_url(re.compile(re.escape(book.address(START))))

    with context.expect_page() as opened:
        marked.locator(".rc-turn a").last.click(modifiers=["ControlOrMeta"])

    is_at(opened.value, SPACE)
    expect(marked.locator("h1")).to_have_text(BY_NUMBER[START].title)
    turn(marked, SPACE)


def test_the_last_of_several_clicks_wins_and_pages_passed_over_have_no_place_in_the_history(
    marked: Page, book: Book
) -> None:
    kernel = kernel_of(marked)
    before = marked.evaluate("history.length")
    marked.evaluate(
        """() => { for (const number of ["02", "03", "01"])
             document.querySelector(`.rc-map [data-rc-page="${number}"] a`).click(); }"""
    )
    is_at(marked, SPACE)

    assert marked.evaluate("history.length") == before + 1
    assert is_same_document(marked)
    marked.go_back()
    is_at(marked, START)
    assert is_same_document(marked)
    assert kernel_of(marked) == kernel
