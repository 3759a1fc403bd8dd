"""Between two pages: whatever happens while one is on its way, nothing is lost and nobody is stuck."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from pages import (
    BOTH,
    Book,
    HeldLine,
    barriers,
    field,
    has_come,
    is_at,
    is_same_document,
    kill_kernels,
    question,
    saved,
    turn,
)
from playwright.sync_api import Page, Route, expect
from processes import eventually, serve_workbook

from reconnect_widgets.stages import BY_NUMBER

START, SPACE, TIME, READINESS = "00", "01", "02", "03"
NOTE = "space.necessary"
DRAFTS = "Object.keys(localStorage).filter((name) => name.startsWith('reconnect:draft:'))"


# A page that does not come, or not whole


def test_the_browser_takes_over_where_a_page_cannot_be_had(marked: Page, book: Book) -> None:
    """It fails, is refused, or is of another build; and for a place on a page as well."""
    answers = {
        SPACE: lambda route: route.abort(),
        TIME: lambda route: route.fulfill(status=403, body="<main></main><p>"),
        READINESS: lambda route: route.fulfill(
            body='<html data-rc-build="other"><main><h1>Other</h1></main><p>',
            content_type="text/html",
        ),
        START: lambda route: route.abort(),
    }

    def spoil(route: Route, answer: Callable[[Route], None]) -> None:
        if route.request.resource_type == "xhr":
            answer(route)
        else:
            route.continue_()

    for number, answer in answers.items():
        marked.route(f"**/{BY_NUMBER[number].file}", partial(spoil, answer=answer))
    marked.reload()  # or the first one could be here already
    is_at(marked, START)
    marked.evaluate("window.marker = 'mine'")
    for number in (SPACE, TIME, READINESS):
        turn(marked, number)
        assert not is_same_document(marked)
        marked.evaluate("window.marker = 'mine'")
    marked.go_back()
    is_at(marked, TIME)
    marked.evaluate("window.marker = 'mine'")

    marked.evaluate(
        """() => {
          const link = document.querySelector('.rc-map [data-rc-page="00"] a');
          link.href += "#holds";
          link.click();
        }"""
    )

    is_at(marked, START)
    expect(marked).to_have_url(re.compile("#holds$"))
    assert not is_same_document(marked)


# A server that cannot be reached


class Cut:
    """No way to the server from when it is made until ``mend``: no page, no script, no line."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.again()
        page.route("**/voila/**", self._answer)

    def again(self) -> None:
        """Cut it once more."""
        self._is_cut = True

    def mend(self, *, tell: bool = False) -> None:
        """Let the server be reached, and the browser notice when it is to ``tell``."""
        self._is_cut = False
        if tell:
            self._page.evaluate("dispatchEvent(new Event('online'))")

    def _answer(self, route: Route) -> None:
        if self._is_cut:
            route.abort("connectionrefused")
        else:
            route.continue_()


AWAY = "That page cannot be reached just now"


def says_away(page: Page) -> None:
    """Wait until it is said; the page that was there, its address and its ways out are there still."""
    expect(page.locator("#rc-line")).to_contain_text(AWAY)
    expect(page.locator("h1")).to_have_text(BY_NUMBER[SPACE].title)
    expect(page).to_have_url(re.compile(re.escape(BY_NUMBER[SPACE].file)))
    expect(page).to_have_title("Notes 01")
    expect(page.locator("a.rc-exit").first).to_be_in_viewport()
    assert is_same_document(page)


def press_next(page: Page) -> None:
    page.locator(".rc-turn").get_by_role("link", name=BY_NUMBER[TIME].title).click()


def press_back(page: Page) -> None:
    """Press the link to the page before, which does not come ahead."""
    page.locator(".rc-turn").get_by_role("link", name=BY_NUMBER[START].title).click()


def try_again(page: Page) -> None:
    page.locator("#rc-line").get_by_role("button", name="Try again").click()


def test_where_another_page_cannot_be_reached_this_one_stays_and_goes_on(
    marked: Page, book: Book
) -> None:
    turn(marked, SPACE)
    field(marked, NOTE).fill("Typed before")
    saved(marked, NOTE)
    cut = Cut(marked)

    press_back(marked)
    says_away(marked)
    assert barriers(marked) == []
    field(marked, NOTE).fill("Typed before and after")
    saved(marked, NOTE)
    marked.locator("#rc-line").get_by_role("button", name="Try again").click()
    says_away(marked)

    cut.mend()
    try_again(marked)
    is_at(marked, START)
    expect(marked.locator("#rc-line")).to_be_hidden()
    marked.go_back()
    is_at(marked, SPACE)
    expect(field(marked, NOTE)).to_have_value("Typed before and after")
    assert is_same_document(marked)


