"""Five readers walk through all fourteen pages: each page reads differently for them."""

from datetime import UTC, datetime, timedelta

import pytest
from pages import READY, is_ready
from playwright.sync_api import expect

from reconnect_widgets import choice, log, scale, several
from reconnect_widgets.cause import CAUSES
from reconnect_widgets.holds import HOLDS
from reconnect_widgets.stages import STAGES

WHO = choice("start.who", "Who ended it?", they="They did", me="I did", both="We both did")
SHARED = several("start.shared", "What do you still share?", children="Children", work="Work")
CONTACT = choice(
    "start.contact", "How much contact is there now?", none="None", some="Now and then"
)
LIST = log(
    "cause.list",
    "The causes",
    choice("cause", "Cause", **CAUSES),
    scale(
        "weight",
        "How much did it weigh?",
        "A small part",
        "A part",
        "A large part",
        "The main thing",
    ),
)
READERS = {
    "trust broken, they ended it": ("trust", "they", ["work"], []),
    "drifted apart, with children": ("drifted", "both", ["children"], []),
    "a sudden quarrel last week": ("quarrel", "me", [], []),
    "different life goals": ("goals", "both", [], []),
    "asked for no contact": ("fighting", "they", [], ["no_contact"]),
}


def becomes(store, cause, who, shared, holds):
    """Answer the first page as a reader whose situation this is."""
    at = datetime.now(UTC) - timedelta(seconds=9)
    about = {"page": "00", "visit": "v", "at": at}
    store.save(HOLDS, holds, **about)
    store.save(WHO, who, **about)
    store.save(SHARED, shared or None, **about)
    store.save(CONTACT, "none", **about)
    store.save(LIST, {"cause": cause, "weight": 3}, entry="row", **about)


def walk(page, book):
    """Follow *Next* from the first page to the last, and note the advice on each."""
    read = {}
    book.open(page, "00")
    for stage in STAGES:
        expect(page.locator("h1")).to_have_text(stage.title, timeout=READY)
        is_ready(page)
        expect(page.locator(".rc-words").first).to_have_attribute("data-known", "")
        read[stage.number] = tuple(page.locator(".rc-advice > p:first-child").all_inner_texts())
        if stage.number != "13":
            page.locator(".rc-turn a").last.click()
    return read


@pytest.mark.slow
def test_each_page_reads_differently_for_five_readers(reader, book):
    """At least three different readings on every page, and none of them empty."""
    readings = {}
    for name, situation in READERS.items():
        reader.goto("about:blank")
        for file in book.data.glob("answers*"):
            file.unlink()
        becomes(book.store, *situation)
        readings[name] = walk(reader, book)

    for stage in STAGES:
        here = [readings[name][stage.number] for name in READERS]
        assert all(here), stage.title
        assert len(set(here)) >= 3, stage.title


def test_somebody_asked_for_no_contact_finds_every_page_and_no_tool_for_contact(reader, book):
    """The way of letting go is whole: each held page explains itself and keeps its reflections."""
    becomes(book.store, *READERS["asked for no contact"])
    for stage in STAGES:
        if stage.leads_to_contact:
            book.open(reader, stage.number)
            expect(reader.get_by_text("This part is held for now").first).to_be_visible()
            expect(reader.locator(".rc-desk, .rc-builder, .rc-copy-place")).to_have_count(0)
            expect(reader.locator(".rc-q[data-kind=reflection]").first).to_be_visible()
