"""Holds: which are in force, which pages they close, and what lifts them."""

from datetime import date

import pytest
from answering import Reader

from reconnect_widgets import choice, several, text
from reconnect_widgets import date as day
from reconnect_widgets import log as log_of
from reconnect_widgets.rules.holds import (
    BEGAN_CONTACT,
    HOLDS,
    REPLIES,
    SAID_IN_A_LOG,
    THEIR_ANSWERS,
    held_pages,
    is_space_over,
    last_stated,
)
from reconnect_widgets.tools import reply_log

CONTACT = {"04", "05", "07", "10", "11"}
SIGNS = several(
    "ready.signs_no",
    "Signs of no?",
    none="None",
    said_no="They said no",
    blocked="They blocked me",
    wants_space="They asked for space",
    wants_none="They asked for no contact",
    silent="Silence",
)
ASKED = choice(
    "space.asked",
    "What have they asked for?",
    nothing="Nothing",
    less="Less",
    practical="Practical",
    unclear="Not sure",
    space="Space",
    none="None",
)
UNTIL = day("space.until", "Until when?")


@pytest.mark.parametrize("hold", ["fear", "harm", "order", "young", *sorted(THEIR_ANSWERS)])
def test_these_close_the_pages_that_lead_to_contact(hold: str) -> None:
    assert held_pages([hold]) == CONTACT


def test_a_crisis_locks_nothing() -> None:
    assert held_pages(["crisis"]) == frozenset()


@pytest.mark.parametrize(
    ("ticked", "holds"),
    [
        (["said_no"], ("said_no",)),
        (["blocked"], ("blocked",)),
        (["wants_space"], ("space",)),
        (["wants_none"], ("no_contact",)),
        (["wants_space", "silent", "said_no"], ("said_no", "space")),
        (["silent"], ()),
        (["none"], ()),
    ],
)
def test_what_is_said_on_page_03_holds_as_what_it_is(
    reader: Reader, ticked: list[str], holds: tuple[str, ...]
) -> None:
    reader.answers(SIGNS, ticked, days_ago=2)

    assert reader.record.holds == holds
    assert (reader.record.marks["04"] == "held") is bool(holds)


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        ("none", ("no_contact",)),
        ("space", ("space",)),
        ("practical", ("practical",)),
        ("unclear", ("maybe_no",)),
        ("less", ()),
        ("nothing", ()),
    ],
)
def test_what_is_said_on_page_01_holds_as_what_it_is(
    reader: Reader, asked: str, holds: tuple[str, ...]
) -> None:
    reader.answers(ASKED, asked)

    assert reader.record.holds == holds


def test_an_answer_of_before_they_were_two_still_holds(reader: Reader) -> None:
    older = several("ready.signs_no", "Signs of no?", none="None", space="Space or no contact")
    reader.answers(older, ["space"])

    assert reader.record.holds == ("no_contact",)


@pytest.mark.parametrize("log", REPLIES)
@pytest.mark.parametrize(("said", "hold"), SAID_IN_A_LOG.items())
def test_what_is_logged_holds_as_what_it_is(reader: Reader, log: str, said: str, hold: str) -> None:
    reader.answers(reply_log(log), {"said": said}, entry="r")

    assert reader.record.holds == (hold,)


def test_what_they_began_lifts_what_was_said_before_and_nothing_after(reader: Reader) -> None:
    reader.answers(SIGNS, ["said_no"], days_ago=2)
    reader.answers(BEGAN_CONTACT, "2026-03-17", days_ago=1)
    assert reader.record.holds == ()

    reader.answers(SIGNS, ["said_no", "blocked"])
    assert reader.record.holds == ("blocked",)


def test_what_was_ticked_by_mistake_is_taken_back_on_its_day_alone(reader: Reader) -> None:
    reader.answers(SIGNS, ["blocked"])
    reader.answers(SIGNS, ["none"], visit="later")
    assert reader.record.holds == ()


def test_taking_it_back_on_another_day_lifts_nothing(reader: Reader) -> None:
    reader.answers(SIGNS, ["blocked"], days_ago=1)
    reader.answers(SIGNS, ["none"])
    assert reader.record.holds == ("blocked",)

    reader.answers(ASKED, "none", days_ago=1)
    reader.answers(ASKED, "nothing")
    assert reader.record.holds == ("no_contact", "blocked")


