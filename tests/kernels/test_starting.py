"""The kernels of visits: forked or not, reached where nobody else can listen, and gone with the server."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from own_pages import add_page, copy_of_notebooks
from processes import Served, serve_workbook
from strangers import let_in, visited

from reconnect_widgets.kernels.forks import can_fork
from reconnect_widgets.kernels.visit import MOST_MEMORY, MOST_TIME
from reconnect_widgets.stages import STAGES
from reconnect_widgets.voila.connection import GONE

needs_fork = pytest.mark.skipif(not can_fork(), reason="Kernels are forked on Linux only.")

NO_FORK = "import os; del os.fork; from reconnect_widgets.cli import main; main()"
NO_SOCKETS = """
import zmq
has = zmq.has
zmq.has = lambda what: what != "ipc" and has(what)
from reconnect_widgets.cli import main
main()
"""


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder for what lives as long as a program does; the names of sockets have to be short."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def ports(process: psutil.Process) -> set[int]:
    return {one.laddr.port for one in process.net_connections("inet") if one.status == "LISTEN"}


def sockets_in(runtime: Path) -> set[Path]:
    """Return the folders in which there are sockets."""
    return {file.parent for file in runtime.rglob("*") if file.is_socket()}


def only_kernel(served: Served) -> psutil.Process:
    [kernel] = served.kernels()
    return kernel


def test_a_page_is_filled_where_kernels_cannot_be_forked(tmp_path: Path) -> None:
    command = (sys.executable, "-c", NO_FORK)
    with serve_workbook(data=tmp_path / "data", command=command) as served, visited(served) as told:
        assert "ipykernel_launcher" in only_kernel(served).cmdline()
        assert told["parts"]


@needs_fork
def test_a_visit_goes_on_and_another_begins_when_the_warm_process_was_killed(
    tmp_path: Path,
) -> None:
    with serve_workbook(data=tmp_path / "data") as served:
        reader = let_in(served)
        line = reader.join()
        only_kernel(served).parent().kill()

        assert line.turn(STAGES[3].file)["parts"]
        with visited(served, "13") as told:
            assert told["parts"]
        line.close()


@pytest.mark.parametrize("settings", [(), ("--WorkbookKernels.fork_kernels=False",)])
def test_a_server_that_is_killed_leaves_no_process_nor_what_forked_ones_had_beside_it(
    tmp_path: Path, runtime: Path, settings: tuple[str, ...]
) -> None:
    with serve_workbook(*settings, data=tmp_path / "data") as served:
        line = let_in(served).join()
        assert served.kernels()
        family = served.family()
        served.stop(signal.SIGKILL)
        _, alive = psutil.wait_procs(family, timeout=20)

    assert alive == []
    if can_fork() and not settings:
        assert not [*runtime.iterdir()]
    line.close()


# Where they are reached


@pytest.mark.parametrize("forks", ["True", "False"])
def test_a_visit_opens_no_port_its_sockets_are_this_users_alone_and_it_takes_so_much_and_no_more(
    tmp_path: Path, runtime: Path, forks: str
) -> None:
    setting = f"--WorkbookKernels.fork_kernels={forks}"
    with serve_workbook(setting, data=tmp_path / "data") as served, visited(served) as told:
        [folder] = sockets_in(runtime)

        assert told["parts"]
        kernel = only_kernel(served)
        assert ports(kernel) == set()
        assert kernel.rlimit(psutil.RLIMIT_DATA)[0] == MOST_MEMORY
        assert kernel.rlimit(psutil.RLIMIT_CPU)[0] == MOST_TIME
        assert {port for process in served.family() for port in ports(process)} == {served.port}
        assert folder.stat().st_mode & 0o777 == 0o700
        served.stop()

    assert [*runtime.iterdir()] == []


def is_full(place: Path) -> None:
    """Leave room for folders there, and for nothing in them."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", str(place)]
    if os.name != "posix" or os.geteuid() or subprocess.run(mount, check=False).returncode:
        pytest.skip("Only root can mount a small disk.")
    (place / "all").write_bytes(bytes(4096))


