"""Before a kernel is forked, the workbook's pages are turned for nobody: once, and without a trace."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from asking import asked_often
from nbformat import read, write
from nbformat.v4 import new_code_cell
from own_pages import copy_of_notebooks

from reconnect_widgets.stages import STAGES

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Kernels are forked on Linux only.")

BEGIN = """
import gc, json, os, sqlite3, sys, threading
from IPython.core.interactiveshell import InteractiveShell
from ipywidgets.widgets.widget import _instances
from reconnect_widgets.kernels.warming import TURNED_TO, turn_pages
from reconnect_widgets.messages.patterns import known
from reconnect_widgets.page import notebooks
from reconnect_widgets.page.opening import Opening
from reconnect_widgets.widgets import markup
from traitlets.config import Config

shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
os.environ["RECONNECT_PAGE_BRINGS_MODULES"] = "1"
"""
FORKS = """
for line in sys.stdin:
    if not os.fork():
        exec(*json.loads(line))
        sys.stdout.flush()
        os._exit(0)
    if os.wait()[1]:
        print(flush=True)
"""
"""To import all of that takes two seconds of a processor: so it is done once, and whatever is run is a fork."""

STATE = """
def is_open(connection):
    try:
        connection.total_changes
    except sqlite3.ProgrammingError:
        return False
    return True

def state():
    gc.collect()
    return {
        "environment": dict(os.environ),
        "folder": os.getcwd(),
        "files": len(os.listdir("/proc/self/fd")),
        "threads": threading.active_count(),
        "databases": sum(is_open(o) for o in gc.get_objects() if isinstance(o, sqlite3.Connection)),
        "widgets": len(_instances),
        "answers": Opening._left is None,
        "names": [n for n in {*shell.user_ns} - {*shell.user_ns_hidden} if not n.startswith("_")],
        "pandas": "pandas" in sys.modules,
    }

before = state()
pages = [*TURNED_TO]
turning_pages = turn_pages(shell, pages)
for _ in zip(range(STEPS), turning_pages):
    pass
turning_pages.close()
print(json.dumps([before, state(), len(pages)]))
"""

AFTER = """
read, source_of = [], notebooks.source_of
notebooks.source_of = lambda cell: read.append(cell) or source_of(cell)

def done_once():
    phrases = [one for every in known().by_word.values() for one, _ in every]
    return [
        len(sys.modules),
        len(read),
        markup.form.cache_info().misses,
        sum("find" in vars(phrase) for phrase in phrases),
    ]

def turn_all():
    for _ in turn_pages(shell, [*TURNED_TO]):
        pass
    return done_once()

print(json.dumps([done_once(), turn_all(), turn_all()]))
"""


@pytest.fixture(scope="module")
def run() -> Iterator[Callable[[str], Any]]:
    """Runs code in a process of its own, and returns what it printed."""
    with asked_often("-c", BEGIN + FORKS) as ask:
        yield lambda code: json.loads(ask(code))


@pytest.mark.parametrize(
    "steps", [1, 20, 1000], ids=["at its beginning", "when it is cut short", "at its end"]
)
def test_it_leaves_nothing_open_and_all_as_it_was(run: Callable[[str], Any], steps: int) -> None:
    before, after, left = run(f"STEPS = {steps}\n{STATE}")

    assert after == before
    assert after["databases"] == after["widgets"] == 0
    assert (left == 0) == (steps == 1000)


def test_what_it_has_done_once_is_done(run: Callable[[str], Any]) -> None:
    before, once, twice = run(AFTER)

    assert all(more > less for less, more in zip(before[1:], once[1:], strict=True))
    assert twice == once


@pytest.mark.parametrize("cell", ["open('ran', 'w').close()", "import time\ntime.sleep(1e9)"])
def test_nothing_runs_for_nobody_but_plain_declarations(
    run: Callable[[str], Any], tmp_path: Path, cell: str
) -> None:
    folder = copy_of_notebooks(tmp_path)
    changed = folder / STAGES[0].file
    notebook = read(changed, 4)
    notebook.cells.append(new_code_cell(cell))
    write(notebook, changed)

    turned = run(
        f"""
from pathlib import Path
from reconnect_widgets.kernels import warming
warming.notebooks_folder = lambda: Path({str(folder)!r})
pages = [*TURNED_TO[:2]]
for _ in turn_pages(shell, pages):
    pass
print(json.dumps([len(pages), (Path({str(folder)!r}) / "ran").exists(), markup.form.cache_info().misses]))"""
    )

    assert turned[:2] == [0, False]
    assert turned[2] > 0  # of the page that is as it was
