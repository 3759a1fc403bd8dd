"""How often noise alone would show as much: kept in bounds over many made readers."""

import numpy as np
import pytest
from made_days import asked, noise

from reconnect_widgets.journey.certainty import (
    FALSE_ALARMS,
    Values,
    beyond_noise,
    chance_of_change,
    chance_of_most,
    chance_of_share,
    chance_of_weekday,
)

READERS = 300


def with_gaps(
    rng: np.random.Generator, values: Values, missed: float = 0.2
) -> tuple[Values, Values]:
    days = np.flatnonzero(rng.random(len(values)) >= missed)
    return days.astype("float64"), values[days]


@pytest.mark.parametrize("days", [14, 84])
@pytest.mark.parametrize("alike", [0.0, 0.3, 0.6])
def test_noise_is_seldom_a_change_even_if_each_day_is_like_the_one_before(
    days: int, alike: float
) -> None:
    rng = np.random.default_rng(1)

    chances = [chance_of_change(asked(noise(rng, days, alike=alike))) for _ in range(READERS)]

    assert np.mean(np.array(chances) < 0.05) <= 0.1
    assert np.mean(np.array(chances) < FALSE_ALARMS / 5) <= 0.02


def test_a_steady_change_is_found_with_gaps_and_up_and_down_alike() -> None:
    rng = np.random.default_rng(2)
    rise = np.linspace(-1.2, 1.2, 84)

    for sign in (1, -1):
        _, values = with_gaps(rng, asked(sign * rise + noise(rng, spread=0.6)))
        assert chance_of_change(values) < 1e-6


def test_the_same_days_on_end_and_few_days_prove_nothing() -> None:
    assert chance_of_change(np.full(84, 2.0)) == 1
    assert chance_of_change(np.array([0.0, 1, 2, 3])) == 1
    assert chance_of_change(np.array([])) == 1


def test_half_a_year_and_ten_years_of_the_same_change_are_as_sure() -> None:
    rise = np.linspace(0, 3, 3650) + np.tile([0.0, 1.0], 1825)

    assert chance_of_change(rise) < 1e-6


@pytest.mark.parametrize("days", [42, 84])
@pytest.mark.parametrize("alike", [0.0, 0.6])
def test_seven_weekdays_are_seven_chances_to_be_wrong(days: int, alike: float) -> None:
    rng = np.random.default_rng(3)

    chances = [
        chance_of_weekday(*with_gaps(rng, asked(noise(rng, days, alike=alike))))[0]
        for _ in range(READERS)
    ]

    assert np.mean(np.array(chances) < 0.05) <= 0.09


def test_a_hard_weekday_is_found_and_a_steady_change_makes_none() -> None:
    rng = np.random.default_rng(4)
    sundays = np.arange(84) % 7 == 6
    rise = np.linspace(-1, 1, 84)

    chance, weekday, by, times = chance_of_weekday(
        *with_gaps(rng, rise + 0.9 * sundays + noise(rng, spread=0.3))
    )
    flat, *_ = chance_of_weekday(np.arange(84.0), rise)

    assert (chance < 0.02, weekday, round(by)) == (True, 6, 1)
    assert times == 8  # Sundays that were answered
    assert flat > 0.05


def test_a_month_is_too_short_for_a_weekday() -> None:
    days = np.arange(28.0)

    assert chance_of_weekday(days, (days % 7 == 6) * 2.0)[0] == 1


def test_the_best_of_several_actions_is_seldom_so_by_noise() -> None:
    rng = np.random.default_rng(5)
    best = []
    for _ in range(READERS):
        did, fall = rng.integers(0, 5, 58), np.round(rng.normal(2, 1, 58))
        best.append(5 * min(chance_of_most(fall, did == one) for one in range(5)))

    assert np.mean(np.array(best) < 0.05) <= 0.08
    assert chance_of_most(np.array([5.0] * 8 + [1.0] * 8), np.arange(16) < 8) < 0.001
    assert chance_of_most(np.full(9, 2.0), np.arange(9) < 4) == 1


def test_a_share_is_measured_as_a_coin_is() -> None:
    assert chance_of_share(10, 20) == 1
    assert chance_of_share(0, 5) == 1 / 16
    assert chance_of_share(12, 20) > 0.5
    assert chance_of_share(100, 1000) < 1e-9


def test_whoever_looks_at_many_things_needs_a_smaller_chance() -> None:
    assert beyond_noise([FALSE_ALARMS]) == [True]
    assert beyond_noise([FALSE_ALARMS] * 2) == [False, False]
    assert beyond_noise([0.5, FALSE_ALARMS / 2, 0.0001]) == [False, True, True]
    assert beyond_noise([]) == []
