"""Answers as one table, for whoever opens the workbook in JupyterLab."""

import re

import pandas as pd
import pytest

from reconnect_widgets import answers, choice, log, reflection, scale
from reconnect_widgets.answers import passphrases
from reconnect_widgets.answers.store import Store
from reconnect_widgets.exceptions import StoreError, StoreLocked
from reconnect_widgets.places import answers_path

MOOD = scale("checkin.mood", "How was your mood?", "Low", "So-so", "Good")
NOTE = reflection("note.words", "What helped?")
URGES = log("urge.log", "Urges", choice("did", "What?", moved="Went for a walk", waited="Waited"))


def write() -> None:
    store = Store(answers_path())
    store.save(MOOD, 2, page="13", visit="v")
    store.save(NOTE, "A walk", page="13", visit="v")
    store.save(URGES, {"did": "moved"}, page="01", visit="v", entry="r1")
    store.save(NOTE, None, page="13", visit="w")
    store.close()


def test_each_answer_is_a_row_with_its_words() -> None:
    write()

    table = answers()

    assert list(table.columns) == [
        *("when", "page", "question", "entry", "kind", "asked", "value", "words")
    ]
    assert table["words"].tolist() == ["Good", "A walk", "Went for a walk", ""]
    assert table["value"].tolist() == [2, "A walk", {"did": "moved"}, None]
    assert table["entry"].tolist() == ["", "", "r1", ""]
    assert table["when"].dtype.kind == "M"
    assert table["when"].is_monotonic_increasing


def test_the_three_things_that_its_docstring_shows_can_be_done(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write()
    shown = re.findall(r"^ +(table.*?)(?:  #.*)?$", answers.__doc__, re.MULTILINE)

    table = answers()
    made = [eval(one, {"table": table}) for one in shown[1:]]

    assert made[0].tolist() == [2]
    assert made[1].to_dict() == {"01": 1, "13": 2}
    assert made[2]["asked"].tolist() == ["What helped?"] * 2


def test_a_locked_file_asks_for_its_passphrase_and_opens_with_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write()
    store = Store(answers_path())
    store.keeper.lock("four calm words here")
    store.close()
    asked = iter(["four calm words here", "another one"])
    monkeypatch.setattr(passphrases, "getpass", lambda _: next(asked))

    assert len(answers()) == 4
    with pytest.raises(StoreLocked):
        answers()


def test_without_answers_it_is_empty_and_makes_no_file() -> None:
    table = answers()

    assert isinstance(table, pd.DataFrame)
    assert table.empty
    assert not answers_path().exists()


def test_a_browser_that_keeps_the_answers_gives_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECONNECT_PLACE", "browser")

    with pytest.raises(StoreError, match="kept by your browser"):
        answers()
