"""Which words follow from which answers."""

from datetime import timedelta

import pytest
from answering import TODAY, Reader

from reconnect_widgets import (
    advice,
    apart_for,
    cause_is,
    choice,
    date,
    held,
    not_said,
    otherwise,
    said,
    several,
    up_to,
)
from reconnect_widgets.rules.guidance import Condition, guidance_view
from reconnect_widgets.rules.holds import HOLDS
from reconnect_widgets.rules.record import DAYS_FRESH
from reconnect_widgets.rules.safety_check import CHECKED
from reconnect_widgets.stages import START
from tests.rules.test_cause import LIST

SHARED = several(
    "start.shared", "What do you share?", children="Children", home="A home", pets="Pets"
)
APART = date("start.apart", "When did you break up?")
CONTACT = choice("start.contact", "How much contact is there now?", none="None", some="Some")
PIECES = (
    advice("About children.", when=said("start.shared", "children")),
    advice("About trust.", when=cause_is("trust")),
    advice("About no contact.", when=held("their_answer")),
    advice("Children and trust.", when=[said("start.shared", "children"), cause_is("trust")]),
    otherwise("For everybody else."),
)


def test_a_new_reader_gets_what_is_for_everybody_else(reader: Reader) -> None:
    """There is always something to read, and it gives no reason."""
    shown = guidance_view(PIECES, reader.record)

    assert "For everybody else." in shown
    assert "Shown because" not in shown


def test_a_page_that_asks_for_the_safety_check_asks_for_nothing_else(reader: Reader) -> None:
    assert "For everybody else." in guidance_view(PIECES, reader.record, START)
    assert guidance_view(PIECES, reader.record, "02") == ""

    reader.store.save(HOLDS, [], page=START, visit="v")
    reader.store.save(CHECKED, "all", page=START, visit="v")

    assert "For everybody else." in guidance_view(PIECES, reader.record, "02")


def test_each_piece_says_why_it_is_shown(reader: Reader) -> None:
    """The reader's own answers are the reason."""
    reader.answers(SHARED, ["children", "pets"])
    reader.answers(LIST, {"cause": "trust", "weight": 2}, entry="r")

    shown = guidance_view(PIECES[:3], reader.record)

    assert "Shown because you answered “Children” to “What do you share”." in shown
    assert "Shown because the main cause on your list is “Trust was broken”." in shown
    assert "For everybody else." not in shown


def test_each_answer_that_is_a_reason_has_its_own_quotation_marks(reader: Reader) -> None:
    """Answers have commas of their own."""
    reader.answers(SHARED, ["children", "home"])

    shown = guidance_view(
        [advice("Both.", when=said("start.shared", "children", "home"))], reader.record
    )

    assert "because you answered “Children” and “A home” to “What do you share”." in shown


def test_what_was_answered_to_one_question_is_one_reason_and_names_what_was_not(
    reader: Reader,
) -> None:
    """Advice on what is missing among the ticks says what is missing."""
    reader.answers(SHARED, ["children", "home"])
    when = [
        said("start.shared", "home"),
        said("start.shared", "children"),
        not_said("start.shared", "pets"),
        not_said("start.who", "me"),
    ]

    shown = guidance_view([advice("Both.", when=when)], reader.record)

    assert (
        "Shown because you answered “A home” and “Children”, and not “Pets”, to "
        "“What do you share”."
    ) in shown


@pytest.mark.parametrize("when", [said(CONTACT.id, "none"), not_said(CONTACT.id, "some")])
def test_an_answer_about_now_that_is_weeks_old_says_so_and_can_be_given_anew(
    reader: Reader, when: Condition
) -> None:
    """Whether it was given or not: either way the words rest on it."""
    pieces = [advice("You are not in touch.", when=[apart_for(least=1), when])]
    reader.answers(APART, "2026-01-05", page="00", days_ago=60)
    reader.answers(CONTACT, "none", page="00", days_ago=DAYS_FRESH + 1)

    shown = guidance_view(pieces, reader.record)
    assert "“How much contact is there now” is from February 17, 2026." in shown
    assert '<a href="00-start-here.ipynb#start.contact">please answer it anew</a>' in shown

    reader.answers(CONTACT, "none", page="00", days_ago=DAYS_FRESH)

    assert "anew" not in guidance_view(pieces, reader.record)


