"""The message desk's reading: its examples, labeled messages, and texts of any kind."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconnect_widgets import check_message
from reconnect_widgets.messages.check import UnknownStage
from reconnect_widgets.messages.patterns import STAGES, known

HERE = Path(__file__).parent
PATTERNS = known().patterns


def labeled(name):
    """The messages of a file: stage, the kinds that are right (none when it is fine), words."""
    for line in (HERE / name).read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            stage, kinds, words = (part.strip() for part in line.split("|", 2))
            yield stage, set(kinds.replace(",", " ").replace("-", " ").split()), words


def kinds_of(words, stage):
    """The kinds of the marks in a draft."""
    return {mark.kind for mark in check_message(words, stage=stage)}


@pytest.mark.parametrize(
    ("pattern", "words"),
    [(pattern, words) for pattern in PATTERNS for words in pattern.match],
    ids=lambda value: value if isinstance(value, str) else value.kind,
)
def test_each_pattern_marks_its_examples(pattern, words):
    """What a contributor writes beside a pattern is proved."""
    assert pattern.kind in kinds_of(words, min(pattern.stages))


@pytest.mark.parametrize(
    ("pattern", "words"),
    [(pattern, words) for pattern in PATTERNS for words in pattern.fine],
    ids=lambda value: value if isinstance(value, str) else value.kind,
)
def test_each_pattern_leaves_its_counterexamples_alone(pattern, words):
    """False alarms teach people to ignore the desk."""
    assert pattern.kind not in kinds_of(words, min(pattern.stages))


@pytest.mark.parametrize(("name", "most"), [("messages.txt", 0.05), ("held_out.txt", 0.07)])
def test_labeled_messages_are_read_right(name, most):
    """At least 85 of 100 risky ones are marked with a right kind, few fine ones are marked."""
    risky = [(kinds, kinds_of(words, stage)) for stage, kinds, words in labeled(name) if kinds]
    fine = [kinds_of(words, stage) for stage, kinds, words in labeled(name) if not kinds]

    assert sum(bool(right & found) for right, found in risky) / len(risky) >= 0.95
    assert sum(map(bool, fine)) / len(fine) <= most


def test_there_are_enough_labeled_messages_and_half_are_fine():
    """A third of them was out of sight while patterns were written."""
    seen, held = list(labeled("messages.txt")), list(labeled("held_out.txt"))
    fine = sum(not kinds for _, kinds, _ in seen + held)

    assert len(seen) + len(held) >= 300
    assert 0.4 <= fine / (len(seen) + len(held)) <= 0.6
    assert len(held) >= (len(seen) + len(held)) / 3 - 1
    assert not {words for *_, words in seen} & {words for *_, words in held}


def test_marks_stand_where_the_words_stand():
    """In characters, in the order of the text, over emoji and typographic quotes."""
    text = "Hi 🌧️ … you’ll regret this. I’m begging you, please please come back"

    marks = check_message(text, stage="first")

    assert [mark.start for mark in marks] == sorted(mark.start for mark in marks)
    assert any("begging" in text[mark.start : mark.end] for mark in marks)
    assert all(mark.reason and mark.suggestion for mark in marks)


def test_trying_again_may_be_said_where_feelings_are_said():
    """The stage decides what comes too soon."""
    words = "I still have feelings for you and would like to try again."

    assert "reunion" in kinds_of(words, "first")
    assert "reunion" not in kinds_of(words, "feelings")


def test_many_questions_and_long_messages_are_marked():
    """Two questions are enough for a first message."""
    assert "questions" in kinds_of(
        "How are you? Still at the lab? Is Max well? Did you move?", "first"
    )
    assert "length" in kinds_of("I went to the lake and it was quiet there. " * 30, "first")


def test_an_unknown_stage_is_said():
    """A notebook's slip is a sentence."""
    with pytest.raises(UnknownStage, match="The stages are"):
        check_message("hi", stage="later")


@given(st.text(max_size=400))
@settings(max_examples=150)
def test_any_text_can_be_read(text):
    """Any Unicode, and marks that lie in the text."""
    for stage in STAGES:
        for mark in check_message(text, stage=stage):
            assert 0 <= mark.start < mark.end <= len(text)


@pytest.mark.parametrize(
    "piece", ["please ", "a", "you always ", "🌧️", "? ", "never ever not ", "\n"]
)
def test_a_very_long_text_is_read_to_its_end(piece):
    """A hundred thousand characters neither hang nor fail."""
    text = (piece * 100_000)[:100_000]

    assert all(mark.end <= len(text) for mark in check_message(text, stage="first"))
