"""Kernels forked from a warm process, and pages made ahead: as good as any, and apart from each other."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from inspect import getsource
from pathlib import Path
from shutil import copytree

import psutil
import pytest
from jupyter_client.client import KernelClient
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from processes import (
    READY_WITHIN,
    Served,
    browser_without_page,
    environment,
    eventually,
    fetch,
    run_apart,
    serve_workbook,
)
from traitlets.config import Config
from voila.handler import VoilaHandler

from reconnect_widgets.kernels import forks
from reconnect_widgets.kernels.forks import NoFork, WarmProcess, can_fork
from reconnect_widgets.kernels.manager import WorkbookKernels
from reconnect_widgets.kernels.ready import following
from reconnect_widgets.kernels.settings import PROVISIONER, kernel_config
from reconnect_widgets.places import notebooks_folder
from reconnect_widgets.stages import STAGES

needs_fork = pytest.mark.skipif(not can_fork(), reason="Kernels are forked on Linux only.")

NO_PIDFD = "import os; del os.pidfd_open; from reconnect_widgets.cli import main; main()"
NO_FORK = "import os; del os.fork; from reconnect_widgets.cli import main; main()"


class Kernels:
    """Kernels without a server around them: each runs code and answers a question about it."""

    def __init__(self, folder: Path) -> None:
        config = kernel_config()
        config.merge(Config({"WorkbookKernels": {"ready_pages": 0}}))
        self.manager = WorkbookKernels(config=config, connection_dir=str(folder))

    async def start(self, **environment: str) -> str:
        own = {**os.environ, "VOILA_REQUEST_URL": "", **environment}
        return str(await self.manager.start_kernel(kernel_name="python3", env=own))

    async def ask(self, kernel: str, question: str, code: str = "") -> str:
        """Run code in a kernel and return what an expression then is."""
        client = self.manager.get_kernel(kernel).client()
        client.start_channels()
        try:
            await client.wait_for_ready(60)
            asked = {"answer": question}
            reply = await client.execute(code, user_expressions=asked, reply=True, timeout=60)
        finally:
            client.stop_channels()
        assert reply["content"]["user_expressions"]["answer"]["status"] == "ok", reply["content"]
        return str(reply["content"]["user_expressions"]["answer"]["data"]["text/plain"])

    def process(self, kernel: str) -> psutil.Process:
        return psutil.Process(self.manager.get_kernel(kernel).provisioner.pid)

    def is_forked(self, kernel: str) -> bool:
        warm = self.manager.warm
        assert warm
        assert warm._process
        return bool(self.process(kernel).ppid() == warm._process.pid)


async def until(ask: Callable[[], object]) -> None:
    """Let the loop go on until the answer is true."""
    while not ask():
        await asyncio.sleep(0.01)


Promise = Callable[[Kernels], Awaitable[None]]


@pytest.fixture
def keep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Promise], None]:
    """Keep a promise with kernels of its own, which end with it."""
    for name, value in environment(tmp_path / "data").items():
        monkeypatch.setenv(name, value)
    factory = KernelProvisionerFactory.instance()
    monkeypatch.setattr(factory, "default_provisioner_name", PROVISIONER)

    async def with_kernels(promise: Promise) -> None:
        kernels = Kernels(tmp_path)
        try:
            await promise(kernels)
        finally:
            await kernels.manager.shutdown_all(now=True)

    return lambda promise: run_apart(with_kernels(promise))


def memory_holds(process: psutil.Process, words: bytes) -> bool:
    """Search all of a process's memory that it can write to."""
    maps = Path(f"/proc/{process.pid}/maps").read_text()
    with Path(f"/proc/{process.pid}/mem").open("rb", buffering=0) as memory:
        for start, end in re.findall(r"^([0-9a-f]+)-([0-9a-f]+) rw", maps, re.MULTILINE):
            memory.seek(int(start, 16))
            if words in (memory.read(int(end, 16) - int(start, 16)) or b""):
                return True
    return False


# Apart from each other


