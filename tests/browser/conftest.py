"""A real workbook in a real browser: one server for all tests, and an empty data folder for each."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from folder import FolderBook, Site, as_visited_before, built_once, made_once, served
from pages import FOLDER, READY, SERVER, Book, chromium, show_whole_pages
from playwright.sync_api import Browser, BrowserContext, Page, expect
from playwright.sync_api._generated import Clock
from processes import Served, serve_workbook

KEEPS_NO_FILES = "Object.defineProperty(navigator, 'serviceWorker', { value: undefined });"
"""Spares every test that is not about it what a browser does to be ready for no network."""

WHAT_STAYS = (
    *(
        (BrowserContext, name)
        for name in ("add_init_script", "route", "route_web_socket", "on", "once")
    ),
    *(
        (BrowserContext, name)
        for name in ("grant_permissions", "expose_function", "expose_binding")
    ),
    *((BrowserContext, name) for name in ("set_offline", "set_extra_http_headers", "close")),
    *((Clock, name) for name in ("install", "set_fixed_time", "set_system_time", "pause_at")),
)
"""What a test can ask of a browser context that cannot be taken back."""

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
    with serve_workbook(data=tmp_path_factory.mktemp("workbook") / "data") as workbook:
        yield workbook


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


@pytest.fixture(scope="session")
def kept() -> dict[str, BrowserContext]:
    """The browser context that one test hands on to the next, by what it was made with."""
    return {}


@pytest.fixture
def context(
    kept: dict[str, BrowserContext],
    browser: Browser,
    browser_context_args: dict[str, Any],
    new_context: Any,
    whole_pages: None,
    shows_whole_pages: bool,
    kind: str,
    request: pytest.FixtureRequest,
) -> Iterator[BrowserContext]:
    """A browser of its own; or, where a test asks nothing of it that stays, emptied of the test before.

    A browser that has seen the scripts has a page with four fifths of the work.
    """
    if not (may_share(request) and kind == SERVER and shows_whole_pages):
        context = new_context()
        context.set_default_timeout(READY)
        yield context
        return
    made_with = repr(browser_context_args)
    context = kept.pop(made_with, None) or browser.new_context(**browser_context_args)
    context.set_default_timeout(READY)
    asked: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        for kind_of, name in WHAT_STAYS:
            patch.setattr(kind_of, name, noting(asked, name, getattr(kind_of, name)))
        yield context
    for page in context.pages:
        page.close()
    if asked:
        context.close()
    else:
        kept[made_with] = context


def may_share(request: pytest.FixtureRequest) -> bool:
    """Say whether a test looks at the pages of the server that all share, and leaves no recording."""
    records = any(
        request.config.getoption(f"--{name}") != "off"
        for name in ("tracing", "video", "screenshot")
    )
    marked = request.node.get_closest_marker("browser_context_args")
    return {"book", "page"} <= {*request.fixturenames} and not records and not marked


def noting(asked: list[str], name: str, call: Any) -> Any:
    """Return the same call, which leaves a note."""

    def noted(*arguments: Any, **options: Any) -> Any:
        asked.append(name)
        return call(*arguments, **options)

    return noted


@pytest.fixture
def page(context: BrowserContext, kind: str, request: pytest.FixtureRequest) -> Page:
    """A page of that browser, in which nothing is kept."""
    page = context.new_page()
    if may_share(request) and kind == SERVER:
        context.clear_cookies()
        storage = context.new_cdp_session(page)
        origin = request.getfixturevalue("server").origin
        storage.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        storage.detach()
    return page


@pytest.fixture
def kind() -> str:
    """Which workbook ``book`` is: tests of both say ``pages.BOTH``."""
    return SERVER


@pytest.fixture
def book(kind: str, request: pytest.FixtureRequest) -> Book | FolderBook:
    """A workbook in which nothing has been answered."""
    if kind == FOLDER:
        context: BrowserContext = request.getfixturevalue("context")
        context.add_init_script(KEEPS_NO_FILES)
        return FolderBook(request.getfixturevalue("visited_site"), context)
    server: Served = request.getfixturevalue("server")
    for file in server.data.glob("answers*"):
        file.unlink()
    return Book(server)


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
