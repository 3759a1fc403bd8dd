"""The page around the forms: help, what is there without script or kernel, and the kernel's end."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pages import Book, barriers, field, is_at, lose_kernel, saved
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect
from processes import eventually, serve_workbook

READY = "html[data-rc-ready]"
NEUTRAL = "https://www.bbc.com/weather"
WAIT = 30_000
SPACE = "01-give-space.ipynb"


SAID = """() => {
  window.said = [];
  const look = () => {
    if (document.querySelector("#rc-line.rc-shown, .rc-trouble, [data-state=unsaved]"))
      window.said.push(document.getElementById("rc-line").innerText);
  };
  new MutationObserver(look).observe(document, { attributes: true, childList: true, subtree: true });
}"""
"""Notes whatever the page says of a line that is lost, or of something that is not saved."""


NOBODY_COMES_BACK = "--WorkbookKernels.grace=2"
"""Seconds after which a kernel that no page has ends."""


def address(book: Any, file: str = SPACE) -> str:
    """Return the address of a page; the token stays in it."""
    return re.sub(r"[^/]+\.ipynb", file, book.url)


def open_page(page: Page, book: Any, file: str = SPACE) -> None:
    page.goto(address(book, file))
    page.wait_for_selector(READY, timeout=WAIT, state="attached")


# Help


def test_help_opens_closes_and_gives_the_focus_back(page: Page, book: Any) -> None:
    open_page(page, book)
    link = page.get_by_role("link", name="Help", exact=True)

    link.click()
    expect(page.get_by_role("dialog", name="Help")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_role("button", name="Exit this page")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(link).to_be_focused()


def test_help_needs_no_kernel(page: Page, book: Any) -> None:
    page.route("**/reconnect/**", lambda route: route.abort())
    page.goto(address(book), wait_until="commit")

    page.get_by_role("link", name="Help", exact=True).click()

    expect(page.get_by_role("link", name="findahelpline.com")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_role("button", name="Exit this page")).to_be_visible()


def test_an_unknown_address_is_a_calm_page_with_help(page: Page, book: Any) -> None:
    page.goto(book.url, wait_until="domcontentloaded")
    for path in ("voila/files/no.gif", "nowhere/at/all", "voila/render/99-nowhere.ipynb"):
        page.goto(f"{book.server.origin}/{path}")

        expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page here")
        page.get_by_role("link", name="Help", exact=True).click()
        expect(page.get_by_role("dialog", name="Help")).to_be_visible()
        page.get_by_role("dialog").get_by_role("button", name="Close").click()
    assert barriers(page) == []
    page.get_by_role("link", name="Go to the start").click()
    is_at(page, "00")


# What is there without script, and before the kernel


def test_without_script_the_prose_help_and_exit_are_there(browser: Browser, book: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address(book))

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("Its forms need JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Exit this page").first).to_have_attribute(
        "href", NEUTRAL
    )
    page.get_by_role("link", name="Help", exact=True).click()
    expect(page.get_by_role("link", name="findahelpline.com")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("link", name="findahelpline.com")).to_be_hidden()
    context.close()


def test_prose_and_forms_are_there_before_the_kernel(page: Page, book: Any) -> None:
    seen = """() => {
      window.lines = 0;
      window.WebSocket = class extends WebSocket {
        constructor(...words) { super(...words); window.lines += 1; }
      };
      const sight = new MutationObserver(() => {
        if (!document.querySelector('.rc-turn')) return;
        sight.disconnect();
        window.first = {
          forms: document.querySelectorAll('.rc-slot form').length,
          isFilled: 'rcReady' in document.documentElement.dataset,
        };
      });
      sight.observe(document, {childList: true, subtree: true});
    }"""
    page.add_init_script(f"({seen})()")

    open_page(page, book)

    first = page.evaluate("window.first")
    assert first["forms"] > 0
    assert not first["isFilled"]
    assert page.evaluate("window.lines") == 1


def test_forms_come_alive_without_moving_the_page(page: Page, book: Any) -> None:
    page.goto(address(book), wait_until="commit")
    place = page.locator(".rc-slot[data-rc-part]").first
    before = place.bounding_box()
    page.wait_for_selector(READY, timeout=WAIT, state="attached")

    expect(place.locator("fieldset").first).to_be_enabled(timeout=WAIT)
    open_page(page, book)  # a second visit knows how high the live words are
    page.evaluate("""() => { window.moved = 0; new PerformanceObserver((list) => {
      for (const shift of list.getEntries()) window.moved += shift.value;
    }).observe({type: 'layout-shift', buffered: true}); }""")

    assert before is not None
    assert before["height"] > 0
    assert page.evaluate("window.moved") < 0.02


def test_a_page_of_which_the_rest_never_comes_is_seen(page: Page, book: Any) -> None:
    def cut(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().partition("</main>")[0])

    page.route(f"**/{SPACE}*", cut)
    page.goto(address(book), wait_until="commit")

    expect(page.locator("main .rc-prose").first).to_be_visible()


def test_marks_on_the_map_are_said_in_words(page: Page, book: Any) -> None:
    page.route_web_socket(
        "**/reconnect/visit*", lambda socket: None
    )  # so that no kernel tells other marks
    page.goto(address(book))

    told = {"marks": {"02": "done", "03": "held"}, "words": "1 page done."}
    page.evaluate(
        f"document.dispatchEvent(new CustomEvent('reconnect:map', {{detail: {json.dumps(told)}}}))"
    )

    expect(page.get_by_role("link", name="Take time for yourself, done")).to_be_attached()
    expect(page.get_by_role("link", name="Are you really ready?, held for now")).to_be_attached()
    expect(page.locator(".rc-map-words")).to_have_text("1 page done.")


# The line and the kernel


def test_a_first_visit_is_light_neutral_and_asks_this_computer_alone(page: Page, book: Any) -> None:
    sizes: list[int] = []
    hosts = set()

    def measure(request: Request) -> None:
        if request.url.startswith("http"):
            parts = request.sizes()
            sizes.append(parts["responseBodySize"] + parts["responseHeadersSize"])

    page.on("requestfinished", measure)
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    page.on("websocket", lambda socket: hosts.add(urlsplit(socket.url).hostname))

    open_page(page, book)

    assert sum(sizes) <= 500_000
    assert len(sizes) <= 10
    assert "token" not in page.url
    expect(page).to_have_title(re.compile(r"^Notes"))
    stops = page.get_by_role("navigation", name="All pages").get_by_role("listitem")
    expect(stops).to_have_count(14)
    here = page.locator(".rc-map [aria-current=page]")
    expect(here).to_have_attribute("aria-label", re.compile("^Give them space"))
    assert hosts - {None} == {urlsplit(book.url).hostname}


def test_the_kernel_of_a_page_that_was_left_and_of_a_tab_that_was_closed_ends(
    page: Page, book: Any, context: BrowserContext
) -> None:
    before = book.server.kernels()
    open_page(page, book)
    other = context.new_page()
    open_page(other, book)
    eventually(lambda: len(book.server.kernels() - before) == 2)  # one of a test before may end

    page.goto("about:blank")
    other.close()

    eventually(lambda: not book.server.kernels() - before)


def test_a_kernel_that_ends_while_nobody_does_anything_is_replaced_without_a_word(
    page: Page, tmp_path: Path
) -> None:
    with serve_workbook(NOBODY_COMES_BACK, data=tmp_path / "own") as served:
        book = Book(served)
        open_page(page, book)
        page.evaluate(SAID)
        lose_kernel(page, book)
        eventually(lambda: not served.kernels())  # the server begins it anew, and nobody joins it

        page.locator("h1").click()  # a sign that somebody is there

        eventually(lambda: page.evaluate("true") and served.kernels())
        field(page, "space.weeks").fill("4")
        saved(page, "space.weeks")
        assert book.value("space.weeks") == 4
        assert page.evaluate("window.said") == []
