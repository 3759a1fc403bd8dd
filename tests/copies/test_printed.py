"""The page to print: every chosen answer and every picture of it, and nothing that was left out."""

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from reconnect_widgets.copies.chosen import KINDS, PAGES, Chosen
from reconnect_widgets.copies.making import make_copy
from reconnect_widgets.copies.printed import WITHOUT_SUMS
from reconnect_widgets.prompts import choice, date, log, number, scale, text

if TYPE_CHECKING:
    from answering import Reader

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
MARK = "Zqxmarkw"
POINTS = ("Hardly", "Often", f"{MARK} always")
WORTH = scale("self.worth", f"How much is {MARK}?", *POINTS)
MOOD = scale("checkin.mood", f"How is {MARK} today?", *POINTS)
REASON = choice("ready.main_reason", f"Why {MARK}?", love=f"Love {MARK}", fear=f"Fear {MARK}")
URGES = log(
    "urge.log",
    f"Urges {MARK}",
    date("when", f"When {MARK}", time=True),
    number("strength", f"How strong {MARK}?"),
    text("did", f"What {MARK}"),
)
CONTACT = log(
    "contact.log",
    f"Contacts {MARK}",
    date("when", f"When {MARK}"),
    choice("began", f"Who {MARK}?", me=f"I {MARK}", they=f"They {MARK}"),
)
PULL = scale("space.pull", "How strong is the pull?", "Hardly there", "Often", "All the time")
DAYS = range(0, 40, 4)


@pytest.fixture
def filled(reader: "Reader") -> "Reader":
    """A reader whose marked answers are of pages 01, 02, 03 and 13, and whose others are of page 01."""
    for days_ago in DAYS:
        reader.answers(PULL, days_ago % 3, days_ago=days_ago)
        reader.answers(WORTH, 2, days_ago=days_ago, page="02")
        reader.answers(MOOD, 1 + days_ago % 2, days_ago=days_ago, page="13")
        reader.answers(REASON, "love", days_ago=days_ago, page="03")
        when = f"2026-03-{1 + days_ago % 18:02}"
        row = {"when": f"{when}T21:00", "strength": 7, "did": f"a walk {MARK}"}
        reader.answers(URGES, row, days_ago=days_ago, entry=f"u{days_ago}")
        reader.answers(
            CONTACT, {"when": when, "began": "me"}, days_ago=days_ago, entry=f"c{days_ago}"
        )
    return reader


def printed(reader: "Reader", chosen: Chosen) -> str:
    return make_copy("html", reader.record, chosen, NOW).decode()


def drawn(said: str) -> int:
    return said.count('<figure class="rc-chart')


def test_a_whole_copy_draws_everything(filled: "Reader") -> None:
    said = printed(filled, Chosen())

    for title in ("Urges by week", "Who begins", "Readiness, as the rules read it", "How is"):
        assert title in said
    assert MARK in said
    assert "left out" not in said


@pytest.mark.parametrize(
    "chosen",
    [
        Chosen({"01"}, set(KINDS) - {"logs"}),
        Chosen({"01", "00", "04", "12"}, {"short", "letters", "safety"}),
    ],
    ids=["one page", "some pages"],
)
def test_nothing_of_what_was_left_out_is_on_the_page_in_any_form(
    filled: "Reader", chosen: Chosen
) -> None:
    """Neither words nor the words of points, nor a picture or a sentence that counts them."""
    said = printed(filled, chosen)

    assert MARK not in said
    assert PULL.words in said
    for told in ("Urges", "urge", "Contact", "Readiness", "Not yet", "Ready to try"):
        assert told not in said.split("</style>")[1], told


def test_page_13_draws_only_what_was_chosen_beside_it(filled: "Reader") -> None:
    """The page of the charts was chosen, the pages that they are of were not."""
    said = printed(filled, Chosen({"13"}))

    assert "How is" in said
    for told in ("How much is", "Urges", "Who begins", "Readiness", "How strong is the pull"):
        assert told not in said, told


def test_charts_are_there_where_page_13_has_no_answer(filled: "Reader") -> None:
    """They are drawn of what was answered elsewhere."""
    filled.store.erase_page("13")

    said = printed(filled, Chosen({"01", "13"}))

    assert drawn(said) == 3  # the pull, urges and contact
    assert said.index("Your journey") < said.index("Urges by week")


def test_charts_of_chosen_answers_stand_under_a_name_of_their_own_without_page_13(
    filled: "Reader",
) -> None:
    said = printed(filled, Chosen({"01"}, {"short", "logs"}))

    assert drawn(said) == 3
    assert said.index("<h2>Over time</h2>") < said.index("Urges by week")
    assert "Your journey" not in said


def test_a_scale_is_drawn_beneath_its_question_in_place_of_a_list(filled: "Reader") -> None:
    """Unless a list says more: that it did not apply, or other points that were asked before."""
    apart = scale("calm.time", "How calm?", *POINTS, apart="Does not apply")
    for days_ago, value in ((3, 0), (2, "apart"), (1, 2)):
        filled.answers(apart, value, days_ago=days_ago)

    said = printed(filled, Chosen({"01"}, {"short"}))

    pull, calm = (
        next(part for part in said.split("<article>") if f"<h3>{words}</h3>" in part)
        for words in (PULL.words, apart.words)
    )
    assert drawn(pull) == 1
    assert "rc-before" not in pull
    assert drawn(calm) == 1
    assert "Does not apply" in calm
    assert said.count(f"{PULL.words}</") == 2  # its heading, and the drawing's name aloud


@pytest.mark.parametrize(
    "chosen",
    [Chosen(set(PAGES) - {"12"}), Chosen(kinds=set(KINDS) - {"letters"})],
    ids=["a page left out", "a kind left out"],
)
def test_readiness_follows_from_all_answers_or_is_left_out(
    filled: "Reader", chosen: Chosen
) -> None:
    assert "as the rules read it" in printed(filled, Chosen())
    assert "as the rules read it" not in printed(filled, chosen)


def test_what_it_is_too_early_to_draw_takes_no_room(reader: "Reader") -> None:
    reader.answers(PULL, 1)

    said = printed(reader, Chosen())

    assert drawn(said) == 0
    assert "Too early" not in said
    assert "Your journey" not in said


def test_it_begins_with_the_same_sentences_as_the_journey(reader: "Reader") -> None:
    for days_ago in range(40):
        worse = days_ago % 3 + days_ago // 10
        reader.answers(MOOD, max(0, 2 - worse // 2), days_ago=days_ago, page="13")

    said = printed(reader, Chosen())

    first = said.split("<section")[1]
    assert "At a glance" in first
    assert "your mood is better" in first
    assert "<a " not in first


def test_no_heading_says_what_the_chart_beneath_it_says(filled: "Reader") -> None:
    said = printed(filled, Chosen())

    assert said.count("Urges by week</") == 3  # its title, its name aloud and its table
    assert "week by week" not in said


def test_without_what_works_out_the_sums_all_answers_are_on_the_page_and_it_says_so(
    filled: "Reader", monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a browser that could not load it."""
    chosen = Chosen()
    whole = printed(filled, chosen)
    monkeypatch.setitem(sys.modules, "pandas", None)
    for name in [name for name in sys.modules if name.startswith("reconnect_widgets.journey.")]:
        monkeypatch.delitem(sys.modules, name)

    page = printed(filled, chosen)

    assert drawn(whole) > 0
    assert drawn(page) == 0
    assert WITHOUT_SUMS in page
    assert WITHOUT_SUMS not in whole
    for question in (WORTH, MOOD, REASON, URGES, CONTACT, PULL):
        assert question.words in page
