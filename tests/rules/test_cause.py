"""The plain reading of why it ended."""

from typing import Any

import pytest
from answering import Reader

from reconnect_widgets import choice, log, scale, text
from reconnect_widgets.declarations import questions
from reconnect_widgets.rules.cause import main_row, read_cause
from reconnect_widgets.rules.holds import HOLDS

CAUSES = questions()["cause.list"][1].options["cause"]["options"]
LIST = log(
    "cause.list",
    "Causes",
    choice("cause", "What?", **CAUSES),
    scale("weight", "How much?", "A small part", "A part", "A large part", "The main thing"),
    text("own", "What was it?"),
    text("change", "What would have to change?"),
    choice(
        "who",
        "Who?",
        me="Me",
        them="Them",
        both="Both",
        circumstances="Life",
        nobody="Nobody",
        unsure="?",
    ),
    choice("possible", "Possible?", yes="Yes", unsure="Not sure", no="No"),
)


def name_causes(reader: Reader, *rows: Any) -> None:
    """Fill the list, a row for each dictionary."""
    for number, row in enumerate(rows):
        reader.answers(LIST, row, entry=f"r{number}", page="00")


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        ([{"cause": "quarrel", "weight": 3, "who": "both", "possible": "yes"}], "workable"),
        ([{"cause": "trust", "weight": 2, "who": "them", "possible": "yes"}], "unclear"),
        ([{"cause": "drifted", "weight": 2, "who": "both", "possible": "unsure"}], "unclear"),
        ([{"cause": "goals", "weight": 3, "who": "nobody", "possible": "no"}], "incompatible"),
        ([{"cause": "fighting", "weight": 3, "who": "both", "possible": "no"}], "incompatible"),
        ([{"cause": "unknown", "weight": 3}], "unclear"),
        ([{"cause": "drink", "weight": 3, "who": "unsure", "possible": "yes"}], "unclear"),
        ([{"cause": "distance", "weight": 1}], "unclear"),
        (
            [
                {"cause": "goals", "weight": 0, "who": "nobody", "possible": "no"},
                {"cause": "quarrel", "weight": 3, "who": "me", "possible": "yes"},
            ],
            "workable",
        ),
    ],
)
def test_the_heaviest_causes_decide_the_reading(
    reader: Reader, rows: list[dict[str, Any]], kind: str
) -> None:
    """Each reading comes with its reasons."""
    name_causes(reader, *rows)

    reading = read_cause(reader.record)

    assert reading.kind == kind
    assert all(reason.endswith(".") for reason in reading.reasons)


def test_only_what_was_weighed_is_said_to_have_the_most_weight(reader: Reader) -> None:
    name_causes(reader, {"cause": "goals", "who": "nobody"})
    unweighed = read_cause(reader.record)
    name_causes(reader, {"cause": "goals", "who": "nobody", "weight": 0})

    assert "weight" not in unweighed.reasons[0]
    assert "gave it the most weight, and said that" in read_cause(reader.record).reasons[0]


def test_a_cause_of_the_readers_own_is_named_in_their_words(reader: Reader) -> None:
    """Ours would say nothing."""
    row = {"cause": "other", "own": "The move", "weight": 3, "who": "both", "possible": "yes"}
    name_causes(reader, row)

    assert "“The move”" in read_cause(reader.record).reasons[0]


def test_without_a_list_there_is_no_reading(reader: Reader) -> None:
    """Nothing is guessed."""
    assert read_cause(reader.record) is None
    assert main_row(reader.record) is None


@pytest.mark.parametrize("hold", ["fear", "harm"])
def test_a_safety_hold_comes_before_any_cause(reader: Reader, hold: str) -> None:
    """What could be worked out is not, where somebody was not safe."""
    name_causes(reader, {"cause": "quarrel", "weight": 3, "who": "both", "possible": "yes"})
    reader.store.save(HOLDS, [hold], page="00", visit="v")

    assert read_cause(reader.record).kind == "unsafe"


def test_an_order_may_be_about_children_and_proves_nothing(reader: Reader) -> None:
    """The list is read as anybody's."""
    name_causes(reader, {"cause": "quarrel", "weight": 3, "who": "both", "possible": "yes"})
    reader.store.save(HOLDS, ["order"], page="00", visit="v")

    assert read_cause(reader.record).kind == "workable"
