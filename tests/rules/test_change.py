"""Last time beside today: what is said, and when it is too early to tell."""

from datetime import date, timedelta

import pytest
from answering import TODAY, Reader

from reconnect_widgets import choice, scale
from reconnect_widgets.prompts import Prompt
from reconnect_widgets.rules.change import change_reading, last_time, say_ago

POINTS = ("Hardly", "Now and then", "Often", "Most of the day", "All the time")
PULL = scale("space.pull", "How strong?", *POINTS, better="low", apart="Does not apply")
HOPE = scale("space.hope", "How hopeful?", *POINTS, better="high")
MILD = scale("space.mild", "How mild?", *POINTS)


def test_it_is_too_early_to_tell_on_the_first_day(reader: Reader) -> None:
    """One day is no change."""
    reader.answers(PULL, 2)

    assert last_time(PULL, reader.record) == ""
    assert "Too early to tell" in change_reading([PULL], reader.record)


@pytest.mark.parametrize(
    ("prompt", "then", "now", "said"),
    [
        (PULL, 3, 2, "A little better now."),
        (PULL, 4, 1, "Clearly better now."),
        (PULL, 1, 2, "A little harder now."),
        (HOPE, 1, 3, "Clearly better now."),
        (HOPE, 2, 2, "The same now."),
        (MILD, 1, 2, "A little higher now."),
    ],
)
def test_last_time_stands_beside_today(
    reader: Reader, prompt: Prompt, then: int, now: int, said: str
) -> None:
    """The words of the point, how long ago, and the direction."""
    reader.answers(prompt, then, days_ago=9)
    reader.answers(prompt, now)

    assert last_time(prompt, reader.record) == f"Last time, 9 days ago: “{POINTS[then]}”. {said}"


@pytest.mark.parametrize(
    ("days", "words"),
    [(-1, "earlier today"), (1, "yesterday"), (9, "9 days ago"), (28_091, "77 years ago")],
)
def test_how_long_ago_a_day_was_is_said_as_people_do(days: int, words: str) -> None:
    assert say_ago(TODAY - timedelta(days=days), TODAY) == words


def test_last_time_is_said_before_today_is_answered(reader: Reader) -> None:
    """A returning reader sees it beside the empty scale."""
    reader.answers(PULL, 3, days_ago=1)

    assert last_time(PULL, reader.record) == "Last time, yesterday: “Most of the day”."
    shown = change_reading([PULL, HOPE], reader.record)
    assert "Once you have answered today, you will see here what changed since yesterday." in shown


def test_a_choice_has_a_last_time_without_a_direction(reader: Reader) -> None:
    """Reasons can be compared by whoever gave them."""
    why = choice("ready.why", "Why?", love="Love", habit="Habit")
    reader.answers(why, "habit", days_ago=2)

    assert last_time(why, reader.record) == "Last time, 2 days ago: “Habit”."


def test_does_not_apply_and_a_changed_scale_are_not_compared(reader: Reader) -> None:
    """A reading says no more than the answers allow."""
    reader.answers(PULL, "apart", days_ago=3)
    reader.answers(PULL, 1)
    reader.answers(scale("space.hope", "How hopeful?", "None", "Some", "Much"), 1, days_ago=3)
    reader.answers(HOPE, 3)

    assert "Too early to tell" in change_reading([PULL, HOPE], reader.record)


def test_a_scale_is_compared_when_a_way_out_is_added_or_a_word_bettered(reader: Reader) -> None:
    reader.answers(HOPE, 1, days_ago=3)
    bettered = scale("space.hope", HOPE.words, *POINTS[:-1], "Always", better="high", apart="None")
    reader.answers(bettered, 3)

    assert "Clearly better now." in last_time(bettered, reader.record)


def test_the_reading_counts_what_moved(reader: Reader) -> None:
    """Better, harder and the same, without a score."""
    for prompt, then, now in ((PULL, 3, 1), (HOPE, 3, 2), (MILD, 2, 2)):
        reader.answers(prompt, then, days_ago=7)
        reader.answers(prompt, now)

    reading = change_reading([PULL, HOPE, MILD], reader.record)

    assert "Compared with 7 days ago: 1 better, 1 harder, 1 the same." in reading
    assert "not a validated test" in reading


def test_answers_from_different_days_are_not_all_compared_with_the_latest_of_them(
    reader: Reader,
) -> None:
    for prompt, then, ago in ((PULL, 3, 300), (HOPE, 3, 1), (MILD, 2, 1)):
        reader.answers(prompt, then, days_ago=ago)
        reader.answers(prompt, 1)

    reading = change_reading([PULL, HOPE, MILD], reader.record)

    assert "Compared with the answer before to each: 1 better, 1 harder, 1 changed." in reading


def test_a_day_that_lies_ahead_after_a_journey_west_is_today() -> None:
    assert say_ago(date(2026, 11, 28), date(2026, 11, 27)) == "earlier today"