@needs_fork
def test_a_forked_kernel_holds_no_answer_of_another(keep: Callable[[Promise], None]) -> None:
    async def promise(kernels: Kernels) -> None:
        mine = await kernels.start()
        answer = await kernels.ask(mine, "answer", "import os; answer = os.urandom(20).hex()")
        other = await kernels.start()
        known = await kernels.ask(other, "'answer' in globals()")
        words = answer.strip("'").encode()

        assert kernels.is_forked(mine)
        assert kernels.is_forked(other)
        assert known == "False"
        assert memory_holds(kernels.process(mine), words)
        assert not memory_holds(kernels.process(other), words)
        assert not memory_holds(kernels.process(other).parent(), words)

    keep(promise)


@needs_fork
def test_forked_kernels_share_no_randomness(keep: Callable[[Promise], None]) -> None:
    async def promise(kernels: Kernels) -> None:
        draw = "(random.random(), uuid.uuid4().hex, secrets.token_hex(), tempfile.mktemp())"
        code = "import random, uuid, secrets, tempfile"
        drawn = [await kernels.ask(await kernels.start(), draw, code) for _ in range(2)]
        drawn = [eval(words) for words in drawn]

        assert all(one != other for one, other in zip(*drawn, strict=True))

    keep(promise)


@needs_fork
def test_a_forked_kernel_has_no_open_file_of_another(keep: Callable[[Promise], None]) -> None:
    async def promise(kernels: Kernels) -> None:
        mine = await kernels.start()
        code = "import sqlite3, tempfile; f = tempfile.mkdtemp() + '/a.sqlite3'; d = sqlite3.connect(f)"
        path = (await kernels.ask(mine, "f", code + "; d.execute('create table a (b)')")).strip("'")
        other = await kernels.start()
        await kernels.ask(other, "1")
        own, others = kernels.process(mine), kernels.process(other)
        connections = [
            {(c.laddr, c.status) for c in process.net_connections() if c.status == "LISTEN"}
            for process in (own, others, own.parent())
        ]

        assert path in {file.path for file in own.open_files()}
        assert path not in {file.path for file in others.open_files()}
        assert not any(".sqlite" in file.path for file in others.open_files())
        assert not connections[0] & connections[1]
        assert connections[2] == set()

    keep(promise)


@needs_fork
def test_a_forked_kernel_starts_as_it_was_asked_to(keep: Callable[[Promise], None]) -> None:
    async def promise(kernels: Kernels) -> None:
        kernel = await kernels.start(FOR_THIS_ONE="yes")
        told = await kernels.ask(kernel, "os.environ.get('FOR_THIS_ONE'), os.getcwd()", "import os")
        other = await kernels.ask(
            await kernels.start(), "os.environ.get('FOR_THIS_ONE')", "import os"
        )

        assert eval(told) == ("yes", str(Path.cwd()))
        assert other == "None"

    keep(promise)


@needs_fork
def test_the_warm_process_has_one_thread_and_no_pandas(keep: Callable[[Promise], None]) -> None:
    async def promise(kernels: Kernels) -> None:
        kernel = await kernels.start()
        loaded = await kernels.ask(
            kernel,
            "[m in sys.modules for m in names]",
            "import sys; names = "
            "('anywidget', 'reconnect_widgets.page', 'pandas', 'debugpy.server')",
        )

        assert kernels.process(kernel).parent().num_threads() == 1
        assert eval(loaded) == [True, True, False, False]

    keep(promise)


# As good as any other kernel


@needs_fork
def test_interrupt_and_exit_status(keep: Callable[[Promise], None], tmp_path: Path) -> None:
    async def promise(kernels: Kernels) -> None:
        kernel = await kernels.start()
        manager = kernels.manager.get_kernel(kernel)
        busy = tmp_path / "busy"
        code = f"""
import pathlib, time
try:
    pathlib.Path({str(busy)!r}).touch()
    time.sleep(3600)
except KeyboardInterrupt:
    heard = True
"""
        asking = asyncio.create_task(kernels.ask(kernel, "heard", code))
        await until(busy.exists)
        await manager.interrupt_kernel()
        heard = await asking
        process = manager.provisioner.process
        process.terminate()
        await until(lambda: process.poll() is not None)

        assert heard == "True"
        assert process.wait() == -signal.SIGTERM
        assert not psutil.pid_exists(process.pid)

    keep(promise)


