"""A copy may come from other hands: it can add a hold, lifts none, and opens nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reconnect_widgets import choice, several
from reconnect_widgets import date as day
from reconnect_widgets.answers.answer import Answer
from reconnect_widgets.answers.store import Store
from reconnect_widgets.copies.json_copy import Copy, write_json
from reconnect_widgets.copies.restore import preview, read_copy, restore
from reconnect_widgets.declarations import questions
from reconnect_widgets.prompts import Prompt
from reconnect_widgets.rules.gate import Gate, gate
from reconnect_widgets.rules.holds import ALL, BEGAN_CONTACT, HOLDS
from reconnect_widgets.rules.record import StoredRecord
from reconnect_widgets.rules.safety_check import ASKED_AGAIN, CHECKED
from reconnect_widgets.tools import reply_log

NOW = datetime.now(UTC)
TODAY = date.today()
SIGNS = several("ready.signs_no", "?", none="None", said_no="No", wants_space="Space")
ASKED = choice("space.asked", "?", nothing="Nothing", none="No contact")
UNTIL = day("space.until", "Until when?")
REPLY = reply_log("first.reply")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Store:
    """The store from which the copy comes."""
    return Store(tmp_path / "elsewhere.sqlite3")


def says(store: Store, prompt: Prompt, value: object, ahead: float = 0, entry: str = "") -> Answer:
    """Answer as many days ahead of now; behind it when negative."""
    at = NOW + timedelta(days=ahead)
    return store.save(prompt, value, page="00", visit="v", entry=entry, at=at)


def copy_of(store: Store, made: datetime = NOW) -> Copy:
    content = write_json(store.every(), store.id, made).encode()
    return read_copy(content, questions())


def here(store: Store) -> StoredRecord:
    return StoredRecord(store, TODAY)


def holds(store: Store) -> tuple[str, ...]:
    return here(store).holds


LIFTING = {
    "nothing follows from the check": (HOLDS, [], ""),
    "they began contact": (BEGAN_CONTACT, TODAY.isoformat(), ""),
    "there was no sign of a no": (SIGNS, ["none"], ""),
    "they asked for nothing": (ASKED, "nothing", ""),
    "the row was a slip": (REPLY, None, "r"),
    "the row was something warm": (REPLY, {"said": "warm"}, "r"),
    "space ends soon": (UNTIL, (TODAY - timedelta(days=1)).isoformat(), ""),
}


@pytest.mark.parametrize("ahead", [0, 1.5, 3.5])
@pytest.mark.parametrize("lifting", LIFTING)
def test_a_copy_never_lifts_a_hold(
    store: Store, elsewhere: Store, lifting: str, ahead: float
) -> None:
    says(store, HOLDS, [hold.key for hold in ALL], -3)
    says(store, SIGNS, ["said_no", "wants_space"], -3)
    says(store, ASKED, "none", -3)
    says(store, REPLY, {"said": "no"}, -3, "r")
    before = holds(store)
    prompt, value, entry = LIFTING[lifting]
    says(elsewhere, prompt, value, ahead, entry)
    found = preview(copy := copy_of(elsewhere), here(store))

    restore(copy.answers, here(store))

    assert holds(store) == before == found.stay
    assert found.holds == ()


@pytest.mark.parametrize("lifting", LIFTING)
def test_nor_one_that_only_another_page_states(
    store: Store, elsewhere: Store, lifting: str
) -> None:
    says(store, SIGNS, ["said_no", "wants_space"], -3)
    says(store, ASKED, "none", -3)
    says(store, REPLY, {"said": "no"}, -3, "r")
    before = holds(store)
    prompt, value, entry = LIFTING[lifting]
    says(elsewhere, prompt, value, 1.5, entry)

    restore(copy_of(elsewhere).answers, here(store))

    assert set(before) <= set(holds(store))


def test_a_copy_does_not_lift_what_is_said_after_it_came(store: Store, elsewhere: Store) -> None:
    says(elsewhere, BEGAN_CONTACT, TODAY.isoformat(), 1.9)
    restore(copy_of(elsewhere, NOW + timedelta(days=1.5)).answers, here(store))

    store.save(SIGNS, ["said_no"], page="03", visit="v")

    assert holds(store) == ("said_no",)


@pytest.mark.parametrize(
    ("prompt", "value", "entry", "hold"),
    [
        (HOLDS, ["fear"], "", "fear"),
        (SIGNS, ["said_no"], "", "said_no"),
        (ASKED, "none", "", "no_contact"),
        (REPLY, {"said": "space"}, "r", "space"),
    ],
)
def test_a_copy_adds_its_holds_and_the_preview_says_so(
    store: Store, elsewhere: Store, prompt: Prompt, value: Any, entry: str, hold: str
) -> None:
    says(store, HOLDS, [], 0)
    says(store, SIGNS, ["none"], 0)
    says(store, ASKED, "nothing", 0)
    says(elsewhere, prompt, value, -9, entry)
    copy = copy_of(elsewhere)

    assert preview(copy, here(store)).holds == (hold,)
    assert holds(store) == ()
    restore(copy.answers, here(store))

    assert holds(store) == (hold,)


def test_a_copy_never_stands_for_the_safety_check(store: Store, elsewhere: Store) -> None:
    says(elsewhere, CHECKED, "all")
    says(elsewhere, ASKED_AGAIN, "all")
    says(elsewhere, ASKED, "nothing")
    copy = copy_of(elsewhere)

    assert preview(copy, here(store)).new == 1
    restore(copy.answers, here(store))

    assert gate(here(store)) is Gate.UNCHECKED
    assert preview(copy, here(store)).new == 0


def test_what_was_lifted_before_the_copy_was_made_is_lifted_where_nothing_held(
    store: Store, elsewhere: Store
) -> None:
    says(elsewhere, SIGNS, ["said_no"], -9)
    says(elsewhere, BEGAN_CONTACT, TODAY.isoformat(), -8)

    restore(copy_of(elsewhere).answers, here(store))

    assert holds(store) == ()


def test_bringing_it_twice_adds_nothing_the_second_time(store: Store, elsewhere: Store) -> None:
    says(store, HOLDS, ["fear"], -1)
    says(elsewhere, HOLDS, [], 1)
    copy = copy_of(elsewhere)

    assert restore(copy.answers, here(store)) == 1
    count = len([*store.every()])
    assert restore(copy.answers, here(store)) == 0
    assert len([*store.every()]) == count
    assert replace(preview(copy, here(store)), new=0) == preview(copy, here(store))
