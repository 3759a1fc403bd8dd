"""What pages show of the answers: the start, the readings, the map of a life."""

from datetime import timedelta

import pytest
from answering import TODAY, Reader

from reconnect_widgets import (
    cause_reading,
    choice,
    date,
    days_of_quiet,
    example_reader,
    left_off,
    log,
    number,
    readiness,
    scale,
    several,
    text,
    widest_gaps,
)
from reconnect_widgets.declarations import questions
from reconnect_widgets.example.addresses import LINK
from reconnect_widgets.rules.holds import BY_KEY, HOLDS
from reconnect_widgets.rules.record import StoredRecord
from reconnect_widgets.views.hold_cards import a_no_was_logged, holds_in_force
from reconnect_widgets.views.notices import first_words, map_words, to_be_asked
from tests.rules.test_cause import LIST
from tests.rules.test_readiness import REASON

FIVE = ("Not at all", "A little", "Somewhat", "A lot", "Most of all")
MAP = log(
    "life.map",
    "Your life map",
    scale("importance", "Matters", *FIVE),
    scale("satisfaction", "Content", *FIVE),
    rows={"rest": "Rest <&> play", "work": "Work", "home": "Home"},
)
BALANCE = log(
    "balance.list",
    "Two ways",
    choice("side", "Way?", back="Back", apart="Apart"),
    choice("kind", "Kind?", gain="Gain", cost="Cost"),
    text("what", "What?"),
    scale("weight", "Matters?", "A little", "Somewhat", "A lot", "Most of all"),
)


def test_somebody_new_is_not_welcomed_back(reader: Reader) -> None:
    """There is nothing to go back to."""
    assert left_off()(reader.record) == ""


def test_a_returning_reader_sees_where_they_left_off_and_what_is_due(reader: Reader) -> None:
    """The last page, the week plan of this weekday, the second day of the readiness questions."""
    week = log(
        "week.plan", "Week", text("what", "What?"), choice("day", "Day?", wednesday="We", daily="D")
    )
    reader.answers(
        week, {"what": "Call <Sam>", "day": "wednesday"}, entry="a", page="02", days_ago=3
    )
    reader.answers(date("space.start", "From"), "2026-03-05", days_ago=3)
    reader.answers(number("space.weeks", "Weeks"), 2, days_ago=3)
    reader.answers(REASON, "love", page="03", days_ago=3)

    shown = left_off()(reader.record)

    assert "3 days ago" in shown
    assert "Are you really ready?" in shown
    assert "Call &lt;Sam&gt;" in shown
    assert "quiet time ends today" in shown
    assert "Answer “Are you really ready?” a second time" in shown


def test_whoever_has_just_begun_is_not_welcomed_back(reader: Reader) -> None:
    """What was answered in this visit is no coming back; the next visit is, and so is the next day."""
    reader.answers(REASON, "love", page="03", visit="first")
    begun, back = (StoredRecord(reader.store, TODAY, visit) for visit in ("first", "second"))
    next_day = StoredRecord(reader.store, TODAY + timedelta(days=1), "first")

    assert left_off()(begun) == ""
    assert "Welcome back" in left_off()(back)
    assert "Welcome back" in left_off()(next_day)


@pytest.fixture
def with_days(reader: Reader) -> Reader:
    """Somebody who set days for a call, a meeting and for being honest."""
    asked_ = {name: prompt for name, (_, prompt) in questions().items()}
    reader.is_checked(days_ago=9)
    reader.answers(asked_["help.call_day"], str(TODAY - timedelta(days=1)), page="12", days_ago=9)
    reader.answers(asked_["slow.honest_by"], str(TODAY), page="05", days_ago=9)
    reader.answers(asked_["meet.day"], f"{TODAY}T15:00", page="07", days_ago=9)
    reader.answers(asked_["together.since"], str(TODAY - timedelta(days=30)), page="11", days_ago=9)
    met = {"day": str(TODAY - timedelta(days=2))}
    reader.answers(asked_["meet.after_same"], met, page="07", days_ago=2, entry="m")
    return reader


def test_days_that_the_reader_set_appear_under_today(with_days: Reader) -> None:
    """On the day, and for a week after it."""
    shown = left_off()(with_days.record)

    for words in ("first call that you planned", "You meet today", "two days later", "hope for"):
        assert words in shown
    assert "Day 30" in shown
    later = (StoredRecord(with_days.store, TODAY + timedelta(days=n)) for n in (-1, 6, 7))
    with_days.is_checked()
    assert ["Day 30" in left_off()(record) for record in later] == [False, True, False]


