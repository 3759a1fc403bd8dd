"""The gate: when tools for contact may be in a page's document."""

import pytest
from answering import Reader

from reconnect_widgets import choice, scale
from reconnect_widgets.journey.period import WEEKS
from reconnect_widgets.rules.gate import Gate, gate, readers
from reconnect_widgets.rules.holds import ALL, BEGAN_CONTACT, HOLDS
from reconnect_widgets.rules.record import DAYS_FRESH, Record
from reconnect_widgets.rules.safety_check import ASKED_AGAIN
from reconnect_widgets.rules.snapshot import Snapshot
from reconnect_widgets.stages import STAGES

PULL = scale("space.pull", "How strong?", "Hardly", "Often", "Always")
ASKING = ("04", "07", "10", "11")


def stands(reader: Reader, page: str) -> Gate:
    return gate(reader.record, asks_again=page in ASKING)


def everywhere(reader: Reader) -> set[Gate]:
    return {stands(reader, stage.number) for stage in STAGES if stage.leads_to_contact}


def test_how_far_to_look_back_is_asked_once_an_answer_is_older_than_the_shortest_period(
    reader: Reader,
) -> None:
    """Until then each of its answers shows the same."""
    assert min(WEEKS.values()) * 7 == DAYS_FRESH
    assert "recent" in readers(reader.record)
    reader.answers(PULL, 2, days_ago=DAYS_FRESH - 1)
    assert "recent" in readers(reader.record)

    reader.answers(PULL, 2, days_ago=DAYS_FRESH)

    assert "recent" not in readers(reader.record)
    assert "recent" not in readers(Record(Snapshot(reader.store.every()), reader.record.today))


def test_a_fresh_workbook_is_shut(reader: Reader) -> None:
    assert everywhere(reader) == {Gate.UNCHECKED}


def test_the_three_questions_never_stand_for_the_whole_check(reader: Reader) -> None:
    reader.answers(HOLDS, [])
    reader.answers(ASKED_AGAIN, "all")

    assert everywhere(reader) == {Gate.UNCHECKED}


def test_neither_does_a_statement_that_lifts_a_hold(reader: Reader) -> None:
    reader.answers(BEGAN_CONTACT, "2026-03-17")
    reader.answers(HOLDS, [])

    assert everywhere(reader) == {Gate.UNCHECKED}


def test_what_an_older_workbook_asked_does_not_open_it(reader: Reader) -> None:
    reader.answers(HOLDS, [], days_ago=30)

    assert everywhere(reader) == {Gate.UNCHECKED}


def test_the_whole_check_opens_it_on_its_day_and_the_three_questions_later(reader: Reader) -> None:
    reader.is_checked(days_ago=1)
    assert {page: stands(reader, page) for page in ("04", "05", "07", "10", "11")} == dict.fromkeys(
        ASKING, Gate.ASK
    ) | {"05": Gate.OPEN}

    reader.answers(ASKED_AGAIN, "all")
    assert everywhere(reader) == {Gate.OPEN}

    reader.is_checked(visit="again")
    assert everywhere(reader) == {Gate.OPEN}


def test_what_is_left_unsaid_opens_nothing(reader: Reader) -> None:
    reader.is_checked("unsaid", days_ago=1)
    assert everywhere(reader) == {Gate.UNSAID}
    reader.answers(ASKED_AGAIN, "all")
    assert everywhere(reader) == {Gate.UNSAID}


def test_nor_does_a_question_that_is_left_unsaid_when_it_is_asked_again(reader: Reader) -> None:
    reader.is_checked(days_ago=1)
    reader.answers(ASKED_AGAIN, "unsaid")

    assert everywhere(reader) == {Gate.ASK}


def test_after_they_began_contact_the_three_questions_follow_as_on_any_day(reader: Reader) -> None:
    reader.is_checked(days_ago=2)
    reader.answers(ASKED_AGAIN, "all")
    assert everywhere(reader) == {Gate.OPEN}
    reader.store.save(BEGAN_CONTACT, "2026-03-18", page="00", visit="v")
    assert everywhere(reader) == {Gate.ASK}

    reader.store.save(ASKED_AGAIN, "all", page="04", visit="w")
    assert Gate.OPEN in everywhere(reader)


@pytest.mark.parametrize("hold", [hold.key for hold in ALL if hold.closes])
@pytest.mark.parametrize("checked", ["all", "unsaid", None])
def test_a_hold_shuts_every_page_that_leads_to_contact(
    reader: Reader, hold: str, checked: str | None
) -> None:
    if checked:
        reader.is_checked(checked)
        reader.answers(ASKED_AGAIN, checked)
    reader.answers(HOLDS, [hold])

    assert everywhere(reader) == {Gate.HELD}
    assert reader.record.marks["01"] != "held"


def test_an_answer_elsewhere_shuts_it_as_well(reader: Reader) -> None:
    reader.is_checked()
    reader.answers(choice("space.asked", "?", none="No contact", less="Less"), "none")

    assert everywhere(reader) == {Gate.HELD}


def test_whoever_erases_what_followed_from_the_check_is_asked_anew(reader: Reader) -> None:
    reader.is_checked()
    reader.answers(HOLDS, ["fear"], visit="later")
    reader.store.erase_answer(HOLDS.id)

    assert everywhere(reader) == {Gate.UNCHECKED}
