"""A page's cells run in one go, and each shows what it would have shown by itself."""

from pathlib import Path

import pytest
from nbformat import NotebookNode, write
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from processes import browser_without_page, fetch, serve_workbook

from reconnect_widgets.stages import STAGES

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def folder_with(tmp_path: Path, *cells: NotebookNode, file: str = STAGES[0].file) -> Path:
    """Write a notebook of these cells, beside a start page if it is not that itself."""
    folder = tmp_path / "own"
    folder.mkdir(exist_ok=True)
    notebook = new_notebook(cells=[*cells], metadata={"kernelspec": KERNEL})
    write(notebook, folder / file)
    return folder


def shown(tmp_path: Path, *cells: NotebookNode) -> str:
    """Return the HTML of a start page of these cells."""
    folder = folder_with(tmp_path, *cells)
    with serve_workbook("--notebooks", folder, data=tmp_path / "data") as served:
        status, _, text = fetch(served.address)
    assert status == 200
    return text.split('id="rc-kernel"')[1]


def test_each_cell_shows_its_own_output(tmp_path: Path) -> None:
    text = shown(
        tmp_path,
        new_markdown_cell("# Title"),
        new_code_cell("print('printed first')\n'shown first'"),
        new_code_cell("from IPython.display import HTML\nHTML('<b>in bold</b>')"),
        new_code_cell("import asyncio\nawait asyncio.sleep(0)\n\"it's \\\\ 'quoted'\""),
        new_code_cell("quiet = 1"),
    )
    cells = text.split("<template ")[1:]

    assert [cell[: cell.index(">")] for cell in cells] == [
        f'data-rc-cell="{number}"' for number in (1, 2, 3, 4)
    ]
    assert "printed first" in cells[0]
    assert "shown first" in cells[0]
    assert "<b>in bold</b>" in cells[1]
    assert "quoted" in cells[2]
    assert "<pre" not in cells[3]


def test_a_cell_that_fails_ends_the_page_where_it_is(tmp_path: Path) -> None:
    text = shown(
        tmp_path,
        new_code_cell("'before it'"),
        new_code_cell("secret = 'my words'\nraise ValueError(secret)"),
        new_code_cell("'after it'"),
    )

    assert "before it" in text
    assert text.count("rc-trouble") == 1
    assert "after it" not in text
    assert "my words" not in text


@pytest.mark.parametrize("wait", [False, True])
def test_nothing_of_one_page_is_in_the_kernel_of_another(tmp_path: Path, wait: bool) -> None:
    """Whether it has a kernel of its own, or the one that was made ready for another page."""
    look = new_code_cell("import os\n('left' in globals(), os.environ['VOILA_REQUEST_URL'][-22:])")
    folder_with(tmp_path, new_code_cell("left = 1"))
    folder_with(tmp_path, new_code_cell("left = 2"), file=STAGES[1].file)
    folder = folder_with(tmp_path, look, file=STAGES[5].file)
    with serve_workbook("--notebooks", folder, data=tmp_path / "data") as served:
        browser = browser_without_page()
        if wait:
            fetch(served.address, browser)
        asked = served.address.replace(STAGES[0].file, STAGES[5].file)
        _, _, text = fetch(asked, browser)

    assert f"(False, &#39;{STAGES[5].file[-22:]}&#39;)" in text
