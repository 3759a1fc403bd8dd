"""Somebody who clicks twice where once is enough: nothing is answered, turned or closed by the second."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pages import Book, has_come, is_at, question
from playwright.sync_api import Locator, Page, expect

from reconnect_widgets.voila.strangers import EXIT_TO

START, SPACE, TIME = "00", "01", "02"
SCREEN = "safety.screen"
UNDER_THE_POINTER = """(element, [x, y]) => {
  const at = { left: `${x - 9}px`, top: `${y - 9}px`, width: "40px", height: "40px" };
  Object.assign(element.style, { position: "fixed", zIndex: 9, ...at });
}"""
AS_IN_SAFARI = """addEventListener("mousedown", (event) => {
  if (event.target.closest("a, button, summary, label")) event.preventDefault();
})"""
"""What is pressed there takes no focus."""


@pytest.fixture
def shows_whole_pages() -> bool:
    return False


@contextmanager
def two_clicks(page: Page, on: Locator) -> Iterator[list[float]]:
    """Click, let what follows from that happen, and click once more; give the place."""
    on.scroll_into_view_if_needed()
    box = on.bounding_box()
    assert box
    place = [box["x"] + 20, box["y"] + box["height"] / 2]
    page.mouse.move(*place)
    page.mouse.down(click_count=1)
    page.mouse.up(click_count=1)
    yield place
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)


def test_the_second_answers_nothing_of_the_part_to_which_the_first_has_led(
    page: Page, book: Book
) -> None:
    book.enter(page)
    heading = page.get_by_role("heading", name="A private safety check")
    page.evaluate("location.hash = 'Where-things-stand'")
    while not heading.is_visible():
        with two_clicks(page, page.locator(".rc-go .rc-on")) as place:
            yes = question(page, SCREEN).get_by_text("Yes", exact=True)
            if heading.is_visible():
                yes.evaluate(UNDER_THE_POINTER, place)

    expect(question(page, SCREEN).get_by_label("Yes")).not_to_be_checked()
    expect(page.locator("main :focus:is(input, textarea, select)")).to_have_count(0)
    page.mouse.click(*place)
    expect(question(page, SCREEN).get_by_label("Yes")).to_be_checked()


def test_nor_of_the_page_that_the_first_has_turned_to_nor_does_it_load_that_anew(
    page: Page, book: Book
) -> None:
    book.enter(page)
    page.evaluate("window.marker = 'mine'")
    with two_clicks(page, page.locator('.rc-map [data-rc-page="02"] a')):
        has_come(page, TIME)
    is_at(page, TIME)
    assert page.evaluate("window.marker") == "mine"

    done = question(page, "done.p02")
    with two_clicks(page, page.locator('.rc-map [data-rc-page="01"] a')) as place:
        has_come(page, SPACE)
        done = question(page, "space.weeks").locator("input, select").first
        done.evaluate(UNDER_THE_POINTER, place)
    expect(done).not_to_be_focused()


def test_nor_does_it_close_what_the_first_has_opened(page: Page, book: Book) -> None:
    """And when that is closed, the focus is where it was pressed."""
    book.enter(page)
    page.evaluate(AS_IN_SAFARI)
    opened = page.locator("dialog[open]")

    for opens in (
        page.get_by_role("link", name="Help", exact=True),
        page.get_by_role("button", name="The pull is strong", exact=True),
    ):
        with two_clicks(page, opens):
            expect(opened, str(opens)).to_be_visible()

        expect(opened, str(opens)).to_be_visible()
        page.keyboard.press("Escape")
        expect(opened).to_have_count(0)
        expect(opens).to_be_focused()


def test_on_a_field_and_on_exit_it_is_a_click(page: Page, book: Book) -> None:
    book.enter(page, SPACE)
    page.evaluate("document.documentElement.dataset.rcWhole = ''")
    done = question(page, "done.p01").get_by_role("checkbox")

    with two_clicks(page, question(page, "done.p01").locator("label").first):
        expect(done).to_be_checked()
    expect(done).not_to_be_checked()

    page.route(f"{EXIT_TO}*", lambda route: route.fulfill(status=204))
    with two_clicks(page, page.locator('.rc-map [data-rc-page="02"] a')) as place:
        has_come(page, TIME)
        page.locator(".rc-bar .rc-exit").evaluate(UNDER_THE_POINTER, place)
    page.wait_for_function("() => document.documentElement.matches('.rc-gone')")