def test_on_the_day_of_a_meeting_the_reader_reads_what_to_leave_out(with_days: Reader) -> None:
    skip = questions()["meet.skip"][1]

    assert "You wanted to leave out" not in left_off()(with_days.record)

    with_days.answers(skip, ["breakup", "drink"], page="07", days_ago=3)
    assert "You wanted to leave out: “Why it ended” and “More than one drink”" in left_off()(
        with_days.record
    )

    with_days.answers(skip, ["nothing"], page="07", days_ago=2)
    assert "You wanted to leave out" not in left_off()(with_days.record)


def test_at_the_moment_of_a_no_the_reader_reads_how_they_wanted_to_leave(reader: Reader) -> None:
    leave = questions()["dignity.leave"][1]

    reader.answers(leave, "walk", page="09", days_ago=2)
    assert 'How you wanted to leave:</strong></p><p dir="auto">Get up and go' in a_no_was_logged(
        reader.record
    )

    reader.answers(leave, "unsure", page="09", days_ago=1)
    assert "How you wanted to leave" not in a_no_was_logged(reader.record)


def test_what_was_done_is_not_called_to_mind(with_days: Reader) -> None:
    """A call that was made, a second look that was taken, a day long past."""
    reader = with_days
    reader.answers(questions()["help.call_went"][1], "full", page="12")
    reader.answers(questions()["meet.after_two"][1], {"day": str(TODAY)}, page="07", entry="n")
    reader.answers(questions()["slow.honest_by"][1], str(TODAY - timedelta(days=7)), page="05")

    shown = left_off()(reader.record)

    for words in ("first call", "two days later", "hope for"):
        assert words not in shown
    assert "Day 30" in shown
    reader.answers(questions()["together.weekly"][1], {"close": 3}, page="11", entry="2026-W12-one")
    assert "Day 30" not in left_off()(reader.record)


def test_under_a_hold_no_day_of_contact_is_called_to_mind(with_days: Reader) -> None:
    """A call for help still is."""
    with_days.answers(REASON, "love", page="03", days_ago=9)
    with_days.answers(date("space.start", "From"), "2026-03-05", page="03", days_ago=9)
    with_days.answers(number("space.weeks", "Weeks"), 2, page="03", days_ago=9)
    for number_ in ("00", "03"):
        with_days.answers(several(f"done.p{number_}", "?", done="Done"), ["done"], page=number_)
    before = left_off()(with_days.record)
    with_days.store.save(HOLDS, ["no_contact"], page="00", visit="v")

    shown = left_off()(with_days.record)

    assert "first call that you planned" in shown
    assert "“Get help if you need it” is begun" in shown
    assert "What holds the pages on contact does not end with it" in shown
    assert "does not end with it" not in before
    for words in ("You meet today", "two days later", "hope for", "Day 30", "a second time"):
        assert words in before
        assert words not in shown


def test_the_widest_gaps_are_named_first(reader: Reader) -> None:
    """Up to three areas that matter more than they satisfy."""
    reader.answers(MAP, {"importance": 4}, entry="rest", page="02")
    assert "Fill in the map" in widest_gaps("life.map")(reader.record)  # half of it proves nothing
    reader.answers(MAP, {"importance": 4, "satisfaction": 1}, entry="rest", page="02")
    reader.answers(MAP, {"importance": 3, "satisfaction": 2}, entry="work", page="02")
    reader.answers(MAP, {"importance": 1, "satisfaction": 4}, entry="home", page="02")

    shown = widest_gaps("life.map")(reader.record)

    assert shown.index("Rest &lt;&amp;&gt; play") < shown.index("Work")
    assert "Home" not in shown


def test_an_empty_map_says_what_will_be_here(reader: Reader) -> None:
    """No chart of nothing."""
    assert "Fill in the map" in widest_gaps("life.map")(reader.record)


def test_the_balance_weighs_what_was_written_and_decides_nothing(reader: Reader) -> None:
    """A cost of staying apart speaks for going back."""
    view = readiness(not_yet="-", nearly="-", ready="-", balance="balance.list")
    reader.answers(REASON, "love", page="03")
    rows = (
        {"side": "apart", "kind": "cost", "weight": 3},
        {"side": "back", "kind": "cost", "weight": 0},
    )
    assert "gains and costs" not in view(reader.record)
    for number_, row in enumerate(rows):
        reader.answers(BALANCE, row, entry=f"r{number_}", page="03")

    shown = view(reader.record)

    assert "for being back together" in shown
    assert "does not decide" in shown


