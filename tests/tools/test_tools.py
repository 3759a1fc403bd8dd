"""The tools as data: what each asks, shows and does, without a browser."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from answering import TODAY, Reader

from reconnect_widgets import (
    begging,
    choice,
    date,
    days_after,
    event,
    log,
    number,
    reflection,
    scale,
    section,
    several,
    standing_up,
    text,
    tools,
)
from reconnect_widgets.exceptions import BadAnswer, PromptError
from reconnect_widgets.forms import FormPlan
from reconnect_widgets.prompts import say_day
from reconnect_widgets.widgets import markup
from reconnect_widgets.zone import keep_time

HARD = "<script>window.ran = 1</script>"
DAY = date("meet.day", "When?", time=True)
LENGTH = number("meet.length", "How long?", unit="minutes")


# Sorting


def sorting() -> FormPlan:
    return tools.sort(
        "sorting.begging",
        "Where does it belong?",
        standing_up("I heard you.", why="It lets the no stand."),
        begging("Please, please.", why="It asks to be spared."),
    )


def test_each_sentence_is_a_row_that_can_be_on_either_pile() -> None:
    (asked,) = sorting().prompts
    html = str(markup.form(sorting()))

    assert asked.check({"pile": "begs"}) == {"pile": "begs"}
    assert html.count('type="radio"') == 4
    assert all(f'data-entry="{key}"' in html for key in asked.rows)


def test_whichever_pile_is_chosen_there_is_a_kind_reason() -> None:
    html = str(markup.form(sorting()))

    assert html.count("It lets the no stand.") == 2
    assert not {"wrong", "incorrect", "false"} & set(html.lower().split())


def test_two_sentences_of_the_same_words_are_refused() -> None:
    with pytest.raises(PromptError):
        tools.sort("a.b", "?", begging("x", why="y"), begging("x", why="z"))


# Cards


def test_the_deck_holds_memories_interests_and_ours_each_once(reader: Reader) -> None:
    memories = log("meet.memories", "Memories", date("when", "When"), text("what", "What"))
    interests = several("meet.interests", "Shared", hike="Hiking", cook="Cooking")
    reader.answers(memories, {"when": "2024-05-01", "what": f"The lake {HARD}"}, entry="r1")
    reader.answers(memories, {"what": "1999 on the tape"}, entry="r2")
    reader.answers(interests, ["hike"])
    plan = tools.cards(
        "cards.deck",
        memories="meet.memories",
        interests="meet.interests",
        own=("What makes you laugh?", "Hiking"),
    )

    cards = plan.tool.cards(reader.record)

    words = [card.words for card in cards]
    assert sorted(words) == sorted(
        [f"The lake {HARD}", "1999 on the tape", "Hiking", "What makes you laugh?"]
    )
    assert HARD not in plan.tool.after(reader.record)


def test_a_deck_of_our_own_is_there_from_the_start(reader: Reader) -> None:
    plan = tools.cards("cards.deck", memories="meet.memories", own=("One?", "Two?"))

    assert len(plan.tool.cards(reader.record)) == 2


# Builder


def builder() -> FormPlan:
    return tools.builder(
        "words.text",
        "The whole",
        text("words.value", "What I value"),
        text("words.feel", "What I feel"),
        to="feel.message",
    )


def test_words_are_taken_to_the_desk(reader: Reader) -> None:
    reply = builder().tool.answer({"type": "hand", "text": " Hello "}, reader.record)

    assert reply == {"type": "handed", "save": ("feel.message", "Hello")}


def test_a_draft_is_never_replaced_without_asking(reader: Reader) -> None:
    reader.answers(reflection("feel.message", "Draft"), "My draft")
    ask = {"type": "hand", "text": "Hello"}

    assert builder().tool.answer(ask, reader.record) == {"type": "ask"}
    reply = builder().tool.answer({**ask, "replace": True}, reader.record)

    assert reply["save"] == ("feel.message", "Hello")
    assert reader.store.latest("feel.message").value == "My draft"  # until the page saves


def test_no_words_are_not_taken_anywhere(reader: Reader) -> None:
    with pytest.raises(BadAnswer):
        builder().tool.answer({"type": "hand", "text": "  "}, reader.record)


@pytest.mark.parametrize(
    "plan", [builder(), tools.calendar("x"), tools.two_person("a.b", "?", DAY)]
)
def test_tools_for_contact_say_so(plan: FormPlan) -> None:
    assert plan.contact


# The check-in for two


def test_two_people_answer_the_same_questions_side_by_side() -> None:
    close = scale("close", "How close?", "Far", "So-so", "Near")
    plan = tools.two_person("weekly.checkin", "This week", close, text("thanks", "Thank you for"))
    html = str(markup.form(plan))

    assert [prompt.id for prompt in plan.prompts] == [
        "weekly.name_one",
        "weekly.name_two",
        "weekly.checkin",
    ]
    assert html.count('data-id="close"') == 2
    assert 'id="weekly.checkin-one-close"' in html


# Calendar


def test_days_come_from_answers_and_keep_their_names_when_moved(reader: Reader) -> None:
    tool = tools.calendar("x", event("meet.day", minutes="meet.length")).tool
    reader.answers(DAY, "2026-04-01T18:30", days_ago=2)
    reader.answers(LENGTH, 45)
    (before,) = tool.events(reader.record)
    reader.answers(DAY, "2026-04-02T18:30")
    (after,) = tool.events(reader.record)

    assert before.uid == after.uid
    assert after.length.seconds == 45 * 60
    assert after.start.day == 2


def test_the_days_of_going_slowly_are_whole_days(reader: Reader) -> None:
    tool = tools.calendar("x", days_after("pace.start", 7, 30, 60, 90)).tool
    reader.answers(date("pace.start", "Since"), "2026-03-01")

    found = tool.events(reader.record)

    assert [str(one.start) for one in found] == [
        "2026-03-08",
        "2026-03-31",
        "2026-04-30",
        "2026-05-30",
    ]
    assert len({one.uid for one in found}) == 4


def test_the_file_is_handed_over_as_text_under_a_neutral_name(
    reader: Reader, computer_in: Callable[[str], None]
) -> None:
    """In the zone of the computer, whatever a browser says that hides its own."""
    computer_in("Europe/Berlin")
    keep_time("UTC")
    tool = tools.calendar("x", event("meet.day")).tool
    with pytest.raises(BadAnswer):
        tool.answer({"type": "calendar", "zone": "UTC"}, reader.record)
    reader.answers(DAY, "2026-04-01T18:30")

    reply = tool.answer({"type": "calendar", "zone": "UTC"}, reader.record)

    assert reply["name"] == "notes.ics"
    assert "SUMMARY:Notes" in reply["text"]
    assert "TZID=Europe/Berlin" in reply["text"]


# The hand-out


def test_only_what_was_ticked_is_on_the_sheet_and_words_are_words(reader: Reader) -> None:
    plan = tools.handout(
        "help.sheet",
        "What goes on it?",
        section("what", "What happened", "start.story", "cause.list", "help.asks"),
        section("me", "About me", "start.secret"),
    )
    cause = choice("cause", "Cause", quarrel="A sudden quarrel", trust="Trust")
    weight = scale("weight", "Weight", "Little", "Some", "Much")
    reader.answers(reflection("start.story", "Your story"), f"It rained.\n{HARD}")
    reader.answers(
        log("cause.list", "Causes", cause, weight), {"cause": "quarrel", "weight": 2}, entry="r"
    )
    asks = several("help.asks", "To ask", cost="What does it cost?", often="How often?", fit="Fit?")
    reader.answers(asks, ["cost", "often"])
    reader.answers(reflection("start.secret", "Secret"), "Nobody knows")
    assert "Tick what may go on" in plan.tool.after(reader.record)
    reader.answers(plan.prompts[0], ["what"])

    sheet = plan.tool.after(reader.record)

    assert "It rained." in sheet
    assert HARD not in sheet
    assert "A sudden quarrel; Weight: Much" in sheet
    assert "What does it cost?\nHow often?<" in sheet  # a line each
    assert "Nobody knows" not in sheet


def test_an_answer_that_is_weeks_old_has_its_day_on_the_sheet(reader: Reader) -> None:
    plan = tools.handout("help.sheet", "?", section("now", "Now", "start.contact", "start.story"))
    contact = choice("start.contact", "How much contact is there now?", none="None", some="Some")
    reader.answers(contact, "none", days_ago=29)
    reader.answers(reflection("start.story", "Your story"), "It rained.", days_ago=28)
    reader.answers(plan.prompts[0], ["now"])

    sheet = plan.tool.after(reader.record)

    old = say_day(TODAY - timedelta(days=29))
    assert f"<dt>How much contact is there now? ({old})</dt>" in sheet
    assert "<dt>Your story</dt>" in sheet


# Rehearsal


def test_the_rehearsal_holds_its_scenes_and_a_log_for_words_worth_keeping() -> None:
    plan = tools.rehearse(keep="words.mine")
    html = str(markup.form(plan))

    assert html.count("<template data-scene=") == 6
    assert [prompt.id for prompt in plan.prompts] == ["words.mine"]
    assert html.count('class="rc-reply"') > 100
    assert html.count("Keep these words") == 1  # what is the same around each reply is sent once


def test_a_page_may_offer_some_scenes() -> None:
    html = str(markup.form(tools.rehearse("maybe", keep="words.mine")))

    assert html.count("<template data-scene=") == 1
