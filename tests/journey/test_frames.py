"""Answers as frames: nothing, one, many, changed scales, missing days."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from answering import Reader

from reconnect_widgets import date as ask_date
from reconnect_widgets import log, number, reflection, scale, text
from reconnect_widgets.journey.frames import (
    frame_from_tables,
    frame_of,
    log_rows,
    progress_frame,
    scales_by_day,
)
from reconnect_widgets.journey.series import series_of

TODAY = date(2026, 3, 18)  # as in conftest; a Wednesday
PULL = scale("space.pull", "How strong?", "Hardly", "Often", "Always", apart="Does not apply")
PULL_OF_FOUR = scale("space.pull", "How strong?", "Hardly", "Often", "Mostly", "Always")
WORTH = scale("self.worth", "How much?", "Not", "Partly", "Fully")
LIMIT = number("space.limit", "How many?")
NOTE = reflection("space.note", "What?")
URGES = log(
    "urge.log",
    "Urges",
    ask_date("when", "When", time=True),
    number("strength", "How?"),
    text("did", "What"),
)


@pytest.fixture
def frame(reader: Reader) -> Callable[..., Any]:
    return lambda: frame_of(reader.record)


def test_without_answers_every_frame_is_empty_and_has_its_columns(
    frame: Callable[..., Any],
) -> None:
    empty = frame()
    days = scales_by_day(empty)
    rows = log_rows(empty, "urge.log", ["strength", "began"])

    columns = ["question", "page", "kind", "words", "points", "entry", "value", "number", "day"]
    assert list(empty.columns) == columns
    assert list(days.columns) == [*columns[:2], *columns[3:5], "day", "value", "current"]
    assert len(days) == len(rows) == 0


def test_one_answer_is_one_row_with_its_kinds(reader: Reader, frame: Callable[..., Any]) -> None:
    reader.answers(PULL, 2, days_ago=3)

    days = scales_by_day(frame())

    assert days.to_dict("records") == [
        {
            "question": "space.pull",
            "page": "01",
            "words": "How strong?",
            "points": '["Hardly", "Often", "Always"]',
            "day": pd.Timestamp(2026, 3, 15),
            "value": 2.0,
            "current": True,
        }
    ]
    assert days["day"].dtype.kind == "M"


def test_numbers_are_numbers_and_words_are_none(reader: Reader, frame: Callable[..., Any]) -> None:
    reader.answers(LIMIT, 7)
    reader.answers(NOTE, "12")
    reader.answers(PULL, "apart")

    numbers = frame().set_index("question")["number"]

    assert numbers["space.limit"] == 7
    assert numbers[["space.note", "space.pull"]].isna().all()


def test_the_last_answer_of_a_day_counts(reader: Reader, frame: Callable[..., Any]) -> None:
    for visit, value in enumerate((0, 2, 1)):
        reader.answers(PULL, value, visit=str(visit))

    assert scales_by_day(frame())["value"].tolist() == [1]


def test_what_was_cleared_or_does_not_apply_is_no_value(
    reader: Reader, frame: Callable[..., Any]
) -> None:
    reader.answers(PULL, 2, days_ago=9)
    reader.answers(PULL, 1, days_ago=5)
    reader.answers(PULL, None, days_ago=5, visit="later")
    reader.answers(PULL, "apart", days_ago=1)

    assert scales_by_day(frame())["value"].tolist() == [2]


def test_only_answers_to_the_same_points_are_compared(
    reader: Reader, frame: Callable[..., Any]
) -> None:
    reader.answers(PULL, 0, days_ago=30)
    reader.answers(PULL, 1, days_ago=20)
    reader.answers(PULL_OF_FOUR, 3, days_ago=10)
    reader.answers(PULL_OF_FOUR, 2, days_ago=1)

    days = scales_by_day(frame())

    assert days["current"].tolist() == [False, False, True, True]
    (series,) = series_of(reader.record)
    assert series.values.tolist() == [3, 2]
    assert (series.other, series.ends) == (2, (3, 2))


def test_a_scale_goes_on_when_one_of_its_words_is_bettered(
    reader: Reader, frame: Callable[..., Any]
) -> None:
    reader.answers(WORTH, 0, days_ago=30)
    reader.answers(scale("self.worth", "How much?", "Not", "Half", "Fully", apart="None"), 2)

    (series,) = series_of(reader.record)

    assert (series.values.tolist(), series.other) == ([0, 2], 0)
    assert series.levels == ("Not", "Half", "Fully")


def test_scales_stand_by_page_and_then_as_they_were_first_answered(
    reader: Reader, frame: Callable[..., Any]
) -> None:
    reader.answers(WORTH, 1, days_ago=9, page="02")
    reader.answers(PULL, 1, days_ago=8)
    reader.answers(WORTH, 2, page="02")

    assert scales_by_day(frame())["question"].tolist() == ["space.pull", "self.worth", "self.worth"]


def test_a_log_has_its_rows_as_they_are_now(reader: Reader, frame: Callable[..., Any]) -> None:
    reader.answers(URGES, {"when": "2026-03-01T21:00", "strength": 9}, entry="a", days_ago=9)
    reader.answers(URGES, {"when": "2026-03-02T21:00", "strength": 4}, entry="a", days_ago=2)
    reader.answers(URGES, {"strength": 5, "did": '"], [{'}, entry="b", days_ago=7)
    reader.answers(URGES, {"strength": 1}, entry="c", days_ago=7)
    reader.answers(URGES, None, entry="c")

    rows = log_rows(frame(), "urge.log", ["strength", "did"])

    assert rows["entry"].tolist() == ["a", "b"]
    assert rows["strength"].tolist() == [4, 5]
    assert rows["did"].tolist()[1] == '"], [{'
    assert [day.date() for day in rows["day"]] == [date(2026, 3, 2), date(2026, 3, 11)]


def test_progress_counts_questions_answered_now(reader: Reader, frame: Callable[..., Any]) -> None:
    reader.answers(PULL, 1, days_ago=4)
    reader.answers(PULL, 2, days_ago=1)
    reader.answers(LIMIT, 3)
    reader.answers(LIMIT, None, visit="later")
    reader.answers(URGES, {"strength": 1}, entry="a")
    reader.answers(URGES, {"strength": 2}, entry="b")
    reader.answers(scale("done.p02", "Done?", "a", "b", "c"), 1, page="02")

    table = progress_frame(
        frame(), {"00": "done", "01": "", "04": "held"}, ["00", "01", "02", "04"]
    )

    assert table["state"].tolist() == ["done", "open", "", "held"]
    assert table["answered"].tolist() == [0, 2, 0, 0]
    assert table["first_day"][1].date() == date(2026, 3, 14)
    assert table["latest_day"][1].date() == TODAY
    assert table["first_day"].isna().tolist() == [True, False, True, True]


def test_progress_without_answers_keeps_every_page(frame: Callable[..., Any]) -> None:
    table = progress_frame(frame(), {}, ["00", "01"])

    assert table["state"].tolist() == ["", ""]
    assert table["latest_day"].isna().all()


def test_a_hundred_thousand_answers_come_from_tables_without_a_loop() -> None:
    count, rng = 100_000, np.random.default_rng(1)
    answers = pd.DataFrame(
        {
            "entry": "",
            "value": rng.integers(0, 3, count).astype(str),
            "wording": rng.integers(1, 41, count),
            "day": np.sort(rng.integers(0, 400, count)),
        }
    )
    answers["day"] = (
        pd.Timestamp(2025, 1, 1) + pd.to_timedelta(answers["day"], unit="D")
    ).dt.strftime("%Y-%m-%d")
    wordings = pd.DataFrame(
        {
            "id": range(1, 41),
            "question": [f"q{n:02}" for n in range(40)],
            "page": [f"{n % 12:02}" for n in range(40)],
            "kind": "scale",
            "words": "How?",
            "options": '{"0": "a", "1": "b", "2": "c", "apart": "not"}',
        }
    )

    days = scales_by_day(frame_from_tables(answers, wordings))

    assert len(days) == len(
        pd.DataFrame({"w": answers["wording"], "d": answers["day"]}).drop_duplicates()
    )
    assert days["current"].all()
