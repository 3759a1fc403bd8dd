"""Holds: which answer holds which page, and what lifts it, case by case."""

import pytest

from reconnect_widgets import several
from reconnect_widgets.exceptions import BadAnswer
from reconnect_widgets.holds import (
    BEGAN_CONTACT,
    CHECK,
    HOLDS,
    held_pages,
    holds_after,
    holds_kept,
    lift_no_contact,
    stated_in,
)

CONTACT = {"04", "05", "07", "10", "11"}
CALM = dict.fromkeys(CHECK, "no") | {"safety.adult": "yes"}


def test_a_calm_check_holds_nothing():
    """All is open when nothing worrying was said."""
    assert holds_after(CALM) == []
    assert held_pages([]) == frozenset()


@pytest.mark.parametrize("said", ["yes", "unsure"])
@pytest.mark.parametrize(
    ("question", "hold"),
    [
        ("safety.fear", "fear"),
        ("safety.control", "fear"),
        ("safety.harm", "harm"),
        ("safety.order", "order"),
        ("safety.no_contact", "no_contact"),
        ("safety.crisis", "crisis"),
    ],
)
def test_yes_and_not_sure_hold(question, said, hold):
    """Being unsure is treated with the same care as yes."""
    assert holds_after(CALM | {question: said}) == [hold]


def test_under_eighteen_holds():
    """The pages on contact are for adults."""
    assert holds_after(CALM | {"safety.adult": "no"}) == ["young"]


def test_rather_not_say_is_an_answer_and_holds_nothing():
    """Nobody has to tell."""
    assert holds_after(dict.fromkeys(CHECK, "unsaid")) == []


def test_a_missing_answer_is_refused():
    """The check is the only thing that is not optional."""
    with pytest.raises(BadAnswer, match="Rather not say"):
        holds_after(CALM | {"safety.fear": None})


@pytest.mark.parametrize("hold", ["fear", "harm", "order", "no_contact", "young"])
def test_these_close_the_pages_that_lead_to_contact(hold):
    """Just the five pages of the table."""
    assert held_pages([hold]) == CONTACT


def test_a_crisis_locks_nothing():
    """Help comes first, and every page stays open."""
    assert held_pages(["crisis"]) == frozenset()


def test_an_order_cannot_be_lifted_on_the_same_visit(reader):
    """It can be on another one."""
    reader.answers(HOLDS, ["order"], visit="monday")
    history = reader.record.history(HOLDS.id)

    assert holds_kept(["order"], history, "monday") == {"order"}
    assert holds_kept(["order"], history, "tuesday") == set()


def test_an_order_stated_again_counts_from_then(reader):
    """Lifting it and stating it anew begins a new visit's wait."""
    reader.answers(HOLDS, ["order"], visit="monday", days_ago=3)
    reader.store.save(HOLDS, [], page="00", visit="tuesday")
    reader.store.save(HOLDS, ["order", "fear"], page="00", visit="wednesday")

    assert stated_in("order", reader.record.history(HOLDS.id)) == "wednesday"


def test_no_contact_stays_until_the_reader_states_that_they_began_contact():
    """A new check alone does not lift it."""
    assert holds_kept(["no_contact", "fear"], [], "any") == {"no_contact"}
    assert lift_no_contact(["no_contact", "fear"]) == ["fear"]


def test_saying_elsewhere_that_they_said_no_holds_too(reader):
    """The same answer counts wherever it is given, until they begin contact."""
    signs = several("ready.signs_no", "Signs of no?", none="None", said_no="They said no")
    reader.answers(signs, ["said_no"], days_ago=2)
    assert reader.record.holds == ("no_contact",)
    assert reader.record.marks["04"] == "held"

    reader.answers(BEGAN_CONTACT, "2026-03-17", days_ago=1)
    assert reader.record.holds == ()

    reader.answers(signs, ["said_no", "none"])
    assert reader.record.holds == ("no_contact",)


def test_unticking_what_was_ticked_by_mistake_lifts_it(reader):
    """A slip of the finger needs no statement."""
    signs = several("ready.signs_no", "Signs of no?", none="None", blocked="They blocked me")
    reader.answers(signs, ["blocked"], days_ago=1)
    reader.answers(signs, ["none"])

    assert reader.record.holds == ()
