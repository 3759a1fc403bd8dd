"""What a reader wrote stays in the memory of the workbook's processes: no crash writes it down."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import nbformat
import psutil
import pytest
from nbclient import NotebookClient
from processes import Served, environment, serve_workbook
from strangers import let_in

from reconnect_widgets import own_memory

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux alone tells all of it.")

IS_PRIVATE = """
import ctypes, resource
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""
PRIVATE = "(0, 0) 0"


@pytest.fixture(autouse=True)
def as_readers_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RECONNECT_MEMORY", raising=False)


@pytest.fixture(params=["True", "False"], ids=["forked", "ordinary"])
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    forks = f"--WorkbookKernels.fork_kernels={request.param}"
    with serve_workbook(forks, data=tmp_path / "data") as running, closing(let_in(running).join()):
        yield running


def test_no_process_of_the_workbook_leaves_a_core_file(served: Served) -> None:
    family = served.family()

    assert served.kernels()
    assert {process.rlimit(psutil.RLIMIT_CORE) for process in family} == {(0, 0)}


def test_an_ordinary_kernel_of_jupyterlab_is_private_too() -> None:
    cells = ['from reconnect_widgets import open_page\nopen_page("01")', IS_PRIVATE]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])

    NotebookClient(notebook, kernel_name="python3", timeout=120).execute()

    assert notebook.cells[-1].outputs[0].text.strip() == PRIVATE


@pytest.mark.parametrize("arguments", [["--version"], ["where"], ["export", "none.txt"]])
def test_every_command_is_private(tmp_path: Path, arguments: list[str]) -> None:
    said = _run(f"from reconnect_widgets.cli import main; main({arguments!r})", tmp_path)

    assert said.endswith(PRIVATE)


def test_whoever_looks_for_a_fault_can_open_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECONNECT_MEMORY", "open")

    assert not _run("from reconnect_widgets.cli import main; main(['where'])", tmp_path).endswith(
        PRIVATE
    )


def _run(program: str, folder: Path) -> str:
    command = [sys.executable, "-c", program + IS_PRIVATE]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env=environment(folder / "data")
    )
    return done.stdout.strip()


def test_systems_that_have_no_such_limits_go_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_memory, "resource", None)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr("ctypes.CDLL", None)

    own_memory.keep_memory_private.__wrapped__()
    own_memory.call_process("x")


def test_a_crash_leaves_nothing(tmp_path: Path) -> None:
    pattern = Path("/proc/sys/kernel/core_pattern").read_text().strip()
    if "/" in pattern or "|" in pattern:
        pytest.skip("Here core files are written elsewhere.")
    crash = "import os; from reconnect_widgets.cli import main; main(['--version']); os.abort()"

    subprocess.run([sys.executable, "-c", crash], cwd=tmp_path, check=False, capture_output=True)

    assert [*tmp_path.iterdir()] == []
