"""One meaning of today, of tomorrow morning and of over, for every page."""

from datetime import date, datetime, timedelta

import pytest
from answering import TODAY, Reader

from reconnect_widgets import date as ask_date
from reconnect_widgets import log, number
from reconnect_widgets.days import is_over, last_day, morning_in
from reconnect_widgets.rules.readiness import space_is_over
from reconnect_widgets.rules.waiting import waiting_until
from reconnect_widgets.views.space import days_of_quiet
from reconnect_widgets.views.today import due_today

START = ask_date("space.start", "From")
WEEKS = number("space.weeks", "How long?", unit="weeks")
SENT = log("first.sent", "Sent", ask_date("when", "When"))


@pytest.mark.parametrize(
    ("pressed", "rests_until"),
    [
        ("2026-03-18T22:30", "2026-03-19T08:00"),
        ("2026-03-19T00:30", "2026-03-19T08:00"),
        ("2026-03-19T04:59", "2026-03-19T08:00"),
        ("2026-03-19T05:00", "2026-03-20T08:00"),
    ],
)
def test_tomorrow_morning_is_the_one_after_this_night(pressed: str, rests_until: str) -> None:
    assert morning_in(1, datetime.fromisoformat(pressed)).isoformat("T", "minutes") == rests_until


def test_two_days_are_never_less_than_a_day_and_a_half_at_night() -> None:
    night = datetime.fromisoformat("2026-03-19T00:30")

    assert morning_in(2, night) - night > timedelta(days=1.5)


def test_the_last_day_of_a_time_belongs_to_it() -> None:
    last = last_day(date(2026, 3, 1), 14)

    assert last == date(2026, 3, 14)
    assert [is_over(last, last + timedelta(days=n)) for n in (-1, 0, 1)] == [False, False, True]


@pytest.mark.parametrize(
    ("day", "said", "due", "over"),
    [
        (13, "This is day 13 of 14", False, False),
        (14, "the last of the 14 days", True, False),
        (15, "The time that you set ended on", False, True),
    ],
)
def test_all_pages_count_the_quiet_time_alike(
    reader: Reader, day: int, said: str, due: bool, over: bool
) -> None:
    reader.answers(START, (TODAY - timedelta(days=day - 1)).isoformat())
    reader.answers(WEEKS, 2)

    assert said in days_of_quiet()(reader.record)
    assert ("Your quiet time ends today." in due_today(reader.record)) is due
    assert space_is_over(reader.record).met is over


def test_the_desk_comes_back_on_the_day_that_it_names(reader: Reader) -> None:
    reader.answers(SENT, {"when": (TODAY - timedelta(days=13)).isoformat()}, entry="a", page="04")

    assert waiting_until(reader.record) == TODAY + timedelta(days=1)
