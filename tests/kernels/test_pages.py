"""Pages and their kernels in the workbook: forked or not, made ahead or not, and gone with it."""

import re
import signal
import sys
from contextlib import suppress
from pathlib import Path
from shutil import copytree

import psutil
import pytest
from processes import (
    Served,
    browser_without_page,
    eventually,
    fetch,
    serve_workbook,
)

from reconnect_widgets.kernels.forks import can_fork
from reconnect_widgets.kernels.ready import following
from reconnect_widgets.places import notebooks_folder
from reconnect_widgets.stages import STAGES

needs_fork = pytest.mark.skipif(not can_fork(), reason="Kernels are forked on Linux only.")

NO_PIDFD = "import os; del os.pidfd_open; from reconnect_widgets.cli import main; main()"
NO_FORK = "import os; del os.fork; from reconnect_widgets.cli import main; main()"


def address(served: Served, number: str) -> str:
    file = next(stage.file for stage in STAGES if stage.number == number)
    return f"{served.origin}/voila/render/{file}"


def kernel_of(text: str) -> str:
    """Return the kernel that a page names."""
    found = re.search(r'"kernelId": "([0-9a-f-]{36})"', text)
    assert found, text[-500:]
    return found[1]


def kernels_of(served: Served) -> list[psutil.Process]:
    """Return the processes that listen as kernels do."""

    def listens(process: psutil.Process) -> bool:
        with suppress(psutil.NoSuchProcess):  # it has just ended
            return any(c.status == "LISTEN" for c in process.net_connections())
        return False

    return [process for process in served.family()[1:] if listens(process)]


@pytest.mark.parametrize("without", [NO_PIDFD, NO_FORK])
def test_a_page_opens_where_kernels_cannot_be_forked(tmp_path: Path, without: str) -> None:
    with serve_workbook(data=tmp_path / "data", command=(sys.executable, "-c", without)) as served:
        status, _, text = fetch(served.address)
        commands = [kernel.cmdline() for kernel in kernels_of(served)]

    assert status == 200
    assert kernel_of(text)
    assert "rc-trouble" not in text
    assert any("ipykernel_launcher" in command for command in commands)


@needs_fork
def test_the_next_page_opens_when_the_warm_process_was_killed(tmp_path: Path) -> None:
    with serve_workbook(data=tmp_path / "data") as served:
        browser = browser_without_page()
        fetch(served.address, browser)
        psutil.Process(kernels_of(served)[0].pid).parent().kill()

        for number in ("03", "13"):
            status, _, text = fetch(address(served, number), browser)
            assert (status, "rc-trouble" in text) == (200, False)


@pytest.mark.parametrize("settings", [(), ("--WorkbookKernels.fork_kernels=False",)])
def test_a_server_that_is_killed_leaves_no_process(
    tmp_path: Path, settings: tuple[str, ...]
) -> None:
    with serve_workbook(*settings, data=tmp_path / "data") as served:
        fetch(served.address)
        family = served.family()
        served.stop(signal.SIGKILL)
        _, alive = psutil.wait_procs(family, timeout=20)

    assert len(family) > 1
    assert alive == []


def test_the_next_page_is_ready_before_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # Voila keeps the files of its kernels there
    with serve_workbook(data=tmp_path / "data") as served:
        browser = browser_without_page()
        fetch(served.address, browser)
        eventually(lambda: len(kernels_of(served)) == 2)
        known = {file.name for file in tmp_path.rglob("kernel-*.json")}

        _, _, text = fetch(address(served, "01"), browser)

    assert f"kernel-{kernel_of(text)}.json" in known
    assert "data-rc-model" in text


@pytest.mark.parametrize("ready", [0, 1])
def test_settings_say_how_many_pages_are_made_ahead(tmp_path: Path, ready: int) -> None:
    setting = f"--WorkbookKernels.ready_pages={ready}"
    with serve_workbook(setting, data=tmp_path / "data") as served:
        browser = browser_without_page()
        for number in ("00", "01", "02"):
            fetch(address(served, number) + f"?token={served.token}", browser)

        eventually(lambda: len(kernels_of(served)) == 3 + ready)


def test_a_page_that_was_not_expected_has_the_kernel_that_was_ready(tmp_path: Path) -> None:
    with serve_workbook(data=tmp_path / "data") as served:
        browser = browser_without_page()
        fetch(served.address, browser)
        eventually(lambda: len(kernels_of(served)) == 2)
        before = {kernel.pid for kernel in kernels_of(served)}

        _, _, text = fetch(address(served, "09"), browser)
        eventually(lambda: len(kernels_of(served)) == 3)
        ready = {kernel.pid for kernel in kernels_of(served)} - before

    assert len(ready) == 1  # only the one for page 10 is new
    assert "data-rc-model" in text
    assert "rc-trouble" not in text


def test_a_page_turned_to_in_place_comes_without_what_is_there(tmp_path: Path) -> None:
    with serve_workbook(data=tmp_path / "data") as served:
        browser = browser_without_page()
        _, _, whole = fetch(served.address, browser)
        browser.addheaders = [("Reconnect-In-Place", "yes")]
        _, _, part = fetch(address(served, "01"), browser)

    assert "<style>" in whole
    assert 'id="help"' in whole
    assert "<style>" not in part
    assert 'id="help"' not in part
    assert re.search(r"<h1[^>]*>Give them space", part)
    assert kernel_of(part)
    assert len(part) < len(whole) / 2


def test_a_page_made_ahead_names_its_kernel_before_its_first_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the page script alone: so the kernel is joined while the page is still read."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with serve_workbook(data=tmp_path / "data") as served:
        browser = browser_without_page()
        with browser.open(served.address) as whole:
            assert "Reconnect-Kernel" not in whole.headers
            assert kernel_of(whole.read().decode())

        def both_have_run_their_notebooks() -> bool:
            ids = [file.stem.removeprefix("kernel-") for file in tmp_path.rglob("kernel-*.json")]
            said = [fetch(f"{served.origin}/api/kernels/{one}", browser)[2] for one in ids]
            return len([text for text in said if '"execution_state": "idle"' in text]) == 2

        eventually(both_have_run_their_notebooks)
        browser.addheaders = [("Reconnect-In-Place", "yes")]
        with browser.open(address(served, "01")) as part:
            named, text = part.headers["Reconnect-Kernel"], part.read().decode()

    assert named == kernel_of(text)


def test_a_page_made_ahead_is_made_anew_when_its_notebook_changed(tmp_path: Path) -> None:
    own = copytree(notebooks_folder(), tmp_path / "own", ignore=lambda *_: [".ipynb_checkpoints"])
    with serve_workbook("--notebooks", own, data=tmp_path / "data") as served:
        browser = browser_without_page()
        fetch(served.address, browser)
        eventually(lambda: len(kernels_of(served)) == 2)
        notebook = own / "01-give-space.ipynb"
        notebook.write_text(notebook.read_text("utf-8").replace("Give them space", "Room"), "utf-8")

        _, _, text = fetch(address(served, "01"), browser)

    assert re.search(r"<h1[^>]*>Room", text)


def test_pages_are_made_ahead_in_the_order_of_the_stages(tmp_path: Path) -> None:
    for stage in (STAGES[0], STAGES[1], STAGES[13]):
        (tmp_path / stage.file).touch()

    assert following(tmp_path, STAGES[0].file) == [STAGES[1].file, STAGES[13].file]
    assert following(tmp_path, STAGES[13].file) == []
    assert following(tmp_path, "something-else.ipynb") == []
