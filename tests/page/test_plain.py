"""Notebooks of plain declarations, which need no IPython."""

import json

import pytest

from reconnect_widgets.declarations import source_of
from reconnect_widgets.page import plain
from reconnect_widgets.places import notebooks_folder
from reconnect_widgets.stages import STAGES, Stage

BEGINS = 'from reconnect_widgets import open_page, text\npage = open_page("01")\npage'
ASKS = 'page.form(text("note.mine", "What?"))'


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.number)
def test_every_page_of_the_workbook_is_plain(stage: Stage) -> None:
    notebook = json.loads((notebooks_folder() / stage.file).read_text("utf-8"))
    code = [source_of(cell) for cell in notebook["cells"] if cell["cell_type"] == "code"]

    assert plain.ready(dict(enumerate(code)))


@pytest.mark.parametrize(
    "cell",
    [
        "print('here')", "%precision 2", "!ls", "await nothing", "1 +", "import os", "from os import environ",
        "from reconnect_widgets.places import environ", "from . import open_page",
        "eval('1')", "__import__('os')", "lambda: page", "f'{page}'",
        "def mine(): pass", "class Mine: pass", "[one for one in (1, 2)]", "del page", "page.parts = 1",
        "page[0]", "if page: page", "a = b = open_page\nb.c = 1", "elsewhere",
    ],
)  # fmt: skip
def test_what_does_more_than_say_what_is_there_is_not_plain(cell: str) -> None:
    assert plain.ready({0: BEGINS, 1: cell}) is None


def test_each_cell_shows_its_part() -> None:
    cells = plain.ready({0: BEGINS, 2: ASKS, 3: "", 5: "mine = page.finish()", 6: "mine"})

    assert cells
    shown = plain.run(cells)

    assert {index: part and part.module for index, part in shown.items()} == {
        0: "masthead", 2: "form", 3: None, 5: None, 6: "form",
    }  # fmt: skip


@pytest.mark.parametrize("cell", ["1", "'words'", "page.session", "page.form(1)"])
def test_what_shows_something_else_or_fails_is_left_to_ipython(cell: str) -> None:
    cells = plain.ready({0: BEGINS, 1: cell})

    assert cells
    with pytest.raises(Exception, match=r"."):
        plain.run(cells)