@pytest.mark.parametrize("becomes", [Path.rmdir, is_full])
def test_a_visit_opens_no_port_where_the_place_of_its_sockets_is_cleared_or_full(
    tmp_path: Path, runtime: Path, becomes: Callable[[Path], None]
) -> None:
    """As at a logout, or where another program has filled the memory that is for it."""
    place = runtime / "place"
    place.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(place))
        with serve_workbook(data=tmp_path / "data") as served:
            becomes(place)
            try:
                with visited(served) as told:
                    assert told["parts"]
                    assert ports(only_kernel(served)) == set()
            finally:
                if place.is_mount():
                    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_page_that_is_loaded_again_has_another_kernel_where_its_own_cannot_be_reached_any_more(
    tmp_path: Path, runtime: Path
) -> None:
    """As where the system clears what is some days old; what was said before is saved all the same."""
    with serve_workbook(data=tmp_path / "data") as served:
        reader = let_in(served)
        line = reader.join()
        [folder] = sockets_in(runtime)
        shutil.rmtree(folder)
        line.close()

        again = reader.join(kernel=line.kernel)
        assert again.kernel != line.kernel
        assert again.turn(STAGES[1].file)["parts"]
        again.close()


def test_a_place_that_each_folder_has_another_of_is_none(tmp_path: Path, runtime: Path) -> None:
    """The system's own has its whole name."""
    (tmp_path / runtime.name).mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", runtime.name)
        with (
            serve_workbook(data=tmp_path / "data", cwd=tmp_path) as served,
            visited(served) as told,
        ):
            assert told["parts"]
            assert served.said() == ""


@pytest.mark.parametrize(
    ("command", "deep"),
    [((sys.executable, "-c", NO_SOCKETS), ""), (None, "d" * 100)],
    ids=["where there are none", "where their names are too long"],
)
def test_a_page_is_filled_where_there_are_no_such_sockets_and_nobody_reads_along(
    tmp_path: Path,
    runtime: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...] | None,
    deep: str,
) -> None:
    """As where the name of a socket would be too long."""
    (runtime / deep).mkdir(exist_ok=True)
    for name in ("XDG_RUNTIME_DIR", "TMPDIR"):
        monkeypatch.setenv(name, str(runtime / deep))
    with (
        serve_workbook(
            f"--Voila.connection_dir_root={tmp_path}", data=tmp_path / "data", command=command
        ) as served,
        visited(served) as told,
    ):
        assert told["parts"]
        [connection] = tmp_path.glob("*/kernel-*.json")

        assert ports(only_kernel(served))
        assert sockets_in(runtime) == set()
        assert "curve_secretkey" in json.loads(connection.read_text())  # so it is encrypted


# What they may take


def test_a_page_gets_another_kernel_when_its_time_is_over(tmp_path: Path) -> None:
    folder = copy_of_notebooks(tmp_path)
    add_page(folder, "busy.ipynb", "while True:\n    pass")
    with serve_workbook("--notebooks", folder, data=tmp_path / "data") as served:
        reader = let_in(served)
        line = reader.join()
        assert line.turn(STAGES[1].file)["parts"]
        process = only_kernel(served)
        _, hard = process.rlimit(psutil.RLIMIT_CPU)
        process.rlimit(psutil.RLIMIT_CPU, (1, hard))

        line.begin_turn("busy.ipynb")
        assert line.is_closed() == GONE
        with closing(reader.join(kernel=line.kernel)) as another:
            assert another.turn(STAGES[1].file)["parts"]

        assert another.kernel != line.kernel
        line.close()


def test_a_page_hears_of_a_kernel_that_dies_while_it_is_joined(tmp_path: Path) -> None:
    with serve_workbook(data=tmp_path / "data") as served:
        reader = let_in(served)
        line = reader.join()
        line.close()
        process = only_kernel(served)
        process.suspend()
        with closing(reader.join(kernel=line.kernel)) as again:
            process.kill()

            assert again.is_closed() == GONE
        assert served.kernels() == set()  # the page asks for another, so it is not started again
        assert "has ended by itself" in served.said()
        assert "restart" not in served.said()
