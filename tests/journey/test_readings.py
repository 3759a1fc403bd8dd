"""Sentences that never say more than the answers allow."""

from datetime import date, timedelta

import pytest

from reconnect_widgets.journey.readings import (
    read_limit,
    read_pairs,
    read_progress,
    read_relief,
    read_scale,
    read_weeks,
    say_span,
)

LEVELS = ("Hardly there", "Now and then", "Often", "Most of the day", "All the time")
MONDAY = date(2026, 9, 28)
MUCH_LATER = date(2027, 9, 27)


def days(*values, every=3):
    return [(MONDAY + timedelta(days=every * place), value) for place, value in enumerate(values)]


def weeks(*counts):
    return [(MONDAY + timedelta(days=7 * place), count) for place, count in enumerate(counts)]


def test_one_day_is_too_early_to_tell():
    assert read_scale([], LEVELS) == "Too early to tell: no answer yet."
    assert read_scale(days(2), LEVELS) == (
        "Too early to tell: one day so far, “Often” on 28 September 2026."
    )


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_a_few_days_are_named_and_not_called_a_trend(count):
    said = read_scale(days(*[4, 3, 1, 1, 0][:count]), LEVELS)

    assert said.startswith("From “All the time” on 28 September 2026 to ")
    assert said.endswith("days are too few to speak of a trend.")
    assert "clearly" not in said


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((4, 4, 3, 2, 1, 1), "clearly nearer to “Hardly there” than at the start"),
        ((4, 4, 3, 3, 3, 3), "a little nearer to “Hardly there” than at the start"),
        ((1, 1, 2, 2, 3, 3), "clearly nearer to “All the time” than at the start"),
        ((2, 2, 2, 2, 2, 2), "about where it began, around “Often”."),
        ((2, 2, 4, 0, 2, 2), "around “Often”, moving between “Hardly there” and “All the time”."),
    ],
)
def test_six_days_compare_their_first_third_with_their_last(values, words):
    assert words in read_scale(days(*values), LEVELS)


def test_clearly_takes_every_one_of_the_last_days():
    steady = read_scale(days(4, 4, 4, 3, 3, 2, 1, 1, 1), LEVELS)
    mixed = read_scale(days(4, 4, 4, 3, 3, 2, 0, 4, 0), LEVELS)

    assert "clearly" in steady
    assert "a little" in mixed


def test_an_average_between_two_points_names_both():
    assert "between “Often” and “Most of the day” then" in read_scale(
        days(2, 3, 3, 2, 0, 0), LEVELS
    )


def test_a_longer_scale_needs_a_larger_step():
    eleven = [str(point) for point in range(11)]

    assert "about where it began" in read_scale(days(5, 5, 5, 5, 6, 6), eleven)
    assert "about where it began" not in read_scale(days(5, 5, 5, 5, 7, 7), eleven)


def test_weeks_are_compared_once_four_are_whole():
    three = read_weeks(weeks(5, 4, 2), MONDAY + timedelta(days=21), "urge", "urges")
    four = read_weeks(weeks(5, 5, 2, 2), MONDAY + timedelta(days=28), "urge", "urges")

    assert three == (
        "11 urges logged so far. Too early to tell which way it goes: that takes four whole weeks."
    )
    assert "clearly fewer than in the two before (2 a week, 5 before)" in four


def test_a_week_that_is_not_over_is_not_compared():
    said = read_weeks(weeks(5, 5, 5, 5, 0), MONDAY + timedelta(days=29), "urge", "urges")

    assert "about as many as in the two before (5 a week)" in said


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((10, 10, 12, 12), "a little more"),
        ((1, 1, 2, 2), "a little more"),
        ((1, 1, 3, 3), "clearly more"),
        ((3, 2, 2, 3), "about as many"),
    ],
)
def test_clearly_takes_two_a_week_and_half_as_many_again(counts, words):
    assert words in read_weeks(weeks(*counts), MUCH_LATER, "urge", "urges")


def test_no_and_one_are_said_as_they_are():
    assert read_weeks([], MONDAY, "urge", "urges") == "Too early to tell: no urges logged yet."
    assert read_weeks(weeks(1), MONDAY, "urge", "urges").startswith("1 urge logged so far.")


def test_relief_is_counted_and_no_cause_is_named():
    moments = [(MONDAY + timedelta(days=n), 7, after) for n, after in enumerate((3, 7, 9, 2, None))]

    assert read_relief(moments) == (
        "Of 4 urges with both numbers, ten minutes later it was weaker twice, "
        "as strong once and stronger once."
    )


@pytest.mark.parametrize(
    "moments",
    [
        [],
        [(MONDAY, 7, 3), (MONDAY, 7, 3), (MONDAY, 6, 2)],
        [(MONDAY, 7, 3), (MUCH_LATER, 7, 3)],
        [(MONDAY, 7, None)] * 9,
    ],
)
def test_relief_needs_three_urges_on_two_days(moments):
    assert read_relief(moments).startswith("Too early to tell")


def test_the_limit_looks_at_this_week_and_at_whole_weeks():
    said = read_limit(weeks(1, 4, 2), 2, MONDAY + timedelta(days=15))

    assert said == (
        "This week so far: 2 contacts beyond what is necessary. Your limit is 2 a week. "
        "Of 2 whole weeks before, 1 stayed within it."
    )


def test_pairs_count_only_what_has_two_days():
    assert read_pairs([0.0], [1]).startswith("Too early to tell")
    assert read_pairs([-1, 0, 2], [8, 8, 1]) == "1 of 2 moved between the first and the latest day."
    assert "a change can be chance" in read_pairs([-1, 0], [2, 8])
    assert read_pairs([1], [9]) == "It moved between the first and the latest day."


def test_progress_is_said_without_pressing():
    said = read_progress(["done", "open", "", "held"])

    assert said == (
        "One page done for now, 1 begun, and 1 on hold. Any order is fine, and so is stopping."
    )


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 day"), (13, "13 days"), (14, "2 weeks"), (200, "7 months")]
)
def test_a_stretch_of_time_is_said_briefly(count, words):
    assert say_span(count) == words
