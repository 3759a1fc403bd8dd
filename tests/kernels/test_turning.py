"""One kernel turns to one page after the other: each is its notebook, run anew, and nothing else."""

import json
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any

import psutil
import pytest
from nbformat import read
from nbformat.v4 import new_markdown_cell
from own_pages import add_page, copy_of_notebooks
from processes import Served, serve_workbook
from strangers import Line, Stranger, let_in

from reconnect_widgets.answers.store import Store
from reconnect_widgets.page.turning import ELSEWHERE, NOT_OPENED, TARGET
from reconnect_widgets.places import ANSWERS_FILE, EXAMPLE
from reconnect_widgets.prompts import text
from reconnect_widgets.stages import STAGES

START, SPACE, READY = (stage.file for stage in (*STAGES[:2], STAGES[3]))
NOTE = 'from reconnect_widgets import open_page, text\nopen_page("01").form(text("note.mine", "What?"))'


SHOWN = "page = open_page('01')\npage.show(progress)"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The workbook, with pages of somebody's own beside its pages."""
    place = tmp_path_factory.mktemp("turning")
    folder = copy_of_notebooks(place)
    add_page(
        folder,
        "cells.ipynb",
        new_markdown_cell("# Title"),
        "print('printed first')\n'shown first'",
        "from IPython.display import HTML\nHTML('<b>in bold</b>')",
        "import asyncio\nawait asyncio.sleep(0)\n\"it's \\\\ 'quoted'\"",
        "quiet = 1",
        "%precision 2\n3.14159",
        "%%html\n<i>magic</i>",
        "pwd",
        "'not shown';  # nor this",
    )
    add_page(
        folder,
        "cleared.ipynb",
        "from IPython.display import clear_output, display\ndisplay('first')",
        "print('gone')\ndisplay('gone')\nclear_output()\nprint('printed')\ndisplay('second')",
        "display('third')",
    )
    add_page(folder, "half.ipynb", "print('\\ud83d')")
    add_page(folder, "foreign.ipynb", "import ipywidgets\nipywidgets.IntSlider()")
    add_page(
        folder,
        "failing.ipynb",
        "'before it'",
        "secret = 'my words'\nraise ValueError(secret)",
        "'after it'",
    )
    add_page(folder, "broken.ipynb", "1 +")
    add_page(folder, "open.ipynb", "'before it'", "(1;")
    add_page(
        folder,
        "junk.ipynb",
        "get_ipython().kernel.iopub_thread.send_multipart([b'not', b'of', b'Jupyter'])",
        "'after it'",
    )
    add_page(
        folder,
        "names.ipynb",
        "[name for name in ('left', '_', '__', 'page') if globals().get(name)], len(Out), len(In)",
        "left = 'left here'\nleft",
    )
    add_page(
        folder,
        "busy.ipynb",
        "import asyncio\nwhile True:\n    await asyncio.sleep(0)",
        "'after it'",
    )
    comms = "get_ipython().kernel.comm_manager.comms.values()"
    add_page(folder, "waiting.ipynb", "import asyncio\nawait asyncio.Event().wait()", "'after it'")
    add_page(folder, "comms.ipynb", f"[comm.target_name for comm in {comms}]")
    add_page(
        folder,
        "ahead.ipynb",
        "from pathlib import Path\nfrom reconnect_widgets.page.notebooks import _READ\n"
        f"Path.cwd() / {SPACE!r} in _READ",
    )
    add_page(folder, "note.ipynb", NOTE)
    again = 'page = open_page("01")\npage.form(text("note.mine", "And?"))'
    add_page(folder, "misspelled.ipynb", NOTE.replace("text(", "txt("))
    repeated = "import pandas\npandas.Series(['my words', 'y']).mean()"
    add_page(folder, "repeated.ipynb", "'before it'", repeated, "'after it'")
    add_page(folder, "shown.ipynb", NOTE, "from reconnect_widgets import progress\n" + SHOWN)
    add_page(folder, "twice.ipynb", NOTE, f"{again}\npage.form(text('note.mine', 'What?'))")
    cells = [cell for cell in read(folder / READY, 4).cells if cell.cell_type == "code"]
    add_page(folder, "plain.ipynb", *cells)
    add_page(folder, "more.ipynb", *cells, "more = 1 + 1")
    add_page(folder, "deep/where.ipynb", "from pathlib import Path\nPath.cwd().name")
    add_page(place, "outside.ipynb", "'outside'")
    (folder / "link.ipynb").symlink_to(place / "outside.ipynb")
    (folder / "notes.txt").write_text('{"cells": []}')
    with serve_workbook("--notebooks", folder, data=place / "data") as running:
        yield running


