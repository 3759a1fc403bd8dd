"""The HTML of a page is the same for all, made once, and made anew when a notebook changes."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_client.kernelspec import KernelSpecManager
from own_pages import copy_of_notebooks
from processes import Served, eventually, run_apart, serve_workbook
from strangers import let_in
from traitlets.config import Config

from benchmarks.believable import write_answers
from reconnect_widgets.answers.store import Store
from reconnect_widgets.places import ANSWERS_FILE
from reconnect_widgets.prompts import text
from reconnect_widgets.stages import STAGES
from reconnect_widgets.voila.drawn import DrawnPage, DrawnPages
from reconnect_widgets.voila.settings import workbook_config

SPACE = STAGES[1].file
MARKER = "zebra-crossing-4711"
LINK = f'href="{STAGES[13].file}"'


def html(served: Served, file: str = SPACE, **headers: str) -> str:
    """A page as a reader gets it who has never been here."""
    answer = let_in(served).ask(f"/voila/render/{file}", **headers)
    assert answer.status == 200
    return answer.text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_of_notebooks(tmp_path)


@pytest.fixture
def served(tmp_path: Path, folder: Path) -> Iterator[Served]:
    with serve_workbook("--notebooks", folder, data=tmp_path / "data") as running:
        yield running


def test_headings_keep_their_ids_and_have_no_pilcrow(served: Served) -> None:
    page = html(served, STAGES[0].file)

    assert re.search(r'<h2 id="A-private-safety-check">[^<]+</h2>', page)
    assert "¶" not in page


def test_a_page_holds_nothing_of_whoever_reads_it(served: Served) -> None:
    before = {stage.file: html(served, stage.file) for stage in STAGES}
    file = served.data / ANSWERS_FILE
    write_answers(file, 300)
    store = Store(file)
    store.save(text("space.why", "Why?"), MARKER, page="01", visit="visit")
    store.close()
    reader = let_in(served)
    line = reader.join()

    told = line.turn(SPACE)
    after = {stage.file: html(served, stage.file) for stage in STAGES}
    line.close()

    assert told["parts"]
    assert before == after
    assert not [file for file, page in after.items() if MARKER in page or line.kernel in page]


def test_a_page_needs_no_kernel(served: Served) -> None:
    for stage in STAGES:
        html(served, stage.file)

    assert served.kernels() == set()


def test_a_page_is_drawn_where_nothing_can_be_written_into_the_home(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_folder = tmp_path / "file"
    no_folder.touch()
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(no_folder / "jupyter"))

    page = run_apart(DrawnPages(folder, workbook_config(), KernelSpecManager()).page(SPACE))

    assert "Give them space</h1>" in page.whole


def test_a_page_that_is_turned_to_comes_without_what_is_there(served: Served) -> None:
    whole, part = html(served), html(served, Reconnect_In_Place="yes")

    for shell in ("<style>", 'id="help"'):
        assert shell in whole
        assert shell not in part
    assert "Give them space</h1>" in part
    assert len(part) < len(whole) / 2


def test_a_page_is_drawn_anew_when_its_notebook_changes(served: Served, folder: Path) -> None:
    assert "Room for them</h1>" not in html(served)
    notebook = folder / SPACE
    words = notebook.read_text("utf-8").replace("Give them space", "Room for them")
    notebook.write_text(words, "utf-8")

    assert "Room for them</h1>" in html(served)


def test_a_page_links_to_what_is_added_beside_it(served: Served, folder: Path) -> None:
    last = folder / STAGES[13].file
    words = last.read_bytes()
    last.unlink()
    eventually(lambda: LINK not in html(served))

    last.write_bytes(words)

    eventually(lambda: LINK in html(served))


def test_a_page_is_drawn_once_however_many_ask(tmp_path: Path) -> None:
    (tmp_path / SPACE).touch()
    drawn: list[str] = []

    class Counted(DrawnPages):
        async def _draw(self, path: str, stamp: tuple[int, ...]) -> DrawnPage:
            drawn.append(path)
            await asyncio.sleep(0)
            return DrawnPage(stamp, "python3", "whole", "in place")

    async def ask() -> None:
        pages = Counted(tmp_path, Config(), KernelSpecManager())
        await asyncio.gather(*(pages.page(SPACE) for _ in range(5)), pages.draw_ahead())
        await pages.page(SPACE)

    run_apart(ask())

    assert drawn == [SPACE]
