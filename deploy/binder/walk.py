"""A reader on Binder: answers, turns the page, reloads, rests, and goes on where they were."""

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

# What browser tests know of a page.
sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "support"))
from pages import READY, chromium, field, is_ready, saved, show_whole_pages

from .launch import Session

START = "voila/render/notebooks/00-start-here.ipynb"
SPACE = "voila/render/notebooks/01-give-space.ipynb"
LAB = "lab/tree/notebooks/00-start-here.ipynb"
NOTE = "space.necessary"
FIRST = "Written before the kernel was ended"
LATER = "Written after it was ended"


def walk(served: Session, idle: int, say: Callable[[str], None]) -> None:
    """Walk the workbook in a browser; raises :class:`AssertionError` where a reader would lose."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(**chromium())
        page, asked = _stranger(browser)
        page.goto(served.address(f"{START}?token={served.token}"))
        is_ready(page)
        expect(page.locator(".rc-masthead")).to_contain_text("Nothing stays here")
        say("the start page is there, and says that nothing stays")
        _answer_turn_and_reload(page, served)
        say("an answer is there after the next page and after a reload")
        _rest_and_go_on(page, served, idle)
        say("a kernel was ended after idle: another came by itself, and no word was lost")
        _leaves_nothing_behind(page, asked, served)
        say("nothing is in storage that others can read, and nobody else was asked")
        _open_lab(browser, served)
        say("JupyterLab opens the same notebook")
        browser.close()


def _stranger(browser: Browser) -> tuple[Page, list[str]]:
    page = show_whole_pages(browser.new_context(reduced_motion="reduce")).new_page()
    page.set_default_timeout(READY)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return page, asked


def _answer_turn_and_reload(page: Page, served: Session) -> None:
    page.goto(served.address(SPACE))
    is_ready(page)
    field(page, NOTE).fill(FIRST)
    saved(page, NOTE)
    page.locator(".rc-turn a").last.click()
    expect(page.locator("h1")).to_have_text("Take time for yourself")
    is_ready(page)
    page.goto(served.address(SPACE))
    expect(field(page, NOTE)).to_have_value(FIRST)
    page.reload()
    expect(field(page, NOTE)).to_have_value(FIRST)
    is_ready(page)


def _rest_and_go_on(page: Page, served: Session, idle: int) -> None:
    for _ in range(idle + 30):
        if not served.kernels():
            break
        page.wait_for_timeout(1000)
    assert not served.kernels(), "An idle kernel was not ended."
    field(page, NOTE).fill(LATER)
    saved(page, NOTE)
    page.reload()
    expect(field(page, NOTE)).to_have_value(LATER)


def _leaves_nothing_behind(page: Page, asked: list[str], served: Session) -> None:
    is_ready(page)
    assert page.evaluate("localStorage.length") == 0
    assert LATER not in page.evaluate("JSON.stringify(sessionStorage)")
    ours = (served.address(""), "data:", "blob:")
    strangers = [url for url in asked if not url.startswith(ours)]
    assert not strangers, strangers


def _open_lab(browser: Browser, served: Session) -> None:
    page, _ = _stranger(browser)
    page.goto(served.address(f"{LAB}?token={served.token}"))
    expect(page.locator(".jp-Notebook h1").first).to_contain_text(
        "Where things stand", timeout=90_000
    )
