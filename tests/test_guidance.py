"""Which words follow from which answers."""

import pytest

from reconnect_widgets import advice, cause_is, held, otherwise, said, several
from reconnect_widgets.guidance import guidance_view
from reconnect_widgets.holds import HOLDS
from tests.test_cause import LIST

SHARED = several(
    "start.shared", "What do you share?", children="Children", home="A home", pets="Pets"
)
PIECES = (
    advice("About children.", when=said("start.shared", "children")),
    advice("About trust.", when=cause_is("trust")),
    advice("About no contact.", when=held("their_answer")),
    advice("Children and trust.", when=[said("start.shared", "children"), cause_is("trust")]),
    otherwise("For everybody else."),
)


def test_a_new_reader_gets_what_is_for_everybody_else(reader):
    """There is always something to read, and it gives no reason."""
    shown = guidance_view(PIECES, reader.record)

    assert "For everybody else." in shown
    assert "Shown because" not in shown


def test_each_piece_says_why_it_is_shown(reader):
    """The reader's own answers are the reason."""
    reader.answers(SHARED, ["children", "pets"])
    reader.answers(LIST, {"cause": "trust", "weight": 2}, entry="r")

    shown = guidance_view(PIECES, reader.record)

    assert "Shown because you answered “Children” to “What do you share”." in shown
    assert "Shown because the main cause on your list is “Trust was broken”." in shown
    assert "Children and trust." in shown
    assert "For everybody else." not in shown


def test_a_hold_has_words_of_its_own(reader):
    """A no changes what is said."""
    reader.store.save(HOLDS, ["no_contact"], page="00", visit="v")

    shown = guidance_view(PIECES, reader.record)

    assert "About no contact." in shown
    assert "a hold is in force: “They asked for no contact”" in shown


def test_many_pieces_are_folded(reader):
    """Nobody is flooded on a bad day."""
    reader.answers(SHARED, ["children"])
    pieces = [advice(f"Words {n}.", when=said("start.shared", "children")) for n in range(5)]

    shown = guidance_view(pieces, reader.record)

    assert shown.index("Words 2.") < shown.index("<details") < shown.index("Words 3.")


@pytest.mark.parametrize(
    ("name", "pronoun", "shown"),
    [
        ("K", "she", "Leave K alone, and her things too. Write to her."),
        (None, None, "Leave your ex alone, and their things too. Write to them."),
    ],
)
def test_the_other_person_is_called_as_the_reader_wishes(reader, name, pronoun, shown):
    """They, them and their unless the reader says otherwise."""
    from reconnect_widgets import choice, text

    if name:
        reader.answers(text("start.name", "Name?"), name)
        reader.answers(choice("start.pronoun", "Pronoun?", they="They", she="She"), pronoun)

    words = guidance_view(
        [otherwise("Leave {name} alone, and {their} things too. Write to {them}.")], reader.record
    )

    assert shown in words


def test_a_held_page_shows_no_advice_that_leads_to_contact(reader):
    """Only what was written for readers with a hold; other pages show all that fits."""
    reader.answers(SHARED, ["children"])
    reader.store.save(HOLDS, ["no_contact"], page="00", visit="v")

    on_held = guidance_view(PIECES, reader.record, "04")
    on_open = guidance_view(PIECES, reader.record, "02")

    assert "About no contact." in on_held
    assert "About children." not in on_held
    assert "About children." in on_open
