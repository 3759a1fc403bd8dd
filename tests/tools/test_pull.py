"""The moment of the pull, as a page's kernel takes and tells it."""

from typing import Any

import pytest
from answering import Reader
from parts import hear

from reconnect_widgets import choice, log, number, open_page, plan, reflection, text
from reconnect_widgets.answers.store import Store
from reconnect_widgets.page.page import Page
from reconnect_widgets.places import answers_path
from reconnect_widgets.rules.holds import HOLDS
from reconnect_widgets.tools.pull import LETTERS, PAGES, URGES, actions
from reconnect_widgets.views.pull import begun, own_words, pull
from reconnect_widgets.widgets.masthead import Masthead

STRENGTH, AFTER = (number(name, "How strong?", least=0, most=10) for name in ("strength", "after"))
DID = choice("did", "What did you do?", moved="Moved", waited="Waited")
ROWS = log(URGES, "Urges", STRENGTH, DID, AFTER)
PEOPLE = log("no.people", "People", text("who", "Who"), text("when", "When"))
ROW = "pull-a1b2"


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the browser is told."""
    told: list[dict[str, Any]] = []
    monkeypatch.setattr(Masthead, "send", lambda _, content, buffers=None: told.append(content))
    return told


def opened(number: str = "06") -> Page:
    page = open_page(number)
    page.session.heard(page.session.masthead, {"type": "hello", "visit": "v"})
    return page


def tell(page: Page, id: str, value: Any, entry: str = ROW, **more: Any) -> None:
    save = {"type": "save", "id": id, "entry": entry, "value": value, "seq": 1}
    hear(page.session.masthead, **save, **more)


# What is saved


def test_it_is_saved_from_any_page_as_the_page_that_asks_would(said: list[dict[str, Any]]) -> None:
    page = opened("06")

    tell(page, URGES, {"when": "2026-03-18T23:50", "strength": 8, "trigger": "A song"})
    tell(page, LETTERS, {"when": "2026-03-18", "letter": "I miss you."})

    [row] = page.session.store.entries(URGES)
    assert (row.page, row.words) == (PAGES[URGES], "Urges to write, call or look")
    assert row.value["strength"] == 8
    [letter] = page.session.store.entries(LETTERS)
    assert (letter.page, letter.value["letter"]) == (PAGES[LETTERS], "I miss you.")
    assert [message["type"] for message in said] == ["saved", "saved"]


@pytest.mark.parametrize(
    ("id", "entry", "value"),
    [
        (URGES, "a1b2", {"strength": 8}),
        (URGES, "pull-<b>", {"strength": 8}),
        (URGES, "", {"strength": 8}),
        (URGES, ROW, {"strength": 11}),
        (URGES, ROW, {"else": 1}),
        (URGES, ROW, 8),
        ("space.plan", ROW, {"if": "night"}),
        (None, None, None),
    ],
)
def test_nothing_else_is_taken(said: list[dict[str, Any]], id: Any, entry: Any, value: Any) -> None:
    page = opened()

    tell(page, id, value, entry)

    assert (said[-1]["type"], said[-1]["final"]) == ("refused", True)
    assert [*page.session.store.every()] == []


def test_what_else_was_answered_in_the_row_stays(said: list[dict[str, Any]]) -> None:
    page = opened()
    tell(page, URGES, {"strength": 8, "trigger": "A song"})
    page.session.store.save(ROWS, {"strength": 8, "did": "moved"}, page="01", visit="w", entry=ROW)

    tell(page, URGES, {"strength": 8, "after": 5})

    [row] = page.session.store.entries(URGES)
    assert row.value == {"strength": 8, "did": "moved", "after": 5}


def test_a_row_that_was_removed_stays_away_and_the_page_hears_saved(
    said: list[dict[str, Any]],
) -> None:
    page = opened()
    tell(page, URGES, {"strength": 8})
    page.session.store.save(ROWS, None, page="01", visit="w", entry=ROW)

    tell(page, URGES, {"strength": 8, "after": 5})

    assert page.session.store.entries(URGES) == []
    assert said[-1]["type"] == "saved"


def test_the_pages_that_ask_show_it_at_once(said: list[dict[str, Any]]) -> None:
    page = open_page("01")
    form = page.form(ROWS)
    page.session.heard(page.session.masthead, {"type": "hello", "visit": "v"})

    tell(page, URGES, {"strength": 8})

    assert form.filled["rows"][URGES][ROW]["value"] == {"strength": 8}


def test_it_is_there_under_every_hold(said: list[dict[str, Any]]) -> None:
    store = Store(answers_path())
    store.save(
        HOLDS, ["fear", "harm", "order", "no_contact", "crisis", "young"], page="00", visit="v"
    )
    page = opened("04")

    tell(page, URGES, {"strength": 8})
    tell(page, LETTERS, {"letter": "I miss you."})

    assert len(store.entries(URGES)) == len(store.entries(LETTERS)) == 1
    assert page.session.masthead.pull["crisis"]


# What is told


def test_a_reader_who_wrote_nothing_is_told_where_there_is_room_for_it(reader: Reader) -> None:
    words = own_words(reader.record)

    assert "Nothing is written here yet" in words
    assert all(f"#{question}" in words for question in ("space.plan", "no.people", "dignity.words"))


def test_plans_people_and_words_are_the_readers_own(reader: Reader) -> None:
    reader.answers(plan("space.plan", "Plan"), {"if": "it is <late>", "then": "call Jo"})
    reader.answers(text("space.call", "Who?"), "Sam")
    reader.answers(PEOPLE, {"who": "Ada", "when": "evenings"}, entry="a")
    reader.answers(PEOPLE, {"when": "never"}, entry="b")
    reader.answers(reflection("dignity.words", "Words"), "Take care.")

    words = own_words(reader.record)

    assert "If <bdi>it is &lt;late&gt;</bdi>" in words
    assert (
        words.index("call Jo") < words.index("Sam") < words.index("Ada") < words.index("Take care.")
    )
    assert "never" not in words
    assert "Nothing is written" not in words


def test_under_a_hold_for_fear_no_plan_for_a_talk_with_them_is_shown(reader: Reader) -> None:
    reader.answers(plan("dignity.plan", "Plan"), {"if": "they say no", "then": "go"})
    assert "they say no" in own_words(reader.record)

    reader.answers(HOLDS, ["fear"], page="00")

    assert "they say no" not in own_words(reader.record)


def test_the_row_that_was_begun_last_is_told_until_it_is_said_what_came_of_it(
    reader: Reader,
) -> None:
    assert begun(reader.record) is None
    reader.answers(ROWS, {"strength": 4}, entry="pull-old", days_ago=2)
    last = reader.answers(ROWS, {"strength": 8, "did": "moved"}, entry=ROW)
    reader.answers(ROWS, {"strength": 2}, entry="by-hand")

    assert begun(reader.record) == {
        "entry": ROW,
        "at": last.answered_at.timestamp() * 1000,
        "value": {"strength": 8, "did": "moved"},
    }
    reader.answers(ROWS, {"strength": 8, "after": 3}, entry=ROW)
    assert begun(reader.record) is None


def test_the_page_hears_only_what_has_changed(reader: Reader) -> None:
    assert pull(reader.record) == pull(reader.record)


def test_what_was_done_is_asked_in_the_words_of_the_urge_log() -> None:
    assert actions()["contacted"] == "Got in touch with them"
