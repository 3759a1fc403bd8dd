"""Ten readers open all fourteen pages: each reads what fits them, and no two of them the same everywhere."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

import nbformat
import pytest
from readers import LEADS_TO_CONTACT, READERS, Reader, becomes

from reconnect_widgets.answers.store import Store
from reconnect_widgets.days import today
from reconnect_widgets.places import answers_path, notebooks_folder
from reconnect_widgets.rules.holds import BEGAN_CONTACT
from reconnect_widgets.rules.record import StoredRecord
from reconnect_widgets.stages import BY_NUMBER, STAGES, Stage
from reconnect_widgets.views.hold_cards import holds_in_force

ADVICE = re.compile(r'class="rc-advice[^"]*"[^>]*>\s*<p[^>]*>(.*?)</p>', re.DOTALL)


@cache
def cells(file: str) -> tuple[CodeType, ...]:
    """The code of a page's notebook."""
    found = nbformat.read(notebooks_folder() / file, 4).cells
    return tuple(compile(c.source, file, "exec") for c in found if c.cell_type == "code")


def advice_on(stage: Stage) -> tuple[str, ...]:
    """Run a page's notebook, say hello as a browser does, and return the advice that is shown."""
    names: dict[str, Any] = {}
    for cell in cells(stage.file):
        exec(cell, names)
    session = names["page"].session
    session.heard(session.masthead, {"type": "hello", "visit": "v"})
    session.store.close()
    return tuple(found for words in session.parts.words for found in ADVICE.findall(words.html))


def read_by(
    one: Reader, place: Path, patch: pytest.MonkeyPatch, stages: Iterable[Stage] = STAGES
) -> Mapping[str, tuple[str, ...]]:
    """All advice that a reader is given on these pages, by page."""
    patch.setenv("RECONNECT_DATA", str(place))
    store = Store(answers_path())
    becomes(store, one)
    store.close()
    return {stage.number: advice_on(stage) for stage in stages}


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """What each of the ten reads on each page."""
    with pytest.MonkeyPatch.context() as patch:
        return {
            name: read_by(one, tmp_path_factory.mktemp("reader"), patch)
            for name, one in READERS.items()
        }


@pytest.mark.parametrize("name", READERS)
def test_each_reads_what_fits_them_and_nothing_that_does_not(
    readings: Mapping[str, Any], name: str
) -> None:
    one, pages = READERS[name], readings[name]

    assert all(pages.values())
    for number, words in one.seen.items():
        assert words in " ".join(pages[number]), (number, pages[number])
    is_shut = one.holds not in ((), ("crisis",)) or one.checked == "unsaid"
    for words in (*one.unseen, *(LEADS_TO_CONTACT if is_shut else ())):
        assert [number for number in pages if words in " ".join(pages[number])] == [], words


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.number)
def test_each_page_reads_differently_for_different_readers(
    readings: Mapping[str, Any], stage: Stage
) -> None:
    here = [readings[name][stage.number] for name in READERS]

    assert len(set(here)) >= len(READERS) - 1


@pytest.mark.parametrize("name", READERS)
def test_nobody_is_told_two_things_in_the_same_words_or_flooded(
    readings: Mapping[str, Any], name: str
) -> None:
    for number, words in readings[name].items():
        assert len(set(words)) == len(words), number
        assert len(words) <= 9, (number, words)


@pytest.mark.parametrize(
    ("holds", "shared", "number", "words"),
    [
        ("practical", "money", "08", "You have had the answer"),
        ("space", "children", "01", "They asked for space, and the children"),
        ("space", "work", "01", "They asked for space. What work or money needs"),
        ("no_contact", "nothing", "01", "Answer the next question only if that has changed"),
    ],
)
def test_what_they_asked_for_is_said_beside_what_has_to_go_on(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    holds: str,
    shared: str,
    number: str,
    words: str,
) -> None:
    answers = {"start.who": "me", "start.shared": [shared]}
    one = Reader({"cause": "trust", "weight": 3}, answers, holds=(holds,))

    read = read_by(one, tmp_path, monkeypatch, [BY_NUMBER[number]])[number]

    assert words in " ".join(read)
    assert "When you have filled in" not in " ".join(read)


