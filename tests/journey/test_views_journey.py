"""Page 13's views, with answers from a real store."""

import re
from collections.abc import Callable
from json import loads
from typing import Any

import pytest
from answering import Reader

from reconnect_widgets import (
    at_a_glance,
    choice,
    day_by_day,
    log,
    number,
    plan,
    plans,
    progress,
    reciprocity,
    scale,
    side_by_side,
    then_and_now,
    urges_by_week,
)
from reconnect_widgets import date as ask_date
from reconnect_widgets.declarations import code_cells, questions
from reconnect_widgets.places import notebooks_folder
from reconnect_widgets.rules.holds import HOLDS
from reconnect_widgets.stages import STAGES

POINTS = ("Hardly", "Now and then", "Often", "Mostly", "All the time")
PULL = scale("space.pull", "How <b>strong</b>?", *POINTS, apart="Does not apply")
SHORTER = scale("space.pull", "How <b>strong</b>?", *POINTS[:3])
MOOD = scale("checkin.mood", "How is your mood?", *POINTS)
HOPE = scale("checkin.hope", "How hopeful?", *POINTS)
URGES = log("urge.log", "Urges", ask_date("when", "When", time=True), number("strength", "How?"))
VIEWS = [
    at_a_glance(),
    day_by_day(),
    then_and_now(),
    urges_by_week("urge.log"),
    plans(),
]


@pytest.mark.parametrize("view", VIEWS)
def test_an_empty_journey_says_what_will_be_here(view: Callable[..., Any], reader: Reader) -> None:
    shown = view(reader.record)

    assert shown.startswith('<p class="rc-early">')
    assert "<svg" not in shown


def test_progress_shows_all_fourteen_pages_from_the_start(reader: Reader) -> None:
    shown = progress()(reader.record)

    assert shown.count('<th scope="row">') == 14
    assert "No pages done for now. Any order" in shown


def test_progress_shows_what_is_begun_done_and_held(reader: Reader) -> None:
    reader.answers(PULL, 1, days_ago=1)

    shown = progress()(reader.record)

    assert re.search(
        r"1\. Give them space</th><td>Begun</td><td>1</td><td>March 17, 2026</td>", shown
    )


def test_progress_names_the_holds_in_force(reader: Reader) -> None:
    assert "What holds pages" not in progress()(reader.record)
    reader.answers(HOLDS, ["no_contact", "crisis"], page="00")

    shown = progress()(reader.record)

    assert "<li>They asked for no contact</li>" in shown
    assert "Please get help first" not in shown  # it closes nothing
    assert "<td>On hold</td>" in shown


def test_a_scale_stands_beside_the_others_that_moved_as_soon_as_there_are_two_days(
    reader: Reader,
) -> None:
    reader.answers(PULL, 4, days_ago=9)
    one = then_and_now()(reader.record)
    reader.answers(PULL, 1)
    two = then_and_now()(reader.record)

    assert "<svg" not in one
    assert "<em>All the time</em>, then <em>now and then</em>." in two
    assert '<th scope="row">How &lt;b&gt;strong&lt;/b&gt;?</th><td>1. Give them space</td>' in two
    assert "<td>All the time (March 9, 2026)</td><td>Now and then (March 18, 2026)</td>" in two


def test_what_moved_most_comes_first_and_the_rest_when_it_is_asked_for(reader: Reader) -> None:
    for place in range(12):
        prompt = scale(f"calm.q{place:02}", f"Question {place}?", *POINTS)
        reader.answers(prompt, 0, days_ago=3)
        reader.answers(prompt, 4 if place == 7 else 1)

    shown = then_and_now()(reader.record)

    assert shown.index("Question 7?") < shown.index("Question 0?")
    first, rest = shown.split("6 questions that moved less")
    assert first.count("<figure") == 6
    assert rest.count("<figure") == 6


def test_check_ins_have_a_place_of_their_own_and_one_table(reader: Reader) -> None:
    for prompt in (MOOD, HOPE):
        reader.answers(prompt, 1, days_ago=2, page="13")
        reader.answers(prompt, 2, page="13")

    shown = day_by_day()(reader.record)

    assert shown.count("<figure") == 2
    assert shown.count("<table") == 1
    assert '<th scope="row">March 16, 2026</th><td>Now and then</td><td>Now and then</td>' in shown
    assert "<svg" not in then_and_now()(reader.record)


def test_days_that_went_down_and_up_again_were_not_the_same_all_along(reader: Reader) -> None:
    for days_ago in range(9):
        reader.answers(MOOD, 0 if 3 <= days_ago < 6 else 3, days_ago=days_ago, page="13")
        reader.answers(HOPE, 1, days_ago=days_ago, page="13")

    shown = day_by_day()(reader.record)

    assert "<figcaption><em>Mostly</em> in the first and the latest answers." in shown
    assert "<figcaption><em>Now and then</em> every time." in shown


def test_many_days_stand_in_the_table_by_week(reader: Reader) -> None:
    for days_ago in range(40):
        reader.answers(MOOD, days_ago % 2 * 2, days_ago=days_ago, page="13")

    shown = day_by_day()(reader.record)

    rows = re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td>', shown)
    assert rows[0] == ("Week of March 16, 2026", "Now and then")
    assert len(rows) == 7


def test_answers_on_a_scale_with_other_points_are_named_and_not_drawn(reader: Reader) -> None:
    reader.answers(PULL, 4, days_ago=30)
    reader.answers(SHORTER, 2, days_ago=20)
    reader.answers(SHORTER, 1)

    shown = then_and_now()(reader.record)

    assert "1 earlier answer was given on a scale with other points, and not drawn." in shown
    assert "February 16, 2026" not in shown


