"""A part of a page in which something goes wrong, as in a browser that lacks what it asks for."""

import pytest
from pages import Book, field, go, has_come, question, saved
from playwright.sync_api import Page

NO_GAMES, SPACE = "06", "01"
DONE = "done.p06"
NOTE = "space.necessary"
BREAK = """{
  let all;
  Object.defineProperty(globalThis, "reconnectWidgets", {
    get: () => all,
    set: (modules) => {
      all = modules;
      modules.desk = { render({ model }) { BROKEN } };
    },
  });
}"""
"""The desk does not work, which is drawn for all readers at once."""


@pytest.mark.parametrize(
    "broken",
    [
        "throw Error('as it is drawn')",
        "model.on('change:filled', () => { throw Error('as it is filled') })",
    ],
    ids=["drawn", "filled"],
)
def test_all_others_are_filled_and_save_and_the_next_page_comes(
    page: Page, book: Book, broken: str
) -> None:
    page.add_init_script(BREAK.replace("BROKEN", broken))
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(error.message))
    page.goto(book.key_to(NO_GAMES))
    has_come(page, NO_GAMES)
    page.wait_for_function("() => document.documentElement.dataset.rcReady")

    question(page, DONE).get_by_role("checkbox").check()
    saved(page, DONE)
    go(page, SPACE)
    field(page, NOTE).fill("After it")
    saved(page, NOTE)

    assert book.value(DONE) == ["done"]
    assert book.value(NOTE) == "After it"
    assert {*errors} in ({"as it is drawn"}, {"as it is filled"})
