"""Words in Hebrew and Arabic run from right to left, where they are written and where they are shown."""

import re
from datetime import UTC, datetime
from typing import Any

import nbformat
import pytest
from answering import Reader

from reconnect_widgets import log, plan, reflection, text
from reconnect_widgets.copies.chosen import Chosen
from reconnect_widgets.copies.making import make_copy
from reconnect_widgets.declarations import form_plans
from reconnect_widgets.places import notebooks_folder
from reconnect_widgets.rules.guidance import rich
from reconnect_widgets.rules.record import Record
from reconnect_widgets.tools.deck import Deck
from reconnect_widgets.tools.handout import Handout, Section
from reconnect_widgets.views.pages import plans
from reconnect_widgets.views.today import due_today
from reconnect_widgets.widgets import markup

SHALOM = "שלום, מה שלומך?"
MARHABA = "مرحبا"
FIELD = re.compile(r"<(?:textarea|input type=\"text\")[^>]*>")
SUMMARY = re.compile(r"<summary[^>]*></summary>")


@pytest.mark.parametrize("path", sorted(notebooks_folder().glob("*.ipynb")), ids=lambda p: p.stem)
def test_every_field_for_words_takes_their_direction(path: Any) -> None:
    forms = [str(markup.form(plan)) for plan in form_plans(nbformat.read(path, 4)).values()]
    fields = [field for html in forms for field in FIELD.findall(html)]
    folded = [row for html in forms for row in SUMMARY.findall(html)]

    assert [field for field in (*fields, *folded) if 'dir="auto"' not in field] == []


@pytest.fixture
def said(reader: Reader) -> Record:
    """A reader who writes in Hebrew and Arabic."""
    reader.answers(reflection("space.trigger", "What sets it off?"), SHALOM)
    reader.answers(plan("space.plan", "For a hard moment"), {"if": SHALOM, "then": MARHABA})
    rows = log("urge.log", "Urges", text("what", "What was it?"))
    reader.answers(rows, {"what": MARHABA}, entry="a")
    week = log("week.plan", "My week", text("what", "What?"), text("day", "When?"))
    reader.answers(week, {"what": MARHABA, "day": "daily"}, entry="a", page="02")
    reader.answers(reflection("new.memories", "Memories"), SHALOM, page="10")
    reader.answers(text("start.name", "A name"), MARHABA, page="00")
    return reader.record


def test_a_printed_copy_shows_words_in_their_direction(said: Record) -> None:
    page = make_copy("html", said, Chosen(), datetime(2026, 3, 18, tzinfo=UTC)).decode()

    assert f'<p class="rc-kept" dir="auto">{SHALOM}</p>' in page
    assert f'<td dir="auto">{MARHABA}</td>' in page


def test_plans_cards_and_the_hand_out_show_words_in_their_direction(said: Record) -> None:
    sheet = Handout("care.sheet", (Section("a", "What happened", ("space.trigger",)),))
    said.store.save(text("care.sheet", "Sheet"), ["a"], page="02", visit="v")
    deck = Deck("new.memories", "", ("A card of ours",))

    assert f"<bdi>{SHALOM}</bdi>" in plans()(said)
    assert f'dir="auto">{SHALOM}</dd>' in sheet.after(said)
    assert f'dir="auto">{SHALOM}</li>' in deck.after(said)


def test_words_within_a_sentence_of_ours_turn_nothing_else(said: Record) -> None:
    assert f"<bdi>{MARHABA}</bdi>" in due_today(said)
    assert rich("A letter to {name}, not sent.", said) == (
        f"A letter to <bdi>{MARHABA}</bdi>, not sent."
    )
