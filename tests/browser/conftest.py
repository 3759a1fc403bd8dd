"""A real workbook in a real browser: one server for all tests, and an empty data folder for each."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from folder import (
    KEEPS_NO_FILES,
    FolderBook,
    Site,
    as_visited_before,
    built_once,
    made_once,
    served,
)
from pages import FOLDER, READY, SERVER, Book, chromium, show_whole_pages
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect
from processes import Served, start
from warmed import WITH_LAST_PAGE

expect.set_options(timeout=READY)  # a busy machine takes longer than the five seconds it is given


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive that Chromium in every test."""
    return {**browser_type_launch_args, **chromium()}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Show colors at once instead of fading into them."""
    return {**browser_context_args, "reduced_motion": "reduce"}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One running workbook for all tests that do not end it."""
    data = tmp_path_factory.mktemp("workbook") / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(WITH_LAST_PAGE, "yes")
        workbook = start(data=data)
    yield workbook
    workbook.stop()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The workbook as mere files, given from below a path."""
    with served(built_once(tmp_path_factory, "folder")) as given:
        yield given


@pytest.fixture(scope="session")
def visited_site(
    tmp_path_factory: pytest.TempPathFactory, site: Site, browser: Browser
) -> Iterator[Site]:
    """The same, where each browser has been before: Python begins twice as quick."""

    def make(made: Path) -> None:
        as_visited_before(made, site.folder, browser)

    with served(made_once(tmp_path_factory, "visited", make)) as given:
        yield given


@pytest.fixture
def shows_whole_pages() -> bool:
    """Whether the reader once chose *Show the whole page*, as most tests are about no single part."""
    return True


@pytest.fixture(autouse=True)
def whole_pages(shows_whole_pages: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every browser of the test begin with that choice, or without."""
    begin = Browser.new_context

    def new_context(browser: Browser, **options: Any) -> BrowserContext:
        context = begin(browser, **options)
        show_whole_pages(context)
        return context

    if shows_whole_pages:
        monkeypatch.setattr(Browser, "new_context", new_context)


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    """A browser of its own."""
    context.set_default_timeout(READY)
    context.on("console", say_what_went_wrong)
    return context


def say_what_went_wrong(message: ConsoleMessage) -> None:
    """Print what a page warns of, which is shown where its test fails."""
    if message.type in ("error", "warning"):
        print(f"{message.page and message.page.url}: {message.text}")  # noqa: T201


@pytest.fixture
def kind() -> str:
    """Which workbook ``book`` is: tests of both say ``pages.BOTH``."""
    return SERVER


@pytest.fixture
def book(kind: str, request: pytest.FixtureRequest) -> Iterator[Book | FolderBook]:
    """A workbook in which nothing has been answered; what its server says is shown where the test fails."""
    if kind == FOLDER:
        context: BrowserContext = request.getfixturevalue("context")
        context.add_init_script(KEEPS_NO_FILES)
        yield FolderBook(request.getfixturevalue("visited_site"), context)
        return
    server: Served = request.getfixturevalue("server")
    server.begin_anew()
    before = len(server.said())
    yield Book(server)
    print(server.said()[before:], end="")  # noqa: T201


@pytest.fixture
def reader(book: Book | FolderBook, page: Page) -> Page:
    """A browser page that has been let in, at the start page."""
    book.enter(page)
    return page


@pytest.fixture
def marked(reader: Page) -> Page:
    """The start page, in a document that can be told from any other."""
    reader.evaluate("window.marker = 'mine'")
    return reader