@pytest.mark.parametrize("asked", ["none", "space", "practical", "unclear"])
def test_what_they_asked_for_is_no_advice_any_more_once_they_began_contact(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    """The pages that it held are open then."""
    monkeypatch.setenv("RECONNECT_DATA", str(tmp_path))
    store = Store(answers_path())
    becomes(store, Reader({"cause": "love", "weight": 3}, {"space.asked": asked}))
    follows = re.compile("pages that lead to contact|take that as a no for now")

    held = " ".join(advice_on(BY_NUMBER["01"]))
    store.save(BEGAN_CONTACT, today().isoformat(), page="00", visit="v")

    assert follows.search(held)
    assert not follows.search(" ".join(advice_on(BY_NUMBER["01"])))


@pytest.mark.parametrize("over", ["order", "harm"])
def test_where_contact_is_forbidden_or_frightens_no_answer_of_theirs_lets_some_of_it_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, over: str
) -> None:
    """An order comes with a no more often than alone, and its words come first; so do those for harm."""
    shared = ["children", "care", "home", "work", "friends", "money", "pets"]
    one = Reader(
        {"cause": "quarrel", "weight": 3}, {"start.shared": shared}, holds=(over, "no_contact")
    )

    read = read_by(one, tmp_path, monkeypatch)

    store = Store(answers_path())
    card = holds_in_force(StoredRecord(store, today()))
    store.close()
    for words in (card, *map(" ".join, read.values())):
        assert not re.search("goes on|go on, short|under one roof, so|has to be settled", words)


