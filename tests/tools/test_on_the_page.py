"""The tools on a page: the same HTML before the kernel, kept answers, and nothing while held."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from own_pages import add_page
from parts import hear

from reconnect_widgets import begging, days_after, open_page, section, standing_up, text
from reconnect_widgets import date as ask_date
from reconnect_widgets.answers.store import Store
from reconnect_widgets.page.page import Page
from reconnect_widgets.places import answers_path
from reconnect_widgets.prompts import Prompt
from reconnect_widgets.rules.holds import HOLDS
from reconnect_widgets.rules.safety_check import CHECKED
from reconnect_widgets.stages import BY_NUMBER
from reconnect_widgets.voila.skeleton import stand_ins
from reconnect_widgets.widgets.form import Form


def save(prompt: Prompt, value: Any) -> None:
    """Answer a question before the page is opened."""
    store = Store(answers_path())
    store.save(prompt, value, page="00", visit="before")
    store.close()


def test_the_skeleton_of_a_tool_is_the_html_that_its_widget_will_show() -> None:
    cells = [
        'page = open_page("09")\npage',
        'page.rehearse("maybe", keep="a.mine")',
        'page.sort("a.sort", "?", begging("x", why="y"), standing_up("z", why="w"))',
        'page.handout("a.sheet", "?", section("s", "S", "a.b"))',
    ]
    page = open_page("09")
    parts = [
        page.rehearse("maybe", keep="a.mine"),
        page.sort("a.sort", "?", begging("x", why="y"), standing_up("z", why="w")),
        page.handout("a.sheet", "?", section("s", "S", "a.b")),
    ]

    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])

    assert [one["html"] for one in stand_ins(book).values()] == [part.html for part in parts]


def builder(page: Page) -> Form:
    return page.builder(
        "feel.words", "All", text("feel.a", "A"), text("feel.b", "B"), to="feel.message"
    )


def test_words_from_the_builder_are_the_latest_draft_and_keep_the_older_one(
    sent: list[Any],
) -> None:
    save(HOLDS, [])
    save(CHECKED, "all")
    save(text("feel.message", "M"), "older")
    form = builder(open_page("10"))
    hear(form, type="hello", visit="v")

    hear(form, type="hand", text="newer")
    assert sent[-1]["type"] == "ask"
    hear(form, type="hand", text="newer", replace=True)

    assert sent[-1]["type"] == "handed"
    values = [answer.value for answer in Store(answers_path()).history("feel.message")]
    assert values == ["older", "newer"]


def test_a_held_page_has_no_tool_for_contact_and_does_nothing_for_one(sent: list[Any]) -> None:
    save(HOLDS, ["no_contact"])
    save(ask_date("pace.start", "Since"), "2026-03-01")
    page = open_page("11")
    built = builder(page)
    file = page.calendar("x", days_after("pace.start", 7))
    pair = page.two_person("pace.weekly", "?", text("thanks", "Thanks"))
    hear(built, type="hello", visit="v")

    hear(built, type="hand", text="words", replace=True)
    hear(file, type="calendar", zone="UTC")

    assert not any("<form" in part.html or "March" in part.after for part in (built, file, pair))
    assert [message["type"] for message in sent[-2:]] == ["refused", "refused"]
    assert Store(answers_path()).latest("feel.message") is None


def test_what_goes_with_a_page_is_what_its_own_notebook_asks(
    sent: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words that answer a question of one's own, too, may wait in the browser alone."""
    add_page(
        tmp_path, BY_NUMBER["02"].file, 'page = open_page("02")\npage.form(text("note.own", "?"))'
    )
    monkeypatch.chdir(tmp_path)
    form = open_page("13").erase()
    hear(form, type="hello", visit="v")

    hear(form, type="weigh", what="page", page="02")
    assert sent[-1]["keys"] == ["note.own"]
    hear(form, type="weigh", what="page", page="06")
    assert "games.post_for" in sent[-1]["keys"]
