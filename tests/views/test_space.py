"""Page 01's views: days, contact and urges, in kind words and without pandas."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from reconnect_widgets.answers.answer import Answer
from reconnect_widgets.views.space import contact_against_limit, days_of_quiet, urges_over_time

TODAY = date(2026, 11, 22)  # a Sunday
WEEK = date(2026, 11, 16)
FOUR_WEEKS = [(9, 7), (9, 15), (9, 22), (9, 29)]


class Fake:
    """A record with just these answers, of a reader who wrote something in each week but these."""

    holds = ()

    def __init__(
        self,
        values: Any = (),
        rows: Sequence[dict[str, Any]] = (),
        today: date = TODAY,
        away: Sequence[date] = (),
    ) -> None:
        self.values, self.rows, self.today = dict(values), list(rows), today
        self.answers, self.away = self, set(away)

    def weeks_written(self, mondays: set[date]) -> set[date]:
        return set(mondays) - self.away

    def value(self, question: str) -> int | str | None:
        return self.values.get(question)

    def entries(self, log: str) -> list[Answer]:
        at = datetime(2026, 11, 20, tzinfo=UTC)
        return [
            Answer(n, log, f"r{n}", "01", "log", "", {}, row, "v", at.date(), at, at)
            for n, row in enumerate(self.rows)
        ]


def contact(weeks_ago: int, necessary: str = "no", **more: Any) -> dict[str, str]:
    day = WEEK - timedelta(days=7 * weeks_ago)
    return {"when": day.isoformat(), "necessary": necessary, **more}


def urge(day: int, strength: int, after: int | None = None) -> dict[str, Any]:
    row = {"when": f"2026-11-{day:02}T21:30", "strength": strength}
    return row if after is None else row | {"after": after}


@pytest.mark.parametrize("view", [days_of_quiet(), contact_against_limit(), urges_over_time()])
def test_an_empty_page_says_in_words_what_will_be_here(view: Callable[..., Any]) -> None:
    shown = view(Fake())

    assert shown.startswith('<p class="rc-early">')
    assert "<svg" not in shown


@pytest.mark.parametrize(
    ("start", "weeks", "words"),
    [
        (
            "2026-11-22",
            6,
            "This is day 1 of 42. The quiet time that you set ends on January 2, 2027.",
        ),
        ("2026-10-12", 6, "This is day 42, the last of the 42 days that you set."),
        ("2026-10-11", 6, "The time that you set ended on November 21, 2026."),
        ("2026-11-23", 6, "Your quiet time starts on November 23, 2026, tomorrow."),
        ("2026-12-20", 6, "Your quiet time starts on December 20, 2026, in 4 weeks."),
        ("2026-11-20", None, "Your quiet time started on November 20, 2026."),
    ],
)
def test_the_days_of_quiet_are_counted_from_the_first_one(
    start: str, weeks: int | None, words: str
) -> None:
    assert words in days_of_quiet()(Fake({"space.start": start, "space.weeks": weeks}))


def test_contact_is_compared_with_the_readers_own_limit() -> None:
    rows = [
        contact(0),
        contact(0),
        contact(0, "yes"),
        contact(1),
        contact(2),
        contact(2),
        contact(2),
    ]

    shown = contact_against_limit()(Fake({"space.limit": 2}, rows))

    assert "This week so far: 2 contacts beyond what is needed. Your limit is 2 a week." in shown
    assert "Of 2 whole weeks before, 1 stayed within it." in shown
    assert '<th scope="row">Week of November 16, 2026</th><td>2</td><td>1</td>' in shown


def test_a_week_above_the_limit_is_met_without_blame() -> None:
    shown = contact_against_limit()(Fake({"space.limit": 0}, [contact(0)]))

    assert "Some weeks are like that" in shown
    assert not {"fail", "broke", "streak", "only", "should"} & set(shown.lower().split())


def test_without_a_limit_nothing_is_compared() -> None:
    shown = contact_against_limit()(Fake({}, [contact(0)]))

    assert "You have not set a limit" in shown
    assert 'class="rc-chart-limit"' not in shown


def test_a_limit_of_nothing_is_a_limit() -> None:
    assert "Your limit is 0 a week." in contact_against_limit()(
        Fake({"space.limit": 0}, [contact(0)])
    )


def test_weeks_without_contact_are_there_too() -> None:
    shown = contact_against_limit()(Fake({"space.limit": 1}, [contact(3)]))

    assert shown.count("Week of ") == 4
    assert "This week so far: no contact beyond what is needed." in shown


AWAY = [WEEK - timedelta(days=7 * weeks) for weeks in range(1, 7)]
LEFT_OUT = "Weeks in which you wrote nothing in this workbook are left out."


def test_weeks_in_which_the_reader_was_away_kept_no_limit() -> None:
    """Nobody knows what was in them."""
    rows = [contact(7), contact(8), contact(8)]
    shown = contact_against_limit()(Fake({"space.limit": 1}, rows, away=AWAY))

    assert "Of 2 whole weeks before, 1 stayed within it." in shown
    assert LEFT_OUT in shown
    assert shown.count("Week of ") == 9


def test_urges_that_were_not_logged_while_the_reader_was_away_are_not_fewer() -> None:
    rows = [{"when": f"2026-{month:02}-{day:02}", "strength": 5} for month, day in FOUR_WEEKS]
    was_away = urges_over_time()(Fake((), rows, away=AWAY))
    was_here = urges_over_time()(Fake((), rows))

    assert "about as many as in the two before (1 a week)" in was_away
    assert LEFT_OUT in was_away
    assert "fewer" in was_here
    assert LEFT_OUT not in was_here


def test_looking_at_a_profile_counts_as_contact_beyond_what_is_necessary() -> None:
    row = {"when": WEEK.isoformat(), "way": "profile"}

    assert "This week so far: 1 contact beyond" in contact_against_limit()(Fake({}, [row]))


def test_contact_that_does_not_say_whether_it_was_necessary_stands_by_itself() -> None:
    shown = contact_against_limit()(Fake({}, [{"when": WEEK.isoformat(), "way": "call"}]))

    assert "no contact beyond what is needed" in shown
    assert '<th scope="col">Not said</th>' in shown


def test_a_row_without_a_date_counts_on_the_day_it_was_written() -> None:
    assert "1 contact beyond" in contact_against_limit()(Fake({}, [{"necessary": "no"}]))


def test_urges_are_counted_and_followed_for_ten_minutes() -> None:
    rows = [urge(2, 9, 4), urge(9, 7, 7), urge(16, 5, 2), urge(20, 4, 6), urge(21, 3)]

    shown = urges_over_time()(Fake({}, rows))

    assert "5 urges logged so far. Too early to tell which way it goes" in shown
    assert "Of 4 urges with both numbers, ten minutes later it was weaker twice" in shown
    assert shown.count("<figure") == 2


def test_one_urge_is_too_early_to_tell() -> None:
    shown = urges_over_time()(Fake({}, [urge(20, 8, 3)]))

    assert "1 urge logged so far" in shown
    assert shown.count("Too early to tell") == 2


def test_an_urge_without_a_strength_is_counted_and_not_drawn() -> None:
    shown = urges_over_time()(Fake({}, [{"when": "2026-11-20T21:30", "trigger": "a song"}]))

    assert "1 urge logged" in shown
    assert "<svg" not in shown


def test_of_very_many_urges_the_latest_are_drawn_and_the_words_say_so() -> None:
    shown = urges_over_time()(Fake({}, [urge(1 + n % 20, 5, 3) for n in range(50)]))

    assert "The latest 30 of 50 are drawn." in shown


def test_a_page_that_shows_them_never_loads_pandas() -> None:
    program = (
        "import sys; from reconnect_widgets.views import glance, pages, patterns, scales, space, weeks;"
        "sys.exit('pandas' in sys.modules or 'numpy' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
