"""A real workbook in a real browser: one server for all tests, and an empty data folder for each."""

from collections.abc import Iterator
from typing import Any

import pytest
from pages import READY, Book, chromium
from playwright.sync_api import BrowserContext, Page, expect
from processes import Served, serve_workbook

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


@pytest.fixture
def book(server: Served) -> Book:
    """A workbook in which nothing has been answered."""
    for file in server.data.glob("answers*"):
        file.unlink()
    return Book(server)


@pytest.fixture
def reader(book: Book, page: Page, context: BrowserContext) -> Page:
    """A browser page that has been let in, at the start page."""
    context.set_default_timeout(READY)
    book.enter(page)
    return page


@pytest.fixture
def marked(reader: Page) -> Page:
    """The start page, in a document that can be told from any other."""
    reader.evaluate("window.marker = 'mine'")
    return reader