def test_does_not_apply_is_no_point_of_a_line(reader: Reader) -> None:
    reader.answers(PULL, "apart", days_ago=5)
    reader.answers(PULL, 2)

    assert "<svg" not in then_and_now()(reader.record)


def test_the_page_looks_back_as_far_as_its_reader_says(reader: Reader) -> None:
    period = choice("journey.period", "How far back?", four="4 weeks", all="All")
    # Four weeks are whole ones: part of a week beside them would look like fewer.
    for days_ago, value in ((40, 4), (31, 4), (30, 2), (0, 1)):
        reader.answers(PULL, value, days_ago=days_ago)
        reader.answers(URGES, {"strength": 5}, entry=str(days_ago), days_ago=days_ago)
    everything = [view(reader.record) for view in (then_and_now(), urges_by_week())]
    reader.answers(period, "four", page="13")
    weeks = [view(reader.record) for view in (then_and_now(), urges_by_week())]
    reader.answers(period, "all", page="13")

    assert [view(reader.record) for view in (then_and_now(), urges_by_week())] == everything
    assert "<td>Often (February 16, 2026)</td>" in weeks[0]
    assert "2 urges logged" in weeks[1]
    assert "4 urges logged" in everything[1]


def test_views_stand_side_by_side(reader: Reader) -> None:
    reader.answers(URGES, {"strength": 5}, entry="a")

    shown = side_by_side(urges_by_week(), plans())(reader.record)

    assert re.match(r'<div class="rc-beside"><figure.*</figure><p class="rc-early">', shown)


def test_weeks_of_urges_begin_on_monday_and_have_their_counts_and_strengths(reader: Reader) -> None:
    rows = (
        ("2026-03-08T23:59", 2),
        ("2026-03-09T00:01", 8),
        ("2026-03-10T21:00", 5),
        ("2026-03-10T21:00", None),
        ("2026-04-01T12:00", 4),  # after today
    )
    for entry, (when, strength) in enumerate(rows):
        reader.answers(URGES, {"when": when, "strength": strength}, entry=str(entry))

    shown = urges_by_week()(reader.record)

    assert re.findall(
        r'row">Week of (\w+ \d+), 2026</th><td>(\d)</td><td>([\d.]*)</td>', shown
    ) == [
        ("March 2", "1", "2.0"),
        ("March 9", "3", "6.5"),
        ("March 16", "0", ""),
        ("March 23", "0", ""),
        ("March 30", "1", "4.0"),
    ]


def test_plans_are_gathered_by_page_as_they_are_now(reader: Reader) -> None:
    ask = plan("space.plan", "Plan")
    reader.answers(ask, {"if": "old", "then": "old"}, days_ago=3)
    reader.answers(ask, {"if": "it is <i>Sunday</i>", "then": "I call Ana"})
    reader.answers(plan("start.plan", "Plan"), {"if": "first", "then": ""}, page="00")
    reader.answers(plan("gone.plan", "Plan"), {"if": "gone", "then": ""}, days_ago=2, page="02")
    reader.answers(plan("gone.plan", "Plan"), None, page="02")

    shown = plans()(reader.record)

    assert shown.index("first") < shown.index("I call Ana")
    assert "it is &lt;i&gt;Sunday&lt;/i&gt;" in shown
    assert "old" not in shown
    assert "gone" not in shown
    assert '<a href="01-give-space.ipynb">' in shown


@pytest.mark.parametrize("view", VIEWS)
def test_what_the_notebook_says_is_escaped(view: Callable[..., Any], reader: Reader) -> None:
    reader.answers(PULL, 4, days_ago=9)
    reader.answers(PULL, 1)

    assert "<b>" not in view(reader.record)


def test_plans_beyond_a_few_open_when_they_are_asked_for(reader: Reader) -> None:
    for place in range(8):
        reader.answers(plan(f"calm.p{place}", "Plan"), {"if": f"if {place}", "then": "then"})

    assert "<summary>4 more</summary>" in plans()(reader.record)


@pytest.mark.parametrize(
    ("hold", "hidden"), [("crisis", ()), ("no_contact", ("shut",)), ("fear", ("shut", "fear"))]
)
def test_a_plan_that_a_hold_leaves_out_on_its_page_is_left_out_here(
    reader: Reader, hold: str, hidden: tuple[str, ...]
) -> None:
    """What to answer if they say yes; nor is it said that both of them begin contact."""
    notebooks = (loads((notebooks_folder() / stage.file).read_bytes()) for stage in STAGES)
    plans_of = {
        prompt: "shut" if cell.plan.contact else cell.plan.unless
        for notebook in notebooks
        for _, cell in code_cells(notebook)
        if cell.plan
        for prompt in cell.plan.prompts
        if prompt.kind == "plan"
    }
    for prompt in plans_of:
        reader.answers(prompt, {"if": "it is hard", "then": f"mean {prompt.id}"}, days_ago=1)
    for week in range(6):
        met = {"began": "they" if week % 2 else "me", "way": "message"}
        contact = questions()["contact.log"][1]
        reader.answers(contact, met, days_ago=7 * week, entry=f"c{week}")
    reader.is_checked(days_ago=1)
    reader.answers(HOLDS, [hold], page="00")

    shown = plans()(reader.record)
    begins = side_by_side(reciprocity("contact.log", of_period=True))(reader.record)

    for prompt, unless in plans_of.items():
        assert (f"mean {prompt.id}<" in shown) is (unless not in hidden), prompt.id
    assert ("Both of you begin" in begins) is (hold == "crisis")
