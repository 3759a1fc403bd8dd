"""What comes with the kernel finds its room: nothing that is being read is moved by it."""

import pytest
from pages import READY, Book, ComingKernel, HeldLine, go, is_at, is_ready
from playwright.sync_api import Page

from reconnect_widgets.answers.store import Store
from reconnect_widgets.rules.holds import HOLDS
from reconnect_widgets.rules.safety_check import CHECKED
from reconnect_widgets.stages import BY_NUMBER

NOTE_ROOM = """document.addEventListener("reconnect:ready", () => {
  window.roomAtFirst = document.querySelector("main [data-rc-live]").offsetHeight;
})"""
PLACES = """() => {
  const parts = [...document.querySelectorAll("h1, .rc-step, .rc-current > *")];
  const seen = parts.filter((one) => one.checkVisibility()).slice(0, 3);
  return seen.flatMap((one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return [Math.round(top), Math.round(bottom)];
  });
}"""
"""Where the first things that are seen begin and end: the title, which part it is, and its words."""


@pytest.fixture
def shows_whole_pages() -> bool:
    """One part at a time, as most readers have it."""
    return False


def is_held(store: Store, *holds: str) -> None:
    """Let the safety check have been gone through, with these holds."""
    store.save(CHECKED, "yes", page="00", visit="before")
    store.save(HOLDS, list(holds), page="00", visit="before")


def test_a_hold_that_was_lifted_leaves_no_room_where_it_was(page: Page, book: Book) -> None:
    with book.writing() as store:
        is_held(store, "no_contact")
    page.add_init_script(NOTE_ROOM)
    book.enter(page, "04")
    assert page.evaluate("roomAtFirst") > 0
    go(page, "05")
    with book.writing() as store:
        is_held(store)

    book.open(page, "04")

    assert page.evaluate("roomAtFirst") == 0


def test_words_stay_where_they_are_when_a_page_is_seen_for_the_first_time(
    page: Page, book: Book
) -> None:
    kernel = ComingKernel(page)
    page.goto(book.key_to("01"))
    page.wait_for_function("() => document.querySelector('.rc-current')", timeout=READY)
    before = page.evaluate(PLACES)

    kernel.come()

    is_ready(page)
    assert page.evaluate(PLACES) == before


@pytest.mark.parametrize("holds", [(), ("no_contact",), ("crisis", "fear")])
def test_nor_are_they_moved_on_the_page_after_it(
    page: Page, book: Book, holds: tuple[str, ...]
) -> None:
    with book.writing() as store:
        is_held(store, *holds)
    line = HeldLine(page)
    book.enter(page, "01")
    line.hold()
    press_link_unseen(page)
    page.wait_for_function(
        "(title) => document.querySelector('h1').textContent === title",
        arg=BY_NUMBER["02"].title,
        timeout=READY,
    )
    before = page.evaluate(PLACES)

    line.let_go()

    is_at(page, "02")
    assert page.evaluate(PLACES) == before


def press_link_unseen(page: Page) -> None:
    """Turn to the next page, wherever in this one the reader is."""
    page.locator(".rc-turn a").last.evaluate("(link) => link.click()")