def test_the_reading_of_the_causes_gives_its_reasons(reader: Reader) -> None:
    """The outcome's words come from the notebook."""
    view = cause_reading(
        workable="W {name}", unclear="U", incompatible="I", unsafe="S", answered="A"
    )
    assert "Add the causes" in view(reader.record)
    reader.answers(
        LIST,
        {"cause": "quarrel", "who": "me", "possible": "yes", "weight": 1},
        entry="r",
        page="00",
    )

    shown = view(reader.record)

    assert "This could be worked out" in shown
    assert "W your ex" in shown
    assert "could be changed by you" in shown

    reader.answers(HOLDS, ["said_no"], page="00")

    shown = view(reader.record)
    assert "for your own sake" in shown
    assert "could be worked out" not in shown


def test_where_the_reading_is_repeated_it_names_the_page_that_asks(reader: Reader) -> None:
    """On a page about contact no part before it asks what the rules read."""
    view = readiness(not_yet="Not today.", nearly="Nearly.", ready="Ready.", brief=True)

    shown = view(reader.record)

    assert "Answer “Are you really ready?” first" in shown


def test_the_readiness_reading_shows_each_rule_with_its_answer(reader: Reader) -> None:
    """No score: rules, answers and one of three words."""
    view = readiness(not_yet="Not today.", nearly="Nearly.", ready="Ready.")
    assert "Answer the parts before this one" in view(reader.record)
    reader.answers(REASON, "love", page="03")

    shown = view(reader.record)

    assert "Not today." in shown
    assert shown.count("<li") == 12
    assert "<details" not in shown
    assert "This needs an answer from a second day" in shown


def test_a_brief_readiness_reading_folds_the_rules_that_are_met(reader: Reader) -> None:
    reader.answers(REASON, "love", page="03")

    shown = readiness(not_yet="-", nearly="-", ready="-", brief=True)(reader.record)

    open_, folded = shown.split("<details>")
    assert 'class="rc-yes"' not in open_
    assert folded.count("<li") == folded.count('class="rc-yes"') > 0
    assert shown.count("<li") == 12


def test_help_comes_first_in_a_crisis_on_every_page(reader: Reader) -> None:
    """Nothing is locked, and help is one step away."""
    reader.store.save(HOLDS, ["crisis"], page="00", visit="v")

    for page in ("00", "01", "13"):
        assert "Are you safe right now?" in first_words(page, reader.record)
    assert "held" not in map_words(reader.record)


def test_a_hold_is_told_on_open_pages_with_the_way_to_its_reason(reader: Reader) -> None:
    """The map counts the pages, the notice names the reason."""
    reader.store.save(HOLDS, ["order"], page="00", visit="v")

    words = first_words("01", reader.record)

    assert "there is, or may be, an order about contact" in words
    assert "00-start-here.ipynb#holds" in words
    assert map_words(reader.record) == "5 pages are held for now."


def test_what_is_held_is_said_once_however_many_holds_there_are(reader: Reader) -> None:
    reader.store.save(HOLDS, ["crisis", "fear", "order"], page="00", visit="v")

    shown = holds_in_force(reader.record)

    assert shown.count("Held for now:") == 1
    assert shown.count("What lifts it:") == 3


@pytest.mark.parametrize("hold", ["fear", "order", "young"])
def test_the_example_is_not_offered_while_contact_is_held(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, hold: str
) -> None:
    """It goes toward getting in touch."""
    monkeypatch.setenv(LINK, "example/13-your-journey.ipynb")
    assert "example reader" in example_reader()(reader.record)
    reader.store.save(HOLDS, [hold], page="00", visit="v")

    assert example_reader()(reader.record) == ""


def test_before_the_safety_check_pages_point_to_it(reader: Reader) -> None:
    """It is the only thing that is not optional."""
    assert "safety check" in first_words("02", reader.record)
    assert "is shut" not in first_words("02", reader.record)
    assert "about contact is held" in first_words("04", reader.record)
    assert first_words("00", reader.record) == ""


QUIET = [date("space.start", "From"), number("space.weeks", "Weeks")]


def test_pages_about_contact_say_what_the_readers_own_plans_say_of_the_time(reader: Reader) -> None:
    """As advice, and not where the page shows all of it or something is held."""
    reader.is_checked()
    reader.answers(QUIET[0], TODAY.isoformat())
    reader.answers(QUIET[1], 2)

    for page in ("05", "07", "11"):
        said = first_words(page, reader.record)
        assert "your quiet time goes on until March 31, 2026" in said
        assert "come first, and are still open" in said
        assert "you may go on" in said
        assert "03-are-you-ready.ipynb#Your-reading-for-today" in said
    for page in ("01", "04", "06", "10"):
        assert "quiet time" not in first_words(page, reader.record)

    reader.answers(REASON, "lonely", page="03")
    assert "it is “not yet”" in first_words("07", reader.record)
    reader.answers(HOLDS, ["said_no"], page="00")
    assert "quiet time" not in first_words("07", reader.record)


