"""The name of a row comes from the browser's storage, which others may have written: it runs nothing."""

import json
from typing import Any

import pytest
from folder import FolderBook
from pages import FOLDER, field, saved
from playwright.sync_api import Page, expect

from reconnect_widgets import log, text

LOG = "urge.log"
EVIL = 'q"><img src=x onerror="window.ran=1">'
SAVED = "s" + EVIL
ROWS = f'.rc-log[data-id="{LOG}"] .rc-row'
NOTE = "space.necessary"


def wait_in_the_browser(page: Page, book: FolderBook, entry: str) -> None:
    """Leave the draft of a row, as a page does that was closed before it could save."""
    draft: dict[str, Any] = {"value": {"strength": 5}, "at": 1.8e12, "visit": "v"}
    key = f"reconnect:draft:{book.store.id}:{LOG}#{entry}"
    page.evaluate("([key, words]) => localStorage.setItem(key, words)", [key, json.dumps(draft)])


def has_run(page: Page) -> bool:
    """Say whether a script that stood in a name has run."""
    return bool(page.evaluate("window.ran === 1"))


@pytest.fixture
def first(page: Page, book: FolderBook) -> Page:
    """Page 01, on which one answer is saved."""
    book.enter(page, "01")
    field(page, NOTE).fill("A word")
    saved(page, NOTE)
    return page


@pytest.mark.parametrize("kind", [FOLDER])
def test_under_a_name_that_is_markup_nothing_is_shown_or_saved_or_runs(
    first: Page, book: FolderBook
) -> None:
    """A draft, and a row that was saved so before. And every field of a new row has its own label."""
    wait_in_the_browser(first, book, EVIL)
    wait_in_the_browser(first, book, "a1b2")
    urges = log(LOG, "Urges", text("what", "What?"))
    with book.writing() as store:
        store.save(urges, {"what": "x"}, page="01", visit="v", entry=SAVED)

    book.open(first, "01")

    expect(first.locator(ROWS)).to_have_count(1)
    expect(first.locator(ROWS)).to_have_attribute("data-entry", "a1b2")
    field(first, NOTE).fill("Another word")
    saved(first, NOTE)
    assert {row.entry for row in book.store.history(LOG)} - {SAVED} == {"a1b2"}
    assert not has_run(first)

    rows = first.locator(f'.rc-log[data-id="{LOG}"]')
    rows.locator(".rc-add").click()
    assert "--row--" not in rows.locator(".rc-rows").inner_html()
    ids = rows.locator(".rc-row [id]").evaluate_all("all => all.map(one => one.id)")
    assert len(ids) == len(set(ids)) > 0
    labels = rows.locator(".rc-row label[for]").evaluate_all("all => all.map(one => one.htmlFor)")
    assert set(labels) <= set(ids)
