"""The readiness reading: plain rules, each shown with its answer, and two different days."""

import pytest
from answering import Reader

from reconnect_widgets import choice, date, number, scale, several
from reconnect_widgets.prompts.chosen import Scale
from reconnect_widgets.rules.holds import HOLDS
from reconnect_widgets.rules.readiness import read_readiness
from reconnect_widgets.rules.safety_check import CHECKED
from tests.rules.test_cause import LIST

REASON = choice("ready.main_reason", "Strongest?", love="Love", habit="Habit", lonely="Loneliness")
NO_SIGNS = several("ready.signs_no", "Signs of no?", none="None", blocked="They blocked me")
OPEN = several("ready.signs_open", "Open?", said_yes="Yes", asked="Asked", none="None", warm="Warm")
CHANGED = choice("ready.changed", "Changed?", yes_both="Yes, both", yes_me="Yes, me", nothing="No")
FIVE = ("Not at all", "A little", "Partly", "Mostly", "Fully")


def five(name: str) -> Scale:
    """A scale of five points."""
    return scale(f"ready.{name}", name, *FIVE)


@pytest.fixture
def ready(reader: Reader) -> Reader:
    """A reader for whom every rule is met, with answers from two days."""
    reader.is_checked(days_ago=20)
    cause = {"cause": "quarrel", "weight": 3, "who": "both", "possible": "yes"}
    reader.answers(LIST, cause, entry="r", page="00", days_ago=20)
    reader.answers(date("space.start", "From"), "2026-01-01", days_ago=20)
    reader.answers(number("space.weeks", "Weeks"), 4, days_ago=20)
    for days_ago in (6, 0):
        reader.answers(REASON, "love", days_ago=days_ago, page="03")
        reader.answers(five("steady"), 4, days_ago=days_ago, page="03")
    for name in ("best_me", "best_them", "work"):
        reader.answers(five(name), 3, page="03")
    reader.answers(NO_SIGNS, ["none"], page="03")
    reader.answers(OPEN, ["said_yes"], page="03")
    reader.answers(CHANGED, "yes_me", page="03")
    return reader


def test_all_rules_met_on_two_days_is_ready_to_try(ready: Reader) -> None:
    """Only then."""
    reading = read_readiness(ready.record)

    assert reading.kind == "ready"
    assert all(rule.met for rule in reading.rules)
    assert all(rule.because for rule in reading.rules)


def test_one_day_is_never_enough(reader: Reader) -> None:
    """Reasons have to hold steady over days."""
    reader.answers(REASON, "love", page="03")

    reading = read_readiness(reader.record)

    assert reading.kind == "not_yet"
    assert reading.days == 1


def test_a_rule_or_two_open_is_nearly(ready: Reader) -> None:
    """Something small is left."""
    ready.answers(CHANGED, "nothing", page="03", visit="again")

    assert read_readiness(ready.record).kind == "nearly"


def test_reasons_that_changed_between_days_are_not_steady(ready: Reader) -> None:
    """The last two days are compared."""
    ready.answers(REASON, "lonely", page="03", visit="again")

    unmet = [rule.words for rule in read_readiness(ready.record).rules if not rule.met]

    assert "My strongest reason held steady over days" in unmet
    assert "My strongest reason is the person or our shared life, not being without one" in unmet


@pytest.mark.parametrize("hold", ["fear", "harm", "order", "no_contact", "young"])
def test_a_hold_is_not_yet_whatever_else_is_said(ready: Reader, hold: str) -> None:
    """A no is not an obstacle to work round."""
    ready.store.save(HOLDS, [hold], page="00", visit="again")

    assert read_readiness(ready.record).kind == "not_yet"


def test_a_sign_of_no_is_not_yet(ready: Reader) -> None:
    """What the other person shows counts more than what the reader hopes."""
    ready.answers(NO_SIGNS, ["blocked"], page="03", visit="again")

    reading = read_readiness(ready.record)

    assert reading.kind == "not_yet"
    assert any("They blocked me" in rule.because for rule in reading.rules)


@pytest.mark.parametrize(
    ("signs", "kind"),
    [
        (["said_yes"], "ready"),
        (["asked", "warm"], "ready"),
        (["warm"], "nearly"),
        (["none"], "nearly"),
    ],
)
def test_what_they_have_shown_counts(ready: Reader, signs: list[str], kind: str) -> None:
    """Their own words, or more than one sign; one alone may be politeness."""
    ready.answers(OPEN, signs, page="03", visit="again")

    assert read_readiness(ready.record).kind == kind


def test_an_incompatibility_is_not_yet(ready: Reader) -> None:
    """What cannot change is not overcome by wanting."""
    cause = {"cause": "goals", "weight": 3, "who": "nobody", "possible": "no"}
    ready.answers(LIST, cause, entry="r", page="00", visit="again")

    assert read_readiness(ready.record).kind == "not_yet"


def test_a_quiet_time_that_goes_on_is_shown_with_its_end(ready: Reader) -> None:
    """The reader's own plan counts."""
    ready.answers(number("space.weeks", "Weeks"), 12, visit="again")

    reading = read_readiness(ready.record)

    assert reading.kind == "nearly"
    assert any("It goes on until" in rule.because for rule in reading.rules if not rule.met)


def test_before_the_first_answer_there_is_no_reading(reader: Reader) -> None:
    """Nothing is said of nothing."""
    assert read_readiness(reader.record) is None


@pytest.mark.parametrize(
    ("checked", "because"),
    [
        ("unsaid", "Only you know whether contact is safe"),
        (None, "The safety check is still open"),
    ],
)
def test_what_was_not_said_is_never_read_as_safe(
    ready: Reader, checked: str | None, because: str
) -> None:
    """No reading calls contact safe."""
    ready.store.save(CHECKED, checked, page="00", visit="again")

    reading = read_readiness(ready.record)

    assert reading.kind == "not_yet"
    assert any(because in rule.because for rule in reading.rules if rule.met is None)
    assert not any("would be safe" in rule.words + rule.because for rule in reading.rules)