def test_it_is_tried_again_by_itself_once_the_way_is_free_but_takes_nobody_away(
    marked: Page, book: Book
) -> None:
    """Not whoever reads Help, which stays open when a page comes, nor whoever writes meanwhile."""
    turn(marked, SPACE)
    cut = Cut(marked)
    press_back(marked)
    says_away(marked)
    marked.get_by_role("link", name="Help", exact=True).click()
    cut.mend(tell=True)
    expect(marked.locator("#help")).to_be_visible()
    expect(marked.locator("h1")).to_have_text(BY_NUMBER[SPACE].title)
    marked.keyboard.press("Escape")
    try_again(marked)
    marked.get_by_role("link", name="Help", exact=True).click()
    is_at(marked, START)
    expect(marked.locator("#help")).to_be_visible()
    marked.keyboard.press("Escape")

    marked.go_back()
    is_at(marked, SPACE)
    cut.again()
    press_back(marked)
    says_away(marked)
    cut.mend(tell=True)
    is_at(marked, START)

    marked.go_back()
    is_at(marked, SPACE)
    cut.again()
    press_back(marked)
    says_away(marked)
    field(marked, NOTE).fill("Typed meanwhile")
    saved(marked, NOTE)
    asked: list[str] = []
    marked.on("request", lambda request: asked.append(request.url))
    cut.mend(tell=True)
    marked.evaluate("new Promise((done) => setTimeout(() => requestAnimationFrame(done)))")
    assert [url for url in asked if BY_NUMBER[START].file in url] == []  # another comes ahead
    says_away(marked)

    # After an anchor was followed it can still be tried.
    marked.evaluate("location.hash = '#main'")
    try_again(marked)
    is_at(marked, START)
    marked.go_back()
    marked.go_back()
    is_at(marked, SPACE)
    marked.go_back()
    is_at(marked, START)
    assert is_same_document(marked)


def test_where_the_page_before_or_after_cannot_be_reached_this_one_stays(
    marked: Page, book: Book
) -> None:
    for number in (SPACE, TIME, READINESS):
        turn(marked, number)
    marked.go_back()
    is_at(marked, TIME)
    marked.go_back()
    is_at(marked, SPACE)
    cut = Cut(marked)

    for leave, wanted, back in (
        (marked.go_back, START, marked.go_forward),
        (marked.go_forward, TIME, None),
    ):
        cut.again()
        leave()
        says_away(marked)
        cut.mend()
        try_again(marked)
        is_at(marked, wanted)
        if back:
            back()
            is_at(marked, SPACE)
    marked.go_forward()
    is_at(marked, READINESS)
    assert is_same_document(marked)


def test_the_next_page_comes_ahead_and_is_turned_to_though_nothing_can_be_asked_for(
    page: Page, book: Book
) -> None:
    with page.expect_response(f"**/{BY_NUMBER[TIME].file}"):
        book.enter(page, SPACE)
    page.evaluate("window.marker = 'mine'")
    field(page, NOTE).fill("Typed before")
    cut = Cut(page)

    press_next(page)

    is_at(page, TIME)
    assert book.value(NOTE) == "Typed before"
    cut.mend()
    page.go_back()
    is_at(page, SPACE)
    assert is_same_document(page)


def test_a_server_that_ended_leaves_the_page_with_help_and_exit(page: Page, tmp_path: Path) -> None:
    with serve_workbook(data=tmp_path / "data") as served:
        book = Book(served)
        with page.expect_response(f"**/{BY_NUMBER[TIME].file}"):  # it is here already
            book.enter(page, SPACE)
        page.evaluate("window.marker = 'mine'")
    field(page, NOTE).fill("Typed after the end")

    press_next(page)

    says_away(page)
    expect(field(page, NOTE)).to_have_value("Typed after the end")
    assert page.evaluate(DRAFTS)
    page.get_by_role("link", name="Help", exact=True).click()
    expect(page.get_by_role("dialog", name="Help")).to_be_visible()


