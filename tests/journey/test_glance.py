"""*At a glance*, with made answers: no more is said than they allow, from the first day on."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pytest
from answering import TODAY, Reader
from made_days import asked, noise

from reconnect_widgets import at_a_glance, choice, day_by_day, log, number, scale, several, weekdays
from reconnect_widgets import date as ask_date
from reconnect_widgets.answers.answer import Answer
from reconnect_widgets.journey.glance import look
from reconnect_widgets.journey.lines import CHECKIN
from reconnect_widgets.prompts import Prompt
from reconnect_widgets.rules.holds import HOLDS
from reconnect_widgets.rules.record import Record
from reconnect_widgets.rules.snapshot import Snapshot
from reconnect_widgets.views.glance import summary

WORDS = ("Very low", "Low", "So-so", "Good", "Very good")
POINTS = {one.question: scale(one.question, "How?", *WORDS) for one in CHECKIN}
MOOD = POINTS["checkin.mood"]
URGES = log(
    "urge.log",
    "Urges",
    ask_date("when", "When", time=True),
    number("strength", "How?"),
    choice("did", "What?", called="Called <someone>", waited="Waited", contacted="Got in touch"),
    number("after", "After?"),
)
CONTACT = log(
    "contact.log",
    "Contacts",
    ask_date("when", "When"),
    choice("began", "Who?", me="I did", they="They did"),
    choice("way", "How?", message="Message", profile="Profile"),
)


def answers_to(prompt: Prompt, values: Any, *, until: date = TODAY) -> Iterator[Answer]:
    """One answer a day, the last of them today or on another day."""
    last = len(values) - 1
    for place, value in enumerate(values):
        day = until - timedelta(days=last - place)
        at = datetime.combine(day, time(12)).astimezone()
        words, options = prompt.words, prompt.options
        yield Answer(
            0, prompt.id, "", "13", prompt.kind, words, options, int(value), "v", day, at, at
        )


def row(prompt: Prompt, entry: str, day: date, **values: Any) -> Answer:
    """A row of a log, of that day."""
    at = datetime.combine(day, time(12)).astimezone()
    value = {"when": str(day), **values}
    return Answer(
        0, prompt.id, entry, "01", "log", prompt.words, prompt.options, value, "v", day, at, at
    )


def record_of(**series: Any) -> Record:
    given = [
        a for name, values in series.items() for a in answers_to(POINTS[f"checkin.{name}"], values)
    ]
    return Record(Snapshot(sorted(given, key=lambda one: one.changed_at)), TODAY)


def sentences(record: Record) -> list[str]:
    """The sentences as they are read, without what they rest on."""
    shown = re.findall(r"<p>(.*?)<small>", at_a_glance()(record))
    return [re.sub(r"<.*?>", "", one) for one in shown]


def early_line(record: Record) -> str:
    (line,) = re.findall(r'<p class="rc-early">(.*?)</p>', at_a_glance()(record))
    return line


def test_without_answers_one_line_says_what_will_be_here(reader: Reader) -> None:
    shown = at_a_glance()(reader.record)

    assert shown == (
        '<p class="rc-early">Nothing to add up yet. After your first check-in, which takes a minute, '
        "sentences appear here.</p>"
    )


def test_from_the_first_day_on_there_are_three_sentences_and_one_line_of_what_is_too_early() -> (
    None
):
    record = record_of(mood=[1], pull=[3])

    assert sentences(record) == [
        "Your check-in of March 18: your mood low, the pull to get in touch good.",
        "You have begun 1 page, Your journey.",
        "You have answered 2 different questions, on 1 day.",
    ]
    assert early_line(record).startswith("Too early to tell: which way your check-ins go, ")
    assert "harder than" not in str(at_a_glance()(record))
    assert look(record).stands == []


def test_the_pages_that_are_named_were_begun_last_and_only_answers_count(reader: Reader) -> None:
    for page, days_ago in (("13", 30), ("05", 20), ("02", 2), ("01", 9)):
        reader.answers(scale(f"x{page}.y", "How?", *WORDS), 1, days_ago=days_ago, page=page)
    reader.answers(several("done.p05", "Done?", done="Done"), ["done"], page="05")

    said = " ".join(sentences(reader.record))

    assert "You have begun 4 pages, lately Give them space and Take time for yourself." in said
    assert "You have answered 4 different questions, on 5 days." in said


def test_noise_alone_is_seldom_called_a_change_or_a_hard_day() -> None:
    """Five scales, each day like the one before, with weekdays and all: one of twenty or so."""
    rng = np.random.default_rng(6)
    alarms = 0
    for _ in range(100):
        made = {
            one.question.removeprefix("checkin."): asked(noise(rng, alike=0.4)) for one in CHECKIN
        }
        alarms += bool(look(record_of(**made)).stands)

    assert alarms <= 8


def test_days_that_are_all_alike_are_no_change_and_named_in_one_line() -> None:
    record = record_of(mood=[2] * 60, sleep=[1, 2] * 30)

    assert look(record).stands == []
    assert early_line(record).startswith("No clear change so far: your mood and your sleep. ")
    assert sentences(record)[0].startswith("Your latest check-in, March 18: ")


def test_the_surest_change_comes_first_with_its_words_and_the_others_after_it() -> None:
    rng = np.random.default_rng(7)
    rise = np.linspace(-1.6, 1.6, 84)
    record = record_of(
        mood=asked(0.6 * rise + noise(rng, spread=0.7)),
        pull=asked(-rise + noise(rng, spread=0.3)),
        sleep=asked(noise(rng)),
    )

    first, second, *_ = sentences(record)

    assert first == (
        "Since December 25, 2025 the pull to get in touch is weaker: around good then, "
        "around low lately."
    )
    assert second == "Your mood is better than at first."
    assert early_line(record).startswith("No clear change so far: your sleep.")
    assert look(record).stands[0] == "checkin.pull"


def test_a_gap_of_weeks_neither_makes_nor_hides_a_change() -> None:
    days = np.linspace(-1.6, 1.6, 84) + noise(np.random.default_rng(9), spread=0.5)
    steady = record_of(mood=asked(days))
    with_gap = Record(
        Snapshot(a for a in steady.answers.given if not 20 <= (TODAY - a.day).days < 60), TODAY
    )
    level = record_of(mood=np.where(np.arange(84) % 2, 2, 3))
    level_with_gap = Record(
        Snapshot(a for a in level.answers.given if (TODAY - a.day).days not in range(20, 60)),
        TODAY,
    )

    assert look(with_gap).stands == ["checkin.mood"]
    assert look(level_with_gap).stands == []


def test_answers_to_a_scale_with_other_points_prove_no_change() -> None:
    """It had three points once: what was *Good* is another number now."""
    other = scale("checkin.mood", "How?", "Low", "So-so", "Good")
    before = [*answers_to(other, [0] * 40, until=TODAY - timedelta(days=40))]
    after = [*answers_to(MOOD, [3, 4] * 20)]

    glance = look(Record(Snapshot([*before, *after]), TODAY))

    assert glance.stands == []
    assert glance.days == 40


def test_a_hard_sunday_is_named_with_how_many_it_rests_on() -> None:
    first = TODAY - timedelta(days=83)
    sundays = np.array([(first + timedelta(days=n)).weekday() == 6 for n in range(84)])
    rng = np.random.default_rng(8)
    mood = asked(0.7 - 2 * sundays + noise(rng, spread=0.5))
    pull = asked(-0.7 + 2 * sundays + noise(rng, spread=0.5))

    record = record_of(mood=mood, pull=pull)

    assert sentences(record)[0] == "Sundays have been harder than the days around them."
    assert "12 Sundays" in at_a_glance()(record)


def logs_urges(reader: Reader, did: str, *pairs: Any) -> None:
    for number_, (strength, after) in enumerate(pairs):
        row = {"did": did, "strength": strength, "after": after}
        reader.answers(URGES, row, entry=f"{did}{number_}", days_ago=number_ % 5)


def test_urges_are_counted_and_an_action_is_named_only_beyond_noise(reader: Reader) -> None:
    logs_urges(reader, "waited", *[(7, 6), (8, 8), (6, 6), (7, 6)] * 3)
    logs_urges(reader, "called", *[(7, 6)] * 2)
    counted = sentences(reader.record)[0]
    logs_urges(reader, "called", *[(7, 2), (8, 3), (7, 3), (6, 1)] * 3)
    named = at_a_glance()(reader.record)

    assert counted == "Ten minutes later, an urge was weaker 8 of 14 times."
    assert (
        "24 times. It fell most after <em>called &lt;someone&gt;</em> (weaker 12 of 12 times)."
        in named
    )
    assert "what goes together, not what causes what" in named


def test_all_urges_are_counted_however_many_there_are(reader: Reader) -> None:
    logs_urges(reader, "waited", *[(7, 6), (8, 8)] * 301)

    assert sentences(reader.record)[0] == "Ten minutes later, an urge was weaker 301 of 602 times."


def test_getting_in_touch_is_never_what_helps(reader: Reader) -> None:
    logs_urges(reader, "waited", *[(7, 6), (8, 8), (6, 6), (7, 6)] * 3)
    logs_urges(reader, "contacted", *[(7, 1), (8, 2), (7, 1), (6, 0)] * 3)

    assert sentences(reader.record)[0] == "Ten minutes later, an urge was weaker 18 of 24 times."


def logs_contact(reader: Reader, *began: str, way: str = "message") -> None:
    for place, who in enumerate(began):
        row = {"began": who, "way": way}
        reader.answers(CONTACT, row, entry=f"{way}{place}", days_ago=5 * place)


@pytest.mark.parametrize(
    ("began", "said"),
    [
        (["me", "they", "they", "me"], "They began 2 of 4 contacts, and you 2: as many."),
        (["me"] * 5 + ["they"] * 7, "They began 7 of 12 contacts, and you 5: about as many."),
        (["me"] * 3 + ["they"], "They began 1 of 4 contacts, and you 3."),
        (["me"] * 12, "They began 0 of 12 contacts, and you 12: always you."),
    ],
)
def test_who_begins_is_a_count_and_mostly_takes_more_than_a_coin(
    reader: Reader, began: list[str], said: str
) -> None:
    logs_contact(reader, *began)
    logs_contact(reader, *["me"] * 9, way="profile")

    assert said in sentences(reader.record)


def test_nothing_is_said_of_who_begins_while_contact_is_held(reader: Reader) -> None:
    logs_contact(reader, *["they"] * 6)
    reader.answers(HOLDS, ["no_contact"], page="00")

    assert "contact" not in str(at_a_glance()(reader.record))


@pytest.mark.parametrize(
    ("mine", "theirs", "ends"),
    [(4, 2, "and you 4."), (34, 20, "and you 34."), (7, 5, "and you 7: about as many.")],
)
def test_twice_as_many_is_not_called_about_as_many(
    reader: Reader, mine: int, theirs: int, ends: str
) -> None:
    logs_contact(reader, *["me"] * mine, *["they"] * theirs)

    (said,) = (one for one in sentences(reader.record) if "contacts" in one)

    assert said.endswith(ends)


def weeks_of_urges(*counts: int, is_away: bool = False) -> Record:
    """So many urges in each whole week, the last of them before this week.

    In a week without any, the reader answered something else, or was away.
    """
    monday = TODAY - timedelta(days=TODAY.weekday() + 7 * len(counts))
    given = []
    for week, count in enumerate(counts):
        if not count and not is_away:
            day = monday + timedelta(days=7 * week)
            at = datetime.combine(day, time(12)).astimezone()
            given.append(Answer(0, "x", "", "01", "text", "X", {}, "x", "v", day, at, at))
        for number_ in range(count):
            day = monday + timedelta(days=7 * week + number_ % 7)
            at = datetime.combine(day, time(12)).astimezone()
            value = {"when": f"{day}T12:00", "strength": 5}
            entry = f"{week}.{number_}"
            given.append(
                Answer(
                    0, URGES.id, entry, "01", URGES.kind, URGES.words, URGES.options, value, "v",
                    day, at, at,
                )
            )  # fmt: skip
    return Record(Snapshot(given), TODAY)


def about_the_rate(record: Record) -> list[str]:
    return [one for one in sentences(record) if one.startswith("In a usual week")]


def test_one_bad_week_does_not_turn_round_which_way_urges_go() -> None:
    """They rise from week to week, and the first week had more than all others together."""
    (said,) = about_the_rate(weeks_of_urges(200, *[n // 3 for n in range(1, 30)]))

    assert said == "In a usual week you log more urges than at first: 1 then, 8.5 lately."


def test_a_usual_week_without_urges_is_said_in_words() -> None:
    (said,) = about_the_rate(weeks_of_urges(*[5, 4] * 5, *[2] * 5, *[1, 0, 0, 0] * 3))

    assert said == "In a usual week you log fewer urges than at first: 4.5 then, none lately."


def test_weeks_in_which_the_reader_was_away_do_not_count() -> None:
    """Nobody knows how many urges there were in them."""
    counts = (*[5, 4] * 5, *[2] * 5, *[1, 0, 0, 0] * 3)

    (said,) = about_the_rate(weeks_of_urges(*counts, is_away=True))

    assert said.endswith("fewer urges than at first: 4.5 then, 1.5 by December 21, 2025.")


def test_weeks_that_are_usually_the_same_are_no_change() -> None:
    assert about_the_rate(weeks_of_urges(*[2, 2, 3] * 9, *[2, 2, 1] * 9)) == []


def test_the_action_that_is_named_fell_most_and_not_only_most_surely(reader: Reader) -> None:
    """A walk was taken four times and fell further than the calls, of which there are many."""
    logs_urges(reader, "waited", *[(7, 6), (8, 8), (6, 6), (7, 7)] * 6)
    logs_urges(reader, "called", *[(7, 4), (8, 5), (7, 4), (6, 3)] * 5)
    logs_urges(reader, "contacted", *[(7, 0), (8, 1), (7, 0), (6, 0)])

    assert "called" not in sentences(reader.record)[0]


def test_after_months_of_check_ins_no_weekday_is_not_too_early() -> None:
    record = record_of(mood=[2, 3] * 60)

    assert "No weekday stands out from the days around it" in early_line(record)
    assert "whether a weekday" not in early_line(record)
    assert "whether a weekday is harder" in early_line(record_of(mood=[2, 3] * 10))


def test_each_sentence_leads_to_its_figures_and_paper_has_no_links() -> None:
    rise = np.linspace(-1.6, 1.6, 84)
    record = record_of(mood=asked(rise))

    assert 'href="#figure-checkin.mood">See it<span class="rc-hidden">: Since' in at_a_glance()(
        record
    )
    assert "Since December 25, 2025 your mood is better" in summary(record)
    assert "href" not in summary(record)
    assert summary(record_of(mood=[1])) == ""


def test_pages_speak_where_there_are_no_check_ins(reader: Reader) -> None:
    calm = scale("space.calm", "How <calm> were you?", *WORDS)
    for place in range(12):
        reader.answers(calm, min(4, place // 2), days_ago=3 * (11 - place))

    (first, *_) = sentences(reader.record)

    assert first == (
        "Since February 13 the answers to “How &lt;calm&gt; were you?” go up: between very low and low "
        "then, around very good lately."
    )
    assert date(2026, 2, 13) == TODAY - timedelta(days=33)


def test_a_few_check_ins_and_the_pages_own_scales_are_each_named(reader: Reader) -> None:
    calm = scale("space.calm", "How calm were you?", *WORDS)
    for place in range(13):
        reader.answers(MOOD, min(4, place // 3), days_ago=12 - place, page="13")
        reader.answers(calm, min(4, place // 3), days_ago=2 * (12 - place))

    said = sentences(reader.record)

    assert len(look(reader.record).stands) == 2
    assert any("your mood is better" in one for one in said)
    assert any("“How calm were you?” go up" in one for one in said)


RISES = [0, 0, 1, 0, 1, 1, 1, 2, 1, 2, 2, 2, 3, 2, 3, 3, 3, 4, 3, 4, 3, 4, 4, 4]


def test_answers_of_long_ago_are_not_called_lately() -> None:
    left = TODAY - timedelta(days=120)
    mood = Record(Snapshot([*answers_to(MOOD, RISES, until=left)]), TODAY)
    urges = [
        row(URGES, f"{week}-{place}", left - timedelta(days=7 * (13 - week)))
        for week in range(14)
        for place in range(max(0, 9 - week))
    ]

    said = [*sentences(mood), *sentences(Record(Snapshot(urges), TODAY))]

    assert [one for one in said if "lately" in one] == []
    assert [one for one in said if "by November 14, 2025" in one]  # the middle of the last eight
    assert [one for one in said if one.startswith("In a usual week you log fewer urges")]
    assert "lately" in sentences(record_of(mood=RISES))[0]


def test_one_new_answer_after_a_year_does_not_make_the_old_ones_news() -> None:
    left = TODAY - timedelta(days=400)
    given = [*answers_to(MOOD, RISES, until=left), *answers_to(MOOD, [4])]

    said = sentences(Record(Snapshot(given), TODAY))[0]

    assert "your mood is better" in said
    assert "lately" not in said


def test_a_bad_month_at_the_end_of_a_good_year_is_not_called_better_lately() -> None:
    year = [day * 5 // 300 for day in range(300)]
    well, bad = record_of(mood=year), record_of(mood=[*year, *[0] * 28])

    assert "your mood is better" in sentences(well)[0]
    assert "your mood is better" not in " ".join(sentences(bad))
    assert "<em>Very low</em> in the first and the latest answers." in day_by_day()(bad)
    middling = record_of(mood=[*(2 + day // 120 for day in range(300)), *[0] * 28])
    assert "<em>very low</em>; it went up and down in between." in day_by_day()(middling)
    few = record_of(mood=[2, 1, 2, 2, 1, 2, 1, 2, 1, 2, 1, 1, 2, 1, 1])
    assert "<em>low</em>; this can be chance." in day_by_day()(few)


def test_days_that_stand_alone_are_not_compared_with_days_around_them() -> None:
    """Somebody who answers on weekends only."""
    given = [a for a in answers_to(MOOD, [n % 5 for n in range(200)]) if a.day.weekday() > 4]
    record = Record(Snapshot(given), TODAY)

    for shown in (early_line(record), weekdays()(record)):
        assert "No weekday stands out" not in shown
        assert "check-ins on more days of a week" in shown
