"""The forms of a page before any kernel: read from the notebook, never run."""

import re
from pathlib import Path

import nbformat
import pytest

from reconnect_widgets import open_page, scale, text
from reconnect_widgets.declarations import TOOLS, form_plans
from reconnect_widgets.places import notebooks_folder
from reconnect_widgets.voila.skeleton import stand_ins

KINDS = ("form", "assessment", "safety_check", "finish", "contact", "ask_again", *TOOLS)
OPEN = 'from reconnect_widgets import open_page\npage = open_page("01")\npage'


def notebook(*cells: str) -> nbformat.NotebookNode:
    """A notebook with these code cells after the opening one."""
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in (OPEN, *cells)])


def test_the_skeleton_is_the_html_that_the_widget_will_show() -> None:
    """So nothing jumps when the kernel is ready."""
    book = notebook(
        'page.form(text("note.words", "What?", hint="A <word>."))',
        'page.assessment(scale("a.b", "How?", "low", "mid", "high", better="low"))',
        "page.finish()",
    )
    page = open_page("01")
    parts = [
        page.form(text("note.words", "What?", hint="A <word>.")),
        page.assessment(scale("a.b", "How?", "low", "mid", "high", better="low")),
        page.finish(),
    ]

    assert [one["html"] for one in stand_ins(book).values()] == [part.html for part in parts]
    assert "<word>" not in stand_ins(book)[1]["html"]


@pytest.mark.parametrize(
    "cell",
    [
        'page.form(*[text("a.b", "What?")])',
        'page.form(text("a.b", open("/etc/hostname").read()))',
        'page.form(text("a.b", __import__("os").getcwd()))',
        "page.show(left_off())",
        "page.form(text('Bad id', 'x'))",
        "1 +",
        "",
    ],
)
def test_anything_but_plain_declarations_has_no_skeleton(cell: str) -> None:
    """Nothing of a notebook is ever run in the server."""
    assert 1 not in stand_ins(notebook(cell))


@pytest.mark.parametrize("path", sorted(notebooks_folder().glob("*.ipynb")), ids=lambda p: p.stem)
def test_every_form_of_the_workbook_has_a_skeleton(path: Path) -> None:
    """The notebooks hold declarations and nothing else."""
    book = nbformat.read(path, 4)
    words = ("guidance", "show")
    asked = [
        index
        for index, cell in enumerate(book.cells)
        if cell.cell_type == "code"
        if (made := re.match(r"page\.(\w+)\(", cell.source)) and made[1] not in words
    ]

    assert sorted(form_plans(book)) == asked


def test_the_journey_says_what_it_works_on_where_each_summary_will_be() -> None:
    journey = nbformat.read(notebooks_folder() / "13-your-journey.ipynb", 4)
    shows = [cell.source for cell in journey.cells if "page.show(" in cell.source]

    first, *others = [one["html"] for one in stand_ins(journey).values() if "comes" in one]

    assert len(others) == len(shows) - 4  # readiness, plans and the example, and the first
    assert 'role="status"' in first
    assert not [words for words in others if "role=" in words]
    assert stand_ins(notebook("page.show(days_of_quiet())")) == {}