def test_two_who_try_again_are_not_told_to_wait(reader: Reader) -> None:
    reader.is_checked()
    reader.answers(date("together.since", "Since"), TODAY.isoformat(), page="11")

    assert first_words("11", reader.record) == ""


def test_a_plan_for_a_week_is_not_due_for_ever(reader: Reader) -> None:
    """After four weeks it is asked whether it still fits."""
    week = log(
        "week.plan", "Week", text("what", "What?"), choice("day", "Day?", friday="F", daily="D")
    )
    reader.answers(week, {"what": "Call Sam", "day": "daily"}, entry="a", page="02", days_ago=29)
    shown = left_off()(reader.record)

    assert "Call Sam" not in shown
    assert "are from February 17, 2026: do they still fit?" in shown

    reader.answers(week, {"what": "Call Noor", "day": "daily"}, entry="b", page="02", days_ago=28)
    assert "Call Sam" in left_off()(reader.record)


def test_whoever_does_not_want_them_back_is_not_told_not_yet(reader: Reader) -> None:
    reason = questions()["ready.main_reason"][1]
    reader.answers(reason, "love", page="03", days_ago=9)
    words = readiness(not_yet="Not today.", nearly="Nearly.", ready="Ready.")
    assert "Not today." in words(reader.record)

    reader.answers(reason, "none", page="03")

    assert "nothing to be ready for" in words(reader.record)
    assert "Not today." not in words(reader.record)


def test_a_reading_from_long_ago_says_so(reader: Reader) -> None:
    words = readiness(not_yet="N", nearly="A", ready="R")
    reader.answers(REASON, "love", page="03", days_ago=29)

    assert "These answers are from February 17, 2026" in words(reader.record)

    reader.answers(REASON, "love", page="03", days_ago=28)
    assert "These answers are from" not in words(reader.record)


def test_where_the_three_questions_stand_is_said_as_it_is(reader: Reader) -> None:
    """They are not on every page that has a tool for contact."""
    here = to_be_asked(reader.record, is_here=True)
    elsewhere = to_be_asked(reader.record, is_here=False)

    assert 'on <a href="#Three-questions-first">this page</a>' in here
    assert "Make first contact" not in here
    assert '04-first-contact.ipynb#Three-questions-first">“Make first contact”</a>' in elsewhere
    assert "this page" not in elsewhere


def test_two_holds_are_told_apart(reader: Reader) -> None:
    reader.answers(HOLDS, ["order", "blocked"], page="00")

    assert "an order about contact; they blocked you." in first_words("01", reader.record)


def test_once_it_is_known_what_they_said_not_being_sure_is_told_no_more(reader: Reader) -> None:
    """Wherever either was said; else one card says no beside another that says perhaps."""
    reader.answers(questions()["space.asked"][1], "unclear")
    assert "If it is not one, they can tell you" in holds_in_force(reader.record)

    reader.answers(HOLDS, ["said_no"], page="00")
    told = first_words("01", reader.record) + holds_in_force(reader.record)

    assert "t may be a no" not in told
    assert "They said no to getting back together" in told


def test_beside_a_fear_hold_nothing_is_said_of_what_the_other_person_asked_for(
    reader: Reader,
) -> None:
    """Nobody who got away is asked to state that contact began; once fear is lifted, it stands again."""

    def read() -> str:
        record = reader.record
        return first_words("01", record) + holds_in_force(record) + days_of_quiet()(record)

    reader.answers(date("space.start", "From"), "2026-01-05")
    reader.answers(number("space.weeks", "Weeks"), 2)
    reader.answers(HOLDS, ["fear", "space"], page="00")
    told = read()
    reader.answers(HOLDS, ["space"], page="00")
    later = read()

    for words in ("sked for space", "began contact with me", "asked of you, if anything, still"):
        assert words not in told
        assert words in later
    assert "our safety comes first" in told


def test_in_a_crisis_help_is_said_before_all_that_is_held(reader: Reader) -> None:
    reader.answers(HOLDS, ["fear", "blocked", "crisis"], page="00")

    shown = holds_in_force(reader.record, screen=True)

    said = [BY_KEY[key].title for key in ("crisis", "fear")]
    places = [shown.index(words) for words in (said[0], "could see this screen", said[1])]
    assert places == sorted(places)