def test_the_more_exact_piece_stands_in_place_of_the_others(reader: Reader) -> None:
    """What is said of both at once would contradict what is said of each, or repeat it."""
    reader.answers(SHARED, ["children"])
    reader.answers(LIST, {"cause": "trust", "weight": 2}, entry="r")

    shown = guidance_view(PIECES, reader.record)

    assert "Children and trust." in shown
    assert "About trust." not in shown
    assert "About children." not in shown


@pytest.mark.parametrize(
    ("days_ago", "words"), [(0, "New."), (14, "New."), (15, ""), (180, "Old."), (-3, "")]
)
def test_days_apart_are_counted_from_the_day_that_was_named(
    reader: Reader, days_ago: int, words: str
) -> None:
    """A day that is still to come says nothing."""
    pieces = (
        advice("New.", when=apart_for(most=14)),
        advice("Old.", when=apart_for(least=180)),
    )
    reader.answers(date("start.apart", "When?"), str(TODAY - timedelta(days=days_ago)))

    shown = guidance_view(pieces, reader.record)

    assert ("New." in shown, "Old." in shown) == (words == "New.", words == "Old.")
    assert not words or "you broke up" in shown


def test_who_would_have_to_change_the_main_cause_counts(reader: Reader) -> None:
    """That of a smaller cause does not."""
    reader.answers(LIST, {"cause": "other", "own": "<Moving>", "weight": 3, "who": "me"}, entry="a")
    reader.answers(LIST, {"cause": "trust", "weight": 1, "who": "them"}, entry="b")
    pieces = (advice("Yours.", when=up_to("me")), advice("Theirs.", when=up_to("them")))

    shown = guidance_view(pieces, reader.record)

    assert "Yours." in shown
    assert "Theirs." not in shown
    assert "“Me” to who would have to change “&lt;Moving&gt;”" in shown


@pytest.mark.parametrize("when", [apart_for(), up_to("me"), said("cause.trust", "me")])
def test_under_a_fear_hold_nothing_is_said_of_how_it_ended(reader: Reader, when: Condition) -> None:
    """It would take the other person's side."""
    reader.answers(LIST, {"cause": "quarrel", "weight": 3, "who": "me"}, entry="a")
    reader.answers(choice("cause.trust", "Trust?", me="Me", them="Them"), "me")
    reader.answers(date("start.apart", "When?"), str(TODAY))
    assert "Said." in guidance_view((advice("Said.", when=when),), reader.record)

    reader.store.save(HOLDS, ["fear"], page="00", visit="v")

    assert guidance_view((advice("Said.", when=when),), reader.record) == ""


def test_a_hold_has_words_of_its_own(reader: Reader) -> None:
    """A no changes what is said."""
    reader.store.save(HOLDS, ["no_contact"], page="00", visit="v")

    shown = guidance_view(PIECES, reader.record)

    assert "About no contact." in shown
    assert "a hold is in force: “They asked for no contact”" in shown


def test_many_pieces_are_folded(reader: Reader) -> None:
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
def test_the_other_person_is_called_as_the_reader_wishes(
    reader: Reader, name: str | None, pronoun: str | None, shown: str
) -> None:
    """They, them and their unless the reader says otherwise."""
    from reconnect_widgets import text

    if name:
        reader.answers(text("start.name", "Name?"), name)
        reader.answers(choice("start.pronoun", "Pronoun?", they="They", she="She"), pronoun)

    words = guidance_view(
        [otherwise("Leave {name} alone, and {their} things too. Write to {them}.")], reader.record
    )

    assert shown in words


def test_a_held_page_shows_no_advice_that_leads_to_contact(reader: Reader) -> None:
    """Only what was written for readers with a hold; other pages show all that fits."""
    reader.answers(SHARED, ["children"])
    reader.store.save(HOLDS, ["no_contact"], page="00", visit="v")

    on_held = guidance_view(PIECES, reader.record, "04")
    on_open = guidance_view(PIECES, reader.record, "02")

    assert "About no contact." in on_held
    assert "About children." not in on_held
    assert "About children." in on_open