@pytest.fixture
def reader(served: Served) -> Stranger:
    return let_in(served)


@pytest.fixture
def line(reader: Stranger) -> Iterator[Line]:
    """The line of a new visit."""
    with closing(reader.join()) as joined:
        yield joined


@pytest.fixture
def kernel(served: Served, reader: Stranger, line: Line) -> psutil.Process:
    """The process behind the line."""
    line.turn("names.ipynb")
    return max(served.kernels(), key=lambda process: process.create_time())


def states(told: dict[str, Any]) -> list[dict[str, Any]]:
    """What the parts of a page are told, in their order."""
    return [part["state"] for part in told["parts"].values()]


def answers_in(told: dict[str, Any], question: str) -> list[Any]:
    """What a page shows as the answer to a question."""
    filled = [state["filled"]["answers"] for state in states(told) if state.get("filled")]
    return [answers[question]["value"] for answers in filled if question in answers]


# What a page shows


def test_each_cell_shows_what_it_showed(line: Line) -> None:
    cells = line.turn("cells.ipynb")["cells"]

    assert cells["1"] == [{"text": "printed first\n"}, {"text": "'shown first'"}]
    assert cells["2"] == [{"html": "<b>in bold</b>"}]
    assert "quoted" in cells["3"][0]["text"]
    assert cells["4"] == []
    assert cells["5"] == [{"text": "3.14"}]
    assert cells["6"] == [{"html": "<i>magic</i>\n"}]
    assert "own" in cells["7"][0]["text"]
    assert cells["8"] == []


def test_what_a_cell_has_cleared_is_not_shown_and_all_else_is(line: Line) -> None:
    cells = line.turn("cleared.ipynb")["cells"]

    assert cells["0"] == [{"text": "'first'"}]
    assert cells["1"] == [{"text": "printed\n"}, {"text": "'second'"}]
    assert cells["2"] == [{"text": "'third'"}]


def test_a_page_whose_words_cannot_be_sent_is_answered(line: Line) -> None:
    told = line.turn("half.ipynb")

    assert told["trouble"] == NOT_OPENED
    assert line.turn(SPACE)["parts"]


def test_a_page_of_the_workbook_comes_filled(served: Served, line: Line) -> None:
    store = Store(served.data / ANSWERS_FILE)
    store.save(text("note.mine", "What?"), "as I left it", page="01", visit="before")
    store.close()

    told = line.turn("note.ipynb")

    assert answers_in(told, "note.mine") == ["as I left it"]
    assert {part["module"] for part in told["parts"].values()} == {"form"}
    assert told["trouble"] == ""


def test_a_form_that_is_drawn_already_comes_without_its_html(line: Line) -> None:
    [whole] = states(line.turn("note.ipynb"))
    [drawn] = states(line.turn("note.ipynb", drawn=[0]))

    assert "What?" in whole["html"]
    assert "html" not in drawn
    assert drawn["filled"]


def test_in_place_of_other_peoples_widgets_stands_where_they_are_shown(line: Line) -> None:
    told = line.turn("foreign.ipynb")

    assert told["parts"] == {}
    assert told["cells"] == {"0": [{"html": ELSEWHERE}]}


@pytest.mark.parametrize(
    ("page", "before", "why"),
    [
        ("failing.ipynb", "before it", "2: ValueError. JupyterLab"),
        ("broken.ipynb", "", "1: SyntaxError: invalid syntax, at “1 +”."),
        ("misspelled.ipynb", "", "1: NameError: name 'txt' is not defined."),
        ("repeated.ipynb", "before it", "2: TypeError. JupyterLab"),
        ("open.ipynb", "before it", "2: SyntaxError: "),
        ("twice.ipynb", "model", "2: The id 'note.mine' is taken on this page."),
        (
            "shown.ipynb",
            "model",
            "2: A view is called where it is shown, as in page.show(progress())",
        ),
    ],
)
def test_a_cell_that_fails_ends_the_page_where_it_is_and_says_why(
    line: Line, page: str, before: str, why: str
) -> None:
    cells = line.turn(page)["cells"]
    line.turn(SPACE)
    said = json.dumps([one["content"] for one in line.heard])

    last = [*cells.values()][-1]
    assert before in json.dumps(cells)
    assert json.dumps(cells).count("rc-trouble") == 1
    assert "rc-trouble" in last[-1]["html"]
    number, why = why.split(": ", 1)
    assert f"code cell {number} of {page}: {why}" in unescape(last[-1]["html"])
    for word in ("after it", "my words", "Traceback", "line 1"):
        assert word not in said


def test_what_is_no_message_of_a_kernel_does_not_silence_its_line(line: Line) -> None:
    assert line.turn("junk.ipynb")["cells"]["1"] == [{"text": "'after it'"}]
    assert line.turn(SPACE)["parts"]


