"""What a page may cost, counted and not timed: so it holds on any machine.

Each bound is what there was when it was set and a little more. Who needs more says why in the commit.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from pages import chromium
from playwright.sync_api import Browser
from processes import serve_workbook

from benchmarks.believable import pages, write_answers
from benchmarks.processes import Running
from benchmarks.same_form import WorkbookPage
from benchmarks.subjects import subjects
from benchmarks.visits import Visit, visit
from reconnect_widgets.places import answers_path

BYTES_OF_A_FIRST_VISIT = 385_000
REQUESTS_OF_A_FIRST_VISIT = 11
BYTES_BY_SOCKET = 25_000
BYTES_OF_NEXT = 28_000
WIDGETS_OF_A_PAGE = 26
MODELS_OF_A_WIDGET = 2
QUERIES_AT_HELLO = 71
HEAVY = ("pandas", "numpy", "matplotlib", "altair", "voila", "jupyterlab", "playwright")
JOURNEY_MAY = {"pandas", "numpy"}
COUNT = f"""
import json, sys
from ipywidgets.widgets.widget import _instances
from reconnect_widgets.widgets.part import Part

counted = {{
    "widgets": sum(isinstance(model, Part) for model in _instances.values()),
    "models": len(_instances),
}}
asked = []
page.session.store.keeper.db.set_trace_callback(asked.append)
page.session.heard(page.session.masthead, {{"type": "hello", "visit": "budget"}})
heavy = [name for name in {HEAVY!r} if name in sys.modules]
print(json.dumps({{**counted, "heavy": heavy, "queries": len(asked)}}))
"""
"""Runs in a page's kernel, after its cells."""
ALONE = "import ipywidgets; ipywidgets.Widget.close_all()"
"""Takes away what the page before has left there."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **chromium()}


@pytest.fixture(scope="module")
def first_visit(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """The heaviest page, opened by somebody with nothing in the cache."""
    workbook, folder = subjects()[0], tmp_path_factory.mktemp("budget") / "workbook"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("benchmarks.subjects.serve_workbook", serve)
        with workbook.start(folder) as running:
            yield visit(browser, workbook, running, changes=1)


@contextmanager
def serve(folder: Path) -> Iterator[Running]:
    """Serve it as other tests do: nothing is timed here."""
    with serve_workbook(data=folder / "data") as served:
        yield Running(served.process, served.address, folder)


def test_a_first_visit_is_light(first_visit: Visit) -> None:
    assert first_visit.traffic.sent <= BYTES_OF_A_FIRST_VISIT, first_visit.traffic.largest


def test_the_next_page_is_lighter_still(first_visit: Visit) -> None:
    assert first_visit.next_traffic.sent <= BYTES_OF_NEXT, first_visit.next_traffic.largest


def test_a_first_visit_asks_for_little(first_visit: Visit) -> None:
    assert first_visit.traffic.requests <= REQUESTS_OF_A_FIRST_VISIT, first_visit.traffic.largest


def test_the_socket_brings_no_more_than_it_did(first_visit: Visit) -> None:
    assert first_visit.traffic.socket <= BYTES_BY_SOCKET


def test_what_is_chosen_as_soon_as_a_form_can_be_used_is_kept(first_visit: Visit) -> None:
    assert first_visit.lost == []


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NotebookClient]:
    """A real kernel for all pages, one after the other, with 1,000 answers in the file."""
    data = tmp_path_factory.mktemp("pages") / "data"
    client = NotebookClient(nbformat.v4.new_notebook(), kernel_name="python3")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RECONNECT_DATA", str(data))
        write_answers(answers_path(), 1_000)
        client.create_kernel_manager()
        client.start_new_kernel()
    client.start_new_kernel_client()
    yield client
    client._cleanup_kernel()


def count(page: WorkbookPage, kernel: NotebookClient) -> dict[str, Any]:
    """Run a page in a kernel, let it say hello, and count. Each cell of it shows widgets alone."""
    notebook = page.notebook
    notebook.cells.insert(0, nbformat.v4.new_code_cell(ALONE))
    notebook.cells.append(nbformat.v4.new_code_cell(COUNT))
    client = NotebookClient(notebook, km=kernel.km, timeout=120, store_widget_state=False)
    client.kc = kernel.kc
    client.execute()
    for output in (one for cell in notebook.cells[:-1] for one in cell.get("outputs", [])):
        assert output.output_type in ("display_data", "execute_result"), output
        assert "application/vnd.jupyter.widget-view+json" in output.data
    printed = [o.text for o in notebook.cells[-1].outputs if o.output_type == "stream"]
    counted: dict[str, Any] = json.loads("".join(printed))
    return counted


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.number)
def test_a_page_runs_from_top_to_bottom_within_its_budget(
    page: WorkbookPage, kernel: NotebookClient
) -> None:
    """In a real kernel, with no reader: nothing is said. Page 13 comes last, and may import more."""
    counted = count(page, kernel)

    assert set(counted["heavy"]) <= (JOURNEY_MAY if page.number == "13" else set())
    assert counted["widgets"] <= WIDGETS_OF_A_PAGE
    assert counted["models"] <= MODELS_OF_A_WIDGET * counted["widgets"] + 1
    assert counted["queries"] <= QUERIES_AT_HELLO
