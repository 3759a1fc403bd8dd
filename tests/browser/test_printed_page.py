"""The page that a reader keeps or prints, of twelve weeks of answers: it stands alone and reads well."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from unicodedata import normalize

import pytest
from pages import DOTS_AT_THE_EDGE, barriers
from playwright.sync_api import Page
from pypdf import PdfReader

from reconnect_widgets.answers.store import Store
from reconnect_widgets.copies.chosen import Chosen
from reconnect_widgets.copies.making import make_copy
from reconnect_widgets.declarations import questions
from reconnect_widgets.example.making import make_example
from reconnect_widgets.prompts import reflection
from reconnect_widgets.rules.record import StoredRecord
from reconnect_widgets.stages import STAGES

NOW = datetime(2026, 3, 18, 20, tzinfo=UTC)
WORDS = "<b>words</b> of mine & yours \N{SEEDLING}"
SHORT = 200
"""Letters; a sheet with fewer is nearly empty."""

MOST_SHEETS = 55

PAPER = 680
"""Pixels between the margins of a sheet."""


def plain(text: str) -> str:
    """Text in single letters and single spaces; a font may join *f* and *i* to one on paper."""
    return " ".join(normalize("NFKC", text).split())


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page made of all that the example reader has answered, and of words like HTML."""
    folder = tmp_path_factory.mktemp("printed")
    make_example(folder / "answers.sqlite3", NOW)
    store = Store(folder / "answers.sqlite3")
    store.save(
        reflection("journey.helped", "What has helped?"), WORDS, page="13", visit="v", at=NOW
    )
    promises = questions()["slow.promises"][1]
    kept = {"what": f"{'a' * 120}.example", "who": "me"}
    store.save(promises, kept, page="05", visit="v", entry="long", at=NOW)
    made = make_copy("html", StoredRecord(store, NOW.date()), Chosen(), NOW)
    store.close()
    file = folder / "notes.html"
    file.write_bytes(made)
    return file


def test_it_asks_for_nothing_fits_and_has_no_barriers_and_comes_out_on_full_pages(
    page: Page, notes: Path
) -> None:
    """Every step is on one of them."""
    asked: list[str] = []
    trouble: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: trouble.append(message.text))
    page.emulate_media(color_scheme="light")

    page.goto(notes.as_uri())

    assert page.get_by_text(WORDS).is_visible()
    assert page.title() == "Notes"
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert barriers(page, *(["color-contrast"] if width == 390 else [])) == []
    page.emulate_media(color_scheme="dark")
    assert barriers(page, "color-contrast") == []
    assert asked == [notes.as_uri()]
    assert trouble == []

    page.emulate_media(color_scheme="light", media="print")
    assert min(page.evaluate(DOTS_AT_THE_EDGE)) >= 0
    page.set_viewport_size({"width": PAPER, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER
    paper = PdfReader(BytesIO(page.pdf()))
    sheets = [plain(sheet.extract_text()) for sheet in paper.pages]
    assert [number for number, said in enumerate(sheets, 1) if len(said) < SHORT] == []
    assert len(sheets) < MOST_SHEETS
    said = " ".join(sheets)
    assert [stage.title for stage in STAGES if plain(stage.title) not in said] == []
    assert "The figures as a table" not in said