def test_a_page_of_another_folder_runs_in_it(line: Line) -> None:
    assert line.turn("deep/where.ipynb")["cells"] == {"0": [{"text": "'deep'"}]}
    assert line.turn(SPACE)["parts"]


def test_what_the_last_page_needs_comes_while_the_page_before_it_is_read(
    line: Line, kernel: psutil.Process
) -> None:
    def is_there() -> bool:
        return any("pandas" in one.path for one in kernel.memory_maps())

    line.turn(STAGES[-3].file)
    assert not is_there()
    told = line.turn(STAGES[-2].file)
    while not is_there():
        assert line.answers()  # so the kernel hears its page meanwhile

    assert told["parts"]
    assert line.turn(STAGES[-1].file)["parts"]


def test_the_other_pages_are_read_while_one_is_shown(line: Line) -> None:
    while line.turn("ahead.ipynb")["cells"]["0"] != [{"text": "True"}]:
        pass


# One after the other


def test_nothing_of_a_page_is_left_on_the_next(line: Line) -> None:
    line.turn(SPACE)
    first = line.turn("names.ipynb")["cells"]["0"]
    second = line.turn("names.ipynb")["cells"]["0"]

    assert first == second
    assert first[0]["text"].startswith("([], ")


def test_no_widget_of_a_page_is_left_on_the_next(line: Line) -> None:
    line.turn("foreign.ipynb")
    line.turn(SPACE)
    open_ones = line.turn("comms.ipynb")["cells"]["0"]

    assert open_ones == [{"text": f"['{TARGET}']"}]


@pytest.mark.parametrize("page", ["busy.ipynb", "waiting.ipynb"])
def test_a_page_whose_cells_wait_is_let_go_of_when_another_is_turned_to(
    line: Line, page: str
) -> None:
    before = line.turn("names.ipynb")["cells"]
    line.begin_turn(page)
    asked = [line.begin_turn(page), line.begin_turn("names.ipynb")]
    told = line.turned()

    assert told["no"] == asked[-1]
    assert told["cells"] == before
    assert line.turn(SPACE)["cells"]


def test_the_answers_are_closed_when_a_page_is_left(line: Line, kernel: psutil.Process) -> None:
    def files() -> set[str]:
        found = kernel.open_files()
        # One is kept to read what lies there (locked.py): to close it would end SQLite's own locks.
        return {file.path for file in found if ANSWERS_FILE in file.path and file.mode != "r"}

    assert files() == set()
    for _ in range(3):
        line.turn(SPACE)
        once = files()
    line.turn("cells.ipynb")

    assert once
    assert files() == set()


def test_the_example_has_answers_of_its_own(served: Served, reader: Stranger, line: Line) -> None:
    assert reader.ask(f"/voila/render/{EXAMPLE}/{START}").status == 200
    own = line.turn(START)
    example = line.turn(f"{EXAMPLE}/{START}")
    again = line.turn(START)

    assert given(example)
    assert given(own) == given(again) != given(example)


def given(told: dict[str, Any]) -> list[Any]:
    """All that a page shows as answered."""
    filled = [state["filled"]["answers"] for state in states(told) if state.get("filled")]
    return [one["value"] for answers in filled for one in answers.values() if one.get("value")]


# What is no page


@pytest.mark.parametrize(
    "path",
    [
        "../outside.ipynb", "deep/../../outside.ipynb", f"{EXAMPLE}/../../outside.ipynb", "link.ipynb",
        "/etc/passwd", "notes.txt", "none.ipynb", "deep", "", ".", "\0.ipynb", None, 5, ["cells.ipynb"],
    ],
)  # fmt: skip
def test_what_is_no_page_of_the_folder_is_not_run(line: Line, path: Any) -> None:
    told = line.turn(path)

    assert told.keys() == {"type", "no", "trouble"}
    assert told["trouble"]
    assert line.turn(SPACE)["parts"]


def test_a_notebook_is_not_run_by_its_whole_path(
    served: Served, line: Line, tmp_path: Path
) -> None:
    add_page(tmp_path, "mine.ipynb", "'outside'")

    assert "cells" not in line.turn(str(tmp_path / "mine.ipynb"))


@pytest.mark.parametrize("hello", [None, 5, "hello", [], {}, {"visit": 5, "zone": 7, "key": []}])
@pytest.mark.parametrize("drawn", [[], [None, {}, "0", -1, 1e9]])
def test_a_hello_that_is_none_harms_no_page(line: Line, hello: Any, drawn: list[object]) -> None:
    assert line.turn(SPACE, drawn, hello or {})["parts"]
    assert line.turn(SPACE)["trouble"] == ""