def test_a_page_that_says_what_went_wrong_stays_where_the_server_cannot_be_reached(
    reader: Page, book: Book
) -> None:
    """Nor does a link out of the example lead anywhere then."""
    reader.goto(f"{book.server.origin}/voila/render/example/{BY_NUMBER[SPACE].file}")
    is_at(reader, SPACE)
    cut = Cut(reader)
    reader.get_by_role("link", name="Back to your own").click()
    expect(reader.locator("#rc-line")).to_contain_text(AWAY)
    cut.mend()
    try_again(reader)
    expect(reader).to_have_url(book.address(START))

    reader.goto(f"{book.server.origin}/nowhere")
    cut.again()
    reader.get_by_role("link", name="Go to the start").click()
    line = reader.locator("#rc-line")
    expect(line).to_contain_text(AWAY)
    expect(line).not_to_contain_text("type")
    expect(reader.locator("h1")).to_have_text("There is no such page here")
    expect(reader.locator("a.rc-exit").first).to_be_in_viewport()
    assert barriers(reader) == []
    with reader.expect_event("requestfailed"):
        line.get_by_role("button", name="Try again").click()
    expect(line).to_contain_text(AWAY)
    cut.mend()

    line.get_by_role("button", name="Try again").click()

    is_at(reader, START)


def test_a_kernel_that_dies_before_it_has_turned_is_replaced(page: Page, book: Book) -> None:
    line = HeldLine(page)
    book.enter(page, SPACE)
    page.evaluate("window.marker = 'mine'")
    line.hold()
    press_next(page)
    has_come(page, TIME)
    field(page, "needs.need").fill("Typed while no kernel was there")

    kill_kernels(book)

    is_at(page, TIME)
    saved(page, "needs.need")
    expect(page.locator("#rc-line")).to_be_hidden()
    assert is_same_document(page)
    latest = book.store.latest("needs.need")
    assert latest
    assert latest.value == "Typed while no kernel was there"


# A reader who is quicker


def test_who_goes_back_as_the_next_page_comes_finds_the_page_alive(
    marked: Page, book: Book
) -> None:
    turn(marked, SPACE)
    marked.evaluate(
        "document.addEventListener('reconnect:leave', () => history.back(), { once: true })"
    )
    marked.locator(".rc-turn").get_by_role("link", name=BY_NUMBER[TIME].title).click()
    eventually(lambda: marked.evaluate("location.pathname").endswith(BY_NUMBER[SPACE].file))

    is_at(marked, SPACE)
    field(marked, "space.weeks").fill("5")
    saved(marked, "space.weeks")
    assert is_same_document(marked)
    latest = book.store.latest("space.weeks")
    assert latest
    assert latest.value == 5


def test_an_anchor_on_another_page_is_found_and_takes_the_focus_once(marked: Page) -> None:
    turn(marked, SPACE)
    marked.evaluate(
        """() => { const link = document.querySelector(".rc-turn a"); link.href += "#holds"; link.click(); }"""
    )
    is_at(marked, START)
    expect(marked.locator("#holds")).to_be_focused()
    top = 'document.querySelector("#holds").getBoundingClientRect().top'
    eventually(lambda: 0 <= marked.evaluate(top) < marked.evaluate("innerHeight"))
    expect(marked).to_have_url(re.compile("#holds$"))
    assert is_same_document(marked)

    is_kept = marked.evaluate(
        """async () => {
          const first = document.querySelector(".rc-turn a");
          first.focus({ preventScroll: true }); // as a screen reader moves it, without a key of the page
          const tall = document.createElement("div");
          tall.style.height = "900px";
          document.body.append(tall);
          for (let frame = 0; frame < 5; frame += 1) await new Promise(requestAnimationFrame);
          return document.activeElement === first;
        }"""
    )

    assert is_kept


# A slow kernel; last, for files of a workbook are still being built when this file begins


@BOTH
def test_what_a_slow_kernel_kept_after_its_page_was_left_reaches_the_next_and_leaves_no_draft(
    page: Page, book: Book
) -> None:
    line = HeldLine(page)
    book.enter(page, SPACE)
    line.hold()
    field(page, NOTE).fill("Typed and left")
    question(page, "done.p01").get_by_role("checkbox").check()
    press_next(page)
    has_come(page, TIME)
    assert book.store.latest("done.p01") is None
    assert page.evaluate(DRAFTS)

    line.let_go()

    is_at(page, TIME)
    expect(page.get_by_role("link", name="Give them space, done")).to_be_attached()
    eventually(lambda: not page.evaluate(DRAFTS))
    assert book.value(NOTE) == "Typed and left"