def test_taking_back_what_was_said_again_today_leaves_what_was_said_before(reader: Reader) -> None:
    reader.answers(SIGNS, ["said_no"], days_ago=5)
    reader.answers(SIGNS, ["none"], visit="morning")
    reader.answers(SIGNS, ["said_no"], visit="noon")
    reader.answers(SIGNS, ["none"], visit="evening")

    assert reader.record.holds == ("said_no",)


def test_what_was_lifted_does_not_come_back_when_something_else_is_ticked(reader: Reader) -> None:
    reader.answers(SIGNS, ["blocked"], days_ago=9)
    reader.answers(BEGAN_CONTACT, "2026-03-13", days_ago=5)
    reader.answers(SIGNS, ["blocked", "silent"])
    assert reader.record.holds == ()

    reader.answers(SIGNS, ["said_no", "blocked", "silent"], visit="later")
    assert reader.record.holds == ("said_no",)


@pytest.mark.parametrize(
    ("until", "asked_on", "is_over"),
    [
        ("2026-03-17", "2026-03-01", True),  # the day has passed
        ("2026-03-18", "2026-03-01", False),  # it is today
        ("2026-03-19", "2026-03-01", False),
        ("2026-02-20", "2026-03-01", False),  # it belongs to an earlier time
        (None, "2026-03-01", False),
    ],
)
def test_space_is_over_when_the_day_that_they_named_has_passed(
    reader: Reader, until: str | None, asked_on: str, is_over: bool
) -> None:
    answer = reader.answers(UNTIL, until) if until else None

    assert is_space_over(answer, date.fromisoformat(asked_on), date(2026, 3, 18)) is is_over


def test_space_that_was_asked_for_ends_by_its_day_wherever_it_was_said(reader: Reader) -> None:
    reader.answers(ASKED, "space", days_ago=9)
    reader.answers(SIGNS, ["wants_space"], days_ago=8)
    reader.answers(HOLDS, ["space"], days_ago=7)
    assert reader.record.holds == ("space",)

    reader.answers(UNTIL, "2026-03-17", days_ago=7)
    assert reader.record.holds == ()
    assert reader.record.stored_holds == ()


def test_space_asked_for_anew_is_not_ended_by_an_earlier_day(reader: Reader) -> None:
    reader.answers(UNTIL, "2026-03-10", days_ago=14)
    reader.answers(HOLDS, ["space"], days_ago=14)
    reader.answers(HOLDS, [], days_ago=3, visit="later")
    reader.answers(HOLDS, ["space"], days_ago=2, visit="later still")

    assert reader.record.holds == ("space",)


def test_a_day_ends_space_and_no_other_answer(reader: Reader) -> None:
    reader.answers(UNTIL, "2026-03-10", days_ago=14)
    reader.answers(HOLDS, ["said_no", "space"], days_ago=14)

    assert reader.record.holds == ("said_no",)


def test_a_hold_stated_again_counts_from_then(reader: Reader) -> None:
    reader.answers(HOLDS, ["order"], visit="monday", days_ago=3)
    reader.answers(HOLDS, ["order", "fear"], visit="tuesday", days_ago=2)
    reader.answers(HOLDS, ["fear"], visit="wednesday", days_ago=1)

    stated = last_stated("order", reader.record.history(HOLDS.id))
    assert stated is not None
    assert stated.visit == "tuesday"


@pytest.mark.parametrize(("log", "named"), [("first.reply", "when"), ("meet.after_same", "day")])
def test_the_day_of_their_answer_is_the_one_that_a_row_names(
    reader: Reader, log: str, named: str
) -> None:
    answered = {"said": "no", named: "2026-03-02"}
    options = log_of(log, "?", text("said", "?"), day(named, "?"))
    reader.answers(options, answered, entry="r", days_ago=1)
    assert reader.record.their_answer_on == date(2026, 3, 2)


def test_a_check_names_no_day_of_theirs(reader: Reader) -> None:
    reader.answers(HOLDS, ["said_no"], days_ago=3)

    assert reader.record.their_answer_on == date.min
