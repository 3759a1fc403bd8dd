"""Somebody who was asked for no contact finds a way through all pages."""

from playwright.sync_api import expect
from readers import READERS, becomes

from reconnect_widgets.stages import STAGES


def test_somebody_asked_for_no_contact_finds_every_page_and_no_tool_for_contact(reader, book):
    """The way of letting go is whole: each held page explains itself and keeps its reflections."""
    becomes(book.store, *READERS["asked for no contact"])
    for stage in STAGES:
        if stage.leads_to_contact:
            book.open(reader, stage.number)
            expect(reader.get_by_text("This part is held for now").first).to_be_visible()
            expect(reader.locator(".rc-desk, .rc-builder, .rc-copy-place")).to_have_count(0)
            expect(reader.locator(".rc-q[data-kind=reflection]").first).to_be_visible()