@needs_fork
def test_a_kernel_that_was_asked_to_end_says_so(keep: Callable[[Promise], None]) -> None:
    async def promise(kernels: Kernels) -> None:
        kernel = await kernels.start()
        manager = kernels.manager.get_kernel(kernel)
        manager.shutdown_wait_time = READY_WITHIN  # a busy machine must not make it impatient
        process = manager.provisioner.process
        await kernels.ask(kernel, "1")
        await kernels.manager.shutdown_kernel(kernel)

        assert process.returncode == 0
        assert not psutil.pid_exists(process.pid)

    keep(promise)


@needs_fork
def test_a_kernel_that_died_is_started_again(keep: Callable[[Promise], None]) -> None:
    async def promise(kernels: Kernels) -> None:
        kernel = await kernels.start()
        first = kernels.process(kernel)
        await kernels.ask(kernel, "1")
        first.kill()
        await until(lambda: kernels.manager.get_kernel(kernel).provisioner.pid != first.pid)

        assert await kernels.ask(kernel, "1 + 1") == "2"
        assert kernels.is_forked(kernel)
        assert not first.is_running()

    keep(promise)


@needs_fork
def test_the_death_of_the_warm_process_ends_no_kernel(keep: Callable[[Promise], None]) -> None:
    async def promise(kernels: Kernels) -> None:
        kernel = await kernels.start()
        warm = kernels.process(kernel).parent()
        warm.kill()
        another = await kernels.start()

        assert await kernels.ask(kernel, "1 + 1") == "2"
        assert kernels.is_forked(another)
        assert kernels.process(another).parent() != warm
        await kernels.manager.shutdown_kernel(kernel)

    keep(promise)


@needs_fork
def test_a_warm_process_that_does_not_answer_is_not_waited_for(
    keep: Callable[[Promise], None],
) -> None:
    async def promise(kernels: Kernels) -> None:
        warm = kernels.manager.warm
        assert warm
        assert warm._process
        await kernels.start()
        warm._patience = 0.2
        psutil.Process(warm._process.pid).suspend()
        kernel = await kernels.start()

        assert "ipykernel_launcher" in kernels.process(kernel).cmdline()
        assert await kernels.ask(kernel, "1 + 1") == "2"

    keep(promise)


@needs_fork
def test_a_warm_process_that_always_fails_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forks, "PROGRAM", "raise SystemExit(1)")
    warm = WarmProcess(5)
    start = forks.KernelStart([], "/", {})
    for _ in range(3):
        with pytest.raises(NoFork):
            warm.fork(start)
    before = warm._process

    with pytest.raises(NoFork):
        warm.fork(start)

    assert warm._process is before
    warm.end()


@needs_fork
def test_other_kernels_start_as_jupyter_starts_them(keep: Callable[[Promise], None]) -> None:
    async def promise(kernels: Kernels) -> None:
        kernel = await kernels.start(PYTHONHASHSEED="1")

        assert "ipykernel_launcher" in kernels.process(kernel).cmdline()
        assert await kernels.ask(kernel, "1 + 1") == "2"

    keep(promise)


def test_without_pidfd_nothing_is_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("os.pidfd_open", raising=False)

    assert not can_fork()


# What others do, and we do in their place for as long as they do


def test_jupyter_client_still_waits_for_a_silence_of_200_ms() -> None:
    ours = "If this fails, reconnect_widgets/kernels/client.py may no longer be needed."

    assert "get_msg(timeout=0.2)" in getsource(KernelClient._async_wait_for_ready), ours


def test_voila_still_starts_a_kernel_before_it_sends_a_word() -> None:
    ours = "If this fails, reconnect_widgets/kernels/pages.py may no longer be needed."
    source = getsource(VoilaHandler.get_generator)

    assert source.index("get_page_config(") < source.index("put_html"), ours
    assert source.index("self.kernel_manager.start_kernel(") < source.index("put_html"), ours


# In the workbook


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
