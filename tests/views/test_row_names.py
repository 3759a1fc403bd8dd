"""What a row of a log can be called: letters, digits, ``-`` and ``_``, wherever the name comes from."""

import json
from dataclasses import replace
from typing import Any

import pytest
from any_answers import NOW
from parts import hear

from reconnect_widgets.answers.answer import Answer, as_fields
from reconnect_widgets.answers.from_browser import kept_in
from reconnect_widgets.answers.from_outside import checked
from reconnect_widgets.example.making import THIS_WEEK
from reconnect_widgets.example.story import written
from reconnect_widgets.exceptions import BadCopy, PromptError
from reconnect_widgets.page.page import open_page
from reconnect_widgets.prompts import is_entry, log, text

EVIL = 'q"><img src=x onerror="document.title=1">'
BAD = [EVIL, "a b", "a.b", "a\n", "é", "--row--<", "", "x" * 65, "a#b", "\u202eab"]
GOOD = ["a1b2c3", "2026-W12-a", "rest_1", "x" * 64]
URGES = log("urge.log", "Urges", text("what", "What was it?"))
ROW = Answer(
    0, URGES.id, "a1", "01", "log", URGES.words, URGES.options, {"what": "x"}, "v",
    NOW.date(), NOW, NOW,
)  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_names_as_the_workbook_gives_them_are_taken_everywhere(name: str) -> None:
    assert is_entry(name)
    assert checked(as_fields(replace(ROW, entry=name))).entry == name
    assert saved(name)["type"] == "saved"
    log("urge.log", "Urges", text("what", "What?"), rows={name: "A row"})


@pytest.mark.parametrize("name", BAD)
def test_another_name_is_neither_saved_nor_taken_from_a_copy_nor_from_a_browser(name: str) -> None:
    row = as_fields(ROW) | {"entry": name}

    assert saved(name)["type"] == "refused"
    with pytest.raises(BadCopy, match="belongs to no question"):
        checked(row)
    kept = kept_in({"kept": {"id": "a1", "answers": {"b2": json.dumps(row)}}})
    assert (kept.answers, list(kept.unread)) == ({}, ["b2"])


@pytest.mark.parametrize("name", [None, 7, ["a"], {"a": 1}])
def test_what_is_no_name_at_all_is_none(name: Any) -> None:
    assert not is_entry(name)


@pytest.mark.parametrize("name", BAD)
def test_a_notebook_hears_of_a_row_that_cannot_be_called_so(name: str) -> None:
    with pytest.raises(PromptError, match="letters, digits"):
        log("urge.log", "Urges", text("what", "What?"), rows={name: "A row"})


def test_the_example_reader_calls_rows_so() -> None:
    names = {one.entry.replace(THIS_WEEK, "2026-W12") for one in written() if one.entry}

    assert names
    assert [name for name in names if not is_entry(name)] == []


def saved(name: str) -> dict[str, Any]:
    """Let a browser save a row under a name, and return what it is told."""
    page = open_page("01")
    form = page.form(URGES)
    told: list[dict[str, Any]] = []
    form.send = told.append  # type: ignore[method-assign,assignment]
    hear(form, type="hello", visit="v")
    told.clear()
    hear(form, type="save", id=URGES.id, entry=name, value={"what": "x"}, seq=1)
    return told[0]
