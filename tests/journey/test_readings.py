"""Sentences that never say more than the answers allow."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from reconnect_widgets.journey.readings import (
    read_limit,
    read_progress,
    read_relief,
    read_weeks,
)
from reconnect_widgets.words import say_span

LEVELS = ("Hardly there", "Now and then", "Often", "Most of the day", "All the time")
MONDAY = date(2026, 9, 28)
MUCH_LATER = date(2027, 9, 27)


def days(*values: Any, every: int = 3) -> list[tuple[date, Any]]:
    return [(MONDAY + timedelta(days=every * place), value) for place, value in enumerate(values)]


def weeks(*counts: int) -> list[tuple[date, int]]:
    return [(MONDAY + timedelta(days=7 * place), count) for place, count in enumerate(counts)]


def read(counts: Sequence[int], today: date, first: date = MONDAY) -> str:
    return read_weeks(weeks(*counts), first, today, "urge", "urges")


def test_weeks_are_compared_once_four_are_whole() -> None:
    three = read((5, 4, 2), MONDAY + timedelta(days=21))
    four = read((9, 9, 2, 2), MONDAY + timedelta(days=28))

    assert three == (
        "11 urges logged so far. Too early to tell which way it goes: that takes four whole weeks."
    )
    assert "clearly fewer than in the two before (2 a week, 9 before)" in four


def test_a_week_that_is_not_over_is_not_compared() -> None:
    said = read((5, 5, 5, 5, 0), MONDAY + timedelta(days=29))

    assert "about as many as in the two before (5 a week)" in said


def test_the_week_in_which_the_log_was_begun_is_not_compared_with_whole_ones() -> None:
    steady = (4, 14, 14, 14)
    begun = MONDAY + timedelta(days=5)

    assert "four whole weeks" in read(steady, MUCH_LATER, begun)
    assert "about as many as in the two before (14 a week)" in read(
        (*steady, 14), MUCH_LATER, begun
    )


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((40, 40, 40, 54, 54, 54), "were a little more"),
        (
            (1, 1, 2, 2),
            "were more than in the two before (2 a week, 1 before); this can be chance.",
        ),
        ((1, 1, 3, 3), "this can be chance."),
        ((3, 3, 9, 9), "were clearly more"),
        ((0, 6, 1, 17), "this can be chance."),
        ((3, 2, 2, 3), "about as many"),
    ],
)
def test_clearly_takes_half_as_many_again_and_more_than_weeks_differ_by_anyway(
    counts: tuple[int, ...], words: str
) -> None:
    assert words in read(counts, MUCH_LATER)


def test_weeks_that_only_go_up_and_down_are_seldom_called_clearly_more_or_fewer() -> None:
    rng = np.random.default_rng(8)

    said = [read(rng.poisson(4, many).tolist(), MUCH_LATER) for many in (4, 8, 16) * 100]

    assert np.mean(["clearly" in one for one in said]) <= 0.06


def test_no_and_one_are_said_as_they_are() -> None:
    assert read((), MONDAY) == "Too early to tell: no urges logged yet."
    assert read((1,), MONDAY).startswith("1 urge logged so far.")


def test_relief_is_counted_and_no_cause_is_named() -> None:
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
def test_relief_needs_three_urges_on_two_days(moments: list[Any]) -> None:
    assert read_relief(moments).startswith("Too early to tell")


def test_the_limit_looks_at_this_week_and_at_whole_weeks() -> None:
    begun = MONDAY + timedelta(days=3)
    said = read_limit(weeks(1, 1, 4, 2), 2, begun, MONDAY + timedelta(days=22))

    assert said == (
        "This week so far: 2 contacts beyond what is needed. Your limit is 2 a week. "
        "Of 2 whole weeks before, 1 stayed within it."
    )


def test_progress_is_said_without_pressing() -> None:
    said = read_progress(["done", "open", "", "held"])

    assert said == (
        "One page done for now, 1 begun and 1 on hold. Any order is fine, and so is stopping."
    )


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "1 day"), (13, "13 days"), (14, "2 weeks"), (200, "7 months"), (28_091, "77 years")],
)
def test_a_stretch_of_time_is_said_briefly(count: int, words: str) -> None:
    assert say_span(count) == words