def test_where_fear_went_both_ways_the_words_for_each_do_not_contradict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is sent to a list of mistakes that is not there, or told of two different tests."""
    one = Reader({"cause": "fighting", "weight": 3}, holds=("fear", "harm"))

    read = read_by(one, tmp_path, monkeypatch)

    assert "Leaving them in peace keeps both of you safer" in " ".join(read["00"])
    assert "better told to somebody who is trained" in " ".join(read["02"])
    assert "staying apart keeps both of you safe" in " ".join(read["03"])
    everywhere = " ".join(" ".join(words) for words in read.values())
    for words in ("own part", "table of mistakes", "The test is whether"):
        assert words not in everywhere


IN_TOUCH = {"start.who": "both", "start.contact": "often"}
OPEN = {"start.who": "they", "ready.signs_open": ["said_yes", "meet"], "ready.signs_no": ["none"]}
FAMILY = {"start.shared": ["children", "home"]}
NO_MORE = {"start.who": "me", "ready.main_reason": "none"}


@pytest.mark.parametrize(
    ("one", "seen", "unseen"),
    [
        (
            Reader({"cause": "quarrel", "weight": 3}, IN_TOUCH, parted=300),
            {"00": "more than half a year ago", "01": "no clearing up tonight", "13": "long gone"},
            (
                "thoughts run hot",
                "wish to clear it up tonight",
                "Wait for two weeks",
                "out of nowhere",
                "what you know of them may be out of date",
            ),
        ),
        (
            Reader({"cause": "drifted", "weight": 3}, OPEN, parted=4),
            {
                "04": "Sleep on it twice",
                "05": "if they ask",
                "07": "in some weeks",
                "10": "If they ask",
            },
            ("wait for two weeks", "let some weeks pass", "You can begin there"),
        ),
        (
            Reader({"cause": "illness", "weight": 3}, NO_MORE),
            dict.fromkeys(("04", "05", "07", "08", "09", "10", "11"), "do not want them back"),
            (),
        ),
        (
            Reader({"cause": "drink", "weight": 3, "who": "them"}, {"start.who": "me"}),
            {"01": "theirs to change", "09": "I can help you stop", "13": "the worry took"},
            ("before the first glass", "Stop for yourself", "an evening with drink"),
        ),
        (
            Reader({"cause": "goals", "weight": 3}, {"start.who": "they", "start.onoff": "once"}),
            dict.fromkeys(("00", "03", "10", "11"), "come back"),
            (),
        ),
        (
            Reader({"cause": "goals", "weight": 3}, {"space.asked": "space"}, holds=("said_no",)),
            {"01": "Until then, that holds", "08": "You have had the answer"},
            ("You do not know the answer yet", "others, until they speak", "are held until then"),
        ),
        (
            Reader({"cause": "goals", "weight": 3}, FAMILY, holds=("harm", "order")),
            {"01": "ask a lawyer or the court"},
            ("Let somebody else arrange", "let someone else arrange", "how one of you can live"),
        ),
        (
            Reader({"cause": "goals", "weight": 3}, holds=("harm", "no_contact")),
            {"01": "your limit is zero"},
            (),
        ),
        (
            Reader({"cause": "goals", "weight": 3}, holds=("order", "space", "young")),
            {"07": "If you have to see each other, as at school", "09": "no last word"},
            ("going to see each other anyway", "in case you speak again"),
        ),
    ],
    ids=[
        "a quarrel long ago",
        "days ago, and they are open",
        "letting go",
        "their drink",
        "once",
        "a no and space",
        "harm and an order",
        "harm and no contact",
        "space, an order and under 18",
    ],
)
def test_no_two_pieces_of_advice_say_the_contrary(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    one: Reader,
    seen: Mapping[str, str],
    unseen: tuple[str, ...],
) -> None:
    pages = {number: " ".join(read) for number, read in read_by(one, tmp_path, monkeypatch).items()}

    assert [number for number, words in seen.items() if words not in pages[number]] == []
    assert [words for words in unseen if words in " ".join(pages.values())] == []


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("guilt", "not yours to put right"),
        ("vows", "does not ask anybody to live in fear"),
        ("family", "a home in which nobody is afraid"),
        ("love", "still have to stay away"),
    ],
)
def test_under_a_fear_hold_no_reason_is_turned_into_a_duty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: str, words: str
) -> None:
    answers = {"start.who": "me", "ready.main_reason": reason, "ready.reasons": [reason, "lonely"]}
    one = Reader({"cause": "fighting", "weight": 3}, answers, holds=("fear",))

    read = " ".join(read_by(one, tmp_path, monkeypatch, [BY_NUMBER["03"]])["03"])

    assert words in read
    for others in (
        "asks you to put something right",
        "keeping them would",
        "two adults",
        "reason to take care",
    ):
        assert others not in read


@pytest.mark.parametrize(("asked", "hold"), [("less", "no_contact"), ("space", "space")])
def test_under_a_fear_hold_nobody_is_told_to_be_seen_or_to_do_what_the_other_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str, hold: str
) -> None:
    answers = {"start.who": "me", "dating.now": "someone", "space.asked": asked, **NO_MORE}
    one = Reader({"cause": "fighting", "weight": 3}, answers, holds=("fear", hold))

    pages = read_by(one, tmp_path, monkeypatch)
    read = " ".join(words for found in pages.values() for words in found)

    assert "can anger a person you are afraid of" in read
    assert "If they write more than you want, you need not answer" in read
    for others in (
        "do not hide them",
        "They asked for less",
        "a plan can help",
        "keep to it",
        "Readiness on your side",
        "You have had the answer",
        "an offer of therapy",
        "until they s",
        "respect what was asked",
        "closed the door",
    ):
        assert others not in read


def test_after_a_no_nothing_is_to_be_settled_with_them_or_awaited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {"start.who": "they", "start.shared": ["pets"], "start.contact": "often"}
    distance = {"cause": "distance", "weight": 3, "who": "them"}
    one = Reader(distance, answers, holds=("said_no",))

    pages = read_by(one, tmp_path, monkeypatch, [BY_NUMBER["00"], BY_NUMBER["03"]])
    read = " ".join(words for found in pages.values() for words in found)

    assert "take it as a no for now" in read
    for words in (
        "Settle who has it",
        "the answer is not yours alone",
        "how much is good for you",
        "who would move",
        "they may never be",
        "they are changing it",
    ):
        assert words not in read


def test_whoever_hurt_somebody_is_told_to_let_others_arrange_what_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {"start.who": "they", "start.shared": ["children", "home", "care"]}
    one = Reader({"cause": "fighting", "weight": 3}, answers, holds=("harm",))

    pages = read_by(one, tmp_path, monkeypatch, [BY_NUMBER["01"], BY_NUMBER["08"]])
    read = " ".join(words for found in pages.values() for words in found)

    assert "Let somebody else arrange them" in read
    assert "Let a relative, a doctor or a social worker" in read
    for words in (
        "needs talk",
        "for the care. Plan",
        "Keep messages",
        "Settle who",
        "first practical",
    ):
        assert words not in read


def test_a_cause_of_ones_own_has_words_where_nothing_else_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Reader(
        {"cause": "other", "own": "The band", "weight": 3}, {"start.who": "both"}, checked="unsaid"
    )

    read = read_by(one, tmp_path, monkeypatch)

    assert all(read.values())
    assert [page for page in read if "When you have filled in" in " ".join(read[page])] == []
