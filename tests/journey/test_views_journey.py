"""Page 13's views, with answers from a real store."""

import re

import pytest

from reconnect_widgets import (
    checkins_over_time,
    contact_by_week,
    first_and_latest,
    log,
    number,
    plan,
    plans,
    progress,
    scale,
    scales_over_time,
    text,
    urges_by_week,
)
from reconnect_widgets import date as ask_date
from reconnect_widgets.holds import HOLDS

POINTS = ("Hardly", "Now and then", "Often", "Mostly", "All the time")
PULL = scale("space.pull", "How <b>strong</b>?", *POINTS, apart="Does not apply")
SHORTER = scale("space.pull", "How <b>strong</b>?", *POINTS[:3])
MOOD = scale("checkin.mood", "How is your mood?", *POINTS)
HOPE = scale("checkin.hope", "How hopeful?", *POINTS)
URGES = log("urge.log", "Urges", ask_date("when", "When", time=True), number("strength", "How?"))
CONTACT = log("contact.log", "Contact", ask_date("when", "When"), text("began", "Who"))
VIEWS = [
    scales_over_time(),
    checkins_over_time(),
    checkins_over_time("checkin.mood", "checkin.hope"),
    first_and_latest(),
    urges_by_week("urge.log"),
    contact_by_week("contact.log"),
    plans(),
]


@pytest.mark.parametrize("view", VIEWS)
def test_an_empty_journey_says_what_will_be_here(view, reader):
    shown = view(reader.record)

    assert shown.startswith('<p class="rc-early">')
    assert "<svg" not in shown


def test_progress_shows_all_fourteen_pages_from_the_start(reader):
    shown = progress()(reader.record)

    assert shown.count('<th scope="row">') == 14
    assert "No pages done for now, 0 begun." in shown


def test_progress_shows_what_is_begun_done_and_held(reader):
    reader.answers(PULL, 1, days_ago=1)

    shown = progress()(reader.record)

    assert re.search(
        r"1\. Give them space</th><td>Begun</td><td>1</td><td>17 March 2026</td>", shown
    )


def test_progress_names_the_holds_in_force(reader):
    assert "What holds pages" not in progress()(reader.record)
    reader.answers(HOLDS, ["no_contact", "crisis"], page="00")

    shown = progress()(reader.record)

    assert "<li>They asked for no contact</li>" in shown
    assert "Please get help first" not in shown  # it closes nothing
    assert "<td>On hold</td>" in shown


def test_a_scale_with_one_day_is_a_sentence_and_with_two_a_chart(reader):
    reader.answers(PULL, 4, days_ago=9)
    one = scales_over_time()(reader.record)
    reader.answers(PULL, 2)
    two = scales_over_time()(reader.record)

    assert "Too early to tell: one day so far, “All the time” on 9 March 2026." in one
    assert "<svg" not in one
    assert "From “All the time” on 9 March 2026 to “Often” on 18 March 2026." in two
    assert '<th scope="row">9 March 2026</th><td>All the time</td>' in two


def test_scales_stand_under_the_title_of_their_page(reader):
    reader.answers(PULL, 4)
    reader.answers(scale("self.worth", "Worth?", *POINTS), 1, page="02")

    shown = scales_over_time()(reader.record)

    assert re.findall('<details class="rc-more".*?><summary>(.*?)</summary>', shown) == [
        "1. Give them space",
        "2. Take time for yourself",
    ]


def test_check_ins_have_a_place_of_their_own_in_the_order_asked_for(reader):
    for prompt in (MOOD, HOPE):
        reader.answers(prompt, 1, days_ago=2, page="13")
        reader.answers(prompt, 2, page="13")

    shown = checkins_over_time("checkin.hope", "checkin.mood")(reader.record)

    assert shown.index("How hopeful?") < shown.index("How is your mood?")
    assert checkins_over_time()(reader.record).count("<figure") == 2
    assert "<svg" not in scales_over_time()(reader.record)


def test_answers_on_a_scale_with_other_points_are_named_and_not_drawn(reader):
    reader.answers(PULL, 4, days_ago=30)
    reader.answers(SHORTER, 2, days_ago=20)
    reader.answers(SHORTER, 1)

    shown = scales_over_time()(reader.record)

    assert "1 earlier answer was given on a scale with other points, and not drawn." in shown
    assert "16 February 2026" not in shown


def test_does_not_apply_is_no_point_of_a_line(reader):
    reader.answers(PULL, "apart", days_ago=5)
    reader.answers(PULL, 2)

    assert "one day so far" in scales_over_time()(reader.record)


def test_first_stands_against_latest(reader):
    reader.answers(PULL, 4, days_ago=9)
    reader.answers(PULL, 1)

    shown = first_and_latest()(reader.record)

    assert "<td>All the time (9 March 2026)</td><td>Now and then (18 March 2026)</td>" in shown
    assert "It moved between the first and the latest day." in shown


def test_weeks_of_urges_have_their_counts_and_strengths(reader):
    for entry, strength in enumerate((8, 5, None)):
        row = {"when": "2026-03-10T21:00", "strength": strength}
        reader.answers(URGES, row, entry=str(entry))

    shown = urges_by_week()(reader.record)

    assert '<th scope="row">Week of 9 March 2026</th><td>3</td><td>6.5</td>' in shown
    assert '<th scope="row">Week of 16 March 2026</th><td>0</td><td></td>' in shown


def test_weeks_of_contact_say_who_began(reader):
    for entry, who in enumerate(("me", "they", "they")):
        reader.answers(CONTACT, {"when": "2026-03-17", "began": who}, entry=str(entry))

    shown = contact_by_week()(reader.record)

    assert '<th scope="row">Week of 16 March 2026</th><td>1</td><td>2</td>' in shown
    assert "Not said" not in shown


def test_plans_are_gathered_by_page_as_they_are_now(reader):
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
def test_what_the_notebook_says_is_escaped(view, reader):
    reader.answers(PULL, 4, days_ago=9)
    reader.answers(PULL, 1)

    assert "<b>" not in view(reader.record)
