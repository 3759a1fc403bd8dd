"""What goes together: no answer, one, many, changed scales, missing days, and never too much said."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from answering import TODAY, Reader

from reconnect_widgets import (
    choice,
    log,
    number,
    readiness_over_time,
    reciprocity,
    scale,
    text,
    weekdays,
    what_helped,
)
from reconnect_widgets import date as ask_date
from reconnect_widgets.journey import sentences
from reconnect_widgets.journey.frames import frame_of, log_rows
from reconnect_widgets.journey.past import Past, readiness_by_day
from reconnect_widgets.journey.patterns import relief_by_action
from reconnect_widgets.rules.holds import HOLDS

WENT = scale("went", "How did it go?", "Badly", "So-so", "Well", apart="Does not apply")
CONTACT = log(
    "contact.log",
    "Contacts",
    ask_date("when", "When"),
    choice("began", "Who?", me="I did", they="They did"),
    choice("asked", "Who asked?", me="I did", they="They did", both="Both", neither="None"),
    choice("way", "How?", message="Message", profile="Looked at their profile"),
    WENT,
)
URGES = log(
    "urge.log",
    "Urges",
    ask_date("when", "When", time=True),
    number("strength", "How?"),
    choice("did", "What did you do?", moved="Went for a <walk>", looked="Looked", called="Called"),
    number("after", "After?"),
)
MOOD = scale("checkin.mood", "Your <mood>?", "Very low", "Low", "So-so", "Good", "Very good")
OTHER_MOOD = scale("checkin.mood", "Your <mood>?", "Low", "So-so", "Good")
REASON = choice("ready.main_reason", "Why?", love="The person", habit="Habit")
VIEWS = [reciprocity(), what_helped(), weekdays(), readiness_over_time()]


def logs_contact(reader: Reader, *rows: Any) -> None:
    for number_, (days_ago, row) in enumerate(rows):
        day = (TODAY - timedelta(days=days_ago)).isoformat()
        reader.answers(CONTACT, {"when": day, **row}, entry=f"r{number_}", days_ago=days_ago)


def logs_urges(reader: Reader, did: str, *pairs: Any) -> None:
    for strength, after in pairs:
        row = {"when": TODAY.isoformat() + "T12:00", "did": did, "strength": strength}
        if after is not None:
            row["after"] = after
        entry = f"{did}{len(reader.record.entries('urge.log'))}"
        reader.answers(URGES, row, entry=entry)


@pytest.mark.parametrize("view", VIEWS)
def test_without_answers_each_view_says_what_will_be_here(
    view: Callable[..., Any], reader: Reader
) -> None:
    assert view(reader.record).startswith('<p class="rc-early">')


def test_without_answers_each_frame_has_its_columns(reader: Reader) -> None:
    frame = frame_of(reader.record)

    relief = relief_by_action(log_rows(frame, "urge.log", ["did", "strength", "after"]))
    by_day = readiness_by_day(reader.record, [])

    assert list(relief.columns) == ["did", "times", "before", "after", "fall", "weaker"]
    assert list(by_day.columns) == ["day", "kind", "level", "met", "rules"]
    assert not any(map(len, (relief, by_day)))


# Who begins


def test_looking_at_a_profile_is_no_contact_between_two(reader: Reader) -> None:
    looks = [(days, {"began": "me", "way": "profile"}) for days in (20, 13, 6, 2)]
    logs_contact(reader, *looks)

    assert "shows here who begins" in reciprocity()(reader.record)


def test_four_contacts_in_two_weeks_are_enough_to_count(reader: Reader) -> None:
    rows = [(days, {"began": "me", "asked": "both", "went": 2}) for days in (20, 13, 6)]
    logs_contact(reader, *rows)
    assert "Too early to tell" in reciprocity()(reader.record)
    logs_contact(
        reader, *rows, (1, {"began": "they", "asked": "me", "went": "apart"}), (0, {"went": 2})
    )

    shown = reciprocity()(reader.record)

    assert "Of 4 contacts, you began 3 and they began 1. So far you began more often." in shown
    assert "Of 4, you asked how they are in 4, and they asked you in 3." in shown
    assert "On average it went “Well”." in shown
    assert "<svg" in shown


@pytest.mark.parametrize(
    ("mine", "theirs", "weeks", "said"),
    [
        (0, 0, 0, "Too early"),
        (9, 0, 1, "Too early"),
        (5, 0, 3, "you always began"),
        (0, 5, 3, "they always began"),
        (4, 2, 3, "Both of you begin."),
        (7, 2, 3, "So far you began more often."),  # as a coin does in one of six such readers
        (12, 3, 3, "Mostly you begin."),
        (2, 10, 3, "Mostly they begin."),
    ],
)
def test_who_begins_is_said_as_it_is(mine: int, theirs: int, weeks: int, said: str) -> None:
    assert said in sentences.read_reciprocity(mine, theirs, weeks)


# What helped


def test_an_action_needs_three_times_with_both_numbers(reader: Reader) -> None:
    logs_urges(reader, "moved", (8, 4), (7, 3), (9, None))
    assert "Too early to tell" in what_helped()(reader.record)
    logs_urges(reader, "moved", (6, 5))
    logs_urges(reader, "looked", (5, 7), (5, 6), (6, 6))
    logs_urges(reader, "called", (5, 1))

    shown = what_helped()(reader.record)

    assert "it was weaker 3 of 3 times; the average fall was 3.0." in shown
    assert "Nothing else that you did instead has enough entries" in shown
    # A dot at first and a ring afterwards, as where each urge is drawn.
    assert re.search(r'rc-chart-ring" cx="40%".*?rc-chart-full" cx="70%"', shown)
    assert "&lt;walk&gt;" in shown
    assert "<walk>" not in shown
    assert "Called" not in shown


def test_nothing_is_praised_that_goes_with_stronger_urges(reader: Reader) -> None:
    logs_urges(reader, "looked", (5, 7), (5, 6), (6, 6))

    assert "none of these" in what_helped()(reader.record)


def test_looking_at_their_profile_is_never_named_as_what_helps(reader: Reader) -> None:
    logs_urges(reader, "looked", (8, 1), (8, 1), (8, 1))
    alone = what_helped()(reader.record)
    logs_urges(reader, "moved", (8, 5), (8, 5), (8, 5))
    logs_urges(reader, "called", (8, 7), (8, 7), (8, 7))
    beside = what_helped()(reader.record)

    assert "Too early to tell what helps" in alone
    assert "After “Went for a &lt;walk&gt;” it was weaker 3 of 3 times" in beside
    assert "Of what you did instead of getting in touch, that is the largest fall" in beside
    assert "“Looked”" not in beside
    assert "Looked<span>8.0, then 1.0; 3 times</span>" in beside  # the figures have it all the same


def test_two_close_actions_are_not_ranked() -> None:
    said = sentences.read_helped([("a", 3, 2.0, 3), ("b", 3, 1.5, 2)])

    assert "largest" not in said
    assert "close to it" in said


# Weekdays


def test_weekdays_need_three_answers_each(reader: Reader) -> None:
    for week in (1, 2, 3):
        reader.answers(MOOD, 3, days_ago=7 * week)  # Wednesdays
        reader.answers(MOOD, 0, days_ago=7 * week - 3)  # Saturdays
    reader.answers(MOOD, 4, days_ago=1)

    shown = weekdays()(reader.record)

    words = re.findall(r"<td(?: style[^>]*)?>(?:<span>(.*?)</span>)?</td>", shown)
    assert words == ["", "", "", "Good", "", "", "Very low", ""]
    assert "Too early to tell whether a weekday stands out" in shown
    assert "<mood>" not in shown


def test_answers_to_a_scale_with_other_points_are_left_out(reader: Reader) -> None:
    for week in (2, 3, 4):
        reader.answers(OTHER_MOOD, 2, days_ago=7 * week)
        reader.answers(OTHER_MOOD, 0, days_ago=7 * week - 3)
    reader.answers(MOOD, 3)

    assert "after three check-ins" in weekdays()(reader.record)


def test_a_weekday_is_named_only_beyond_noise() -> None:
    assert (
        sentences.read_weekday((6, True), 70)
        == "Sundays have been harder than the days around them."
    )
    assert sentences.read_weekday((4, False), 70).startswith("Fridays have been easier")
    assert sentences.read_weekday(None, 10).startswith("Too early to tell")
    assert sentences.read_weekday(None, 70).startswith("No weekday stands out")


# Readiness over time


def test_the_rules_are_read_as_the_answers_stood_on_each_day(reader: Reader) -> None:
    reader.answers(HOLDS, ["crisis"], days_ago=20, page="00")
    reader.answers(REASON, "habit", days_ago=20, page="03")
    reader.answers(REASON, "love", days_ago=10, page="03")
    reader.answers(HOLDS, ["no_contact"], days_ago=5, page="00")
    reader.answers(REASON, "love", days_ago=1, page="03")
    assert [a.value for a in Past(reader.record).on(TODAY).days(REASON.id)] == [
        "love",
        "love",
    ]
    days = [TODAY - timedelta(days=n) for n in (30, 20, 10, 1)]

    table = readiness_by_day(reader.record, days)

    assert table["kind"].tolist() == ["not_yet"] * 3
    assert table["met"].tolist() == [0, 1, 2]
    assert Past(reader.record).on(days[2]).holds == ("crisis",)
    assert Past(reader.record).on(days[3]).holds == ("no_contact",)


def test_one_day_is_too_early_and_two_are_a_chart(reader: Reader) -> None:
    reader.answers(REASON, "love", days_ago=10, page="03")
    assert "Too early to tell: one day so far" in readiness_over_time()(reader.record)
    reader.answers(REASON, "love", days_ago=1, page="03")

    shown = readiness_over_time()(reader.record)

    assert "“Not yet” on each of the 2 days" in shown
    assert "of 12" in shown


def test_the_past_forgets_rows_that_came_later_and_knows_rows_that_went(reader: Reader) -> None:
    note = log("a.log", "?", text("x", "x"))
    reader.answers(note, {"x": "first"}, entry="r1", days_ago=9)
    reader.answers(note, {"x": "second"}, entry="r2", days_ago=2)
    reader.answers(note, None, entry="r1", days_ago=1)

    then = Past(reader.record).on(TODAY - timedelta(days=5))

    assert [row.value["x"] for row in then.entries("a.log")] == ["first"]
    assert [row.value["x"] for row in reader.record.entries("a.log")] == ["second"]
