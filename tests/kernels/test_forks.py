"""Kernels forked from a warm process: as good as any, and apart from each other."""

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import ExitStack
from inspect import getsource
from pathlib import Path
from subprocess import PIPE, Popen
from threading import Thread
from typing import Any, TypeVar

import psutil
import pytest
from processes import (
    READY_WITHIN,
    environment,
    run_apart,
)
from voila.handler import VoilaHandler

from reconnect_widgets.kernels import forks
from reconnect_widgets.kernels.forks import (
    FOR_VISITS,
    KERNEL_NAME,
    ForkedKernel,
    WarmProcess,
    can_fork,
)
from reconnect_widgets.kernels.manager import WorkbookKernels
from reconnect_widgets.stages import STAGES
from reconnect_widgets.widgets.assets import PAGE_BRINGS_THEM

T = TypeVar("T")
FD_SETSIZE = 1024
"""Files of which ``select`` can tell, wherever forks are."""

needs_fork = pytest.mark.skipif(not can_fork(), reason="Kernels are forked on Linux only.")


class Kernels:
    """Kernels without a server around them: each runs code and answers a question about it."""

    def __init__(self, folder: Path) -> None:
        self.manager = WorkbookKernels(connection_dir=str(folder))

    async def start(self, **environment: str) -> str:
        own = {**os.environ, PAGE_BRINGS_THEM: "1", **environment}
        started = self.manager.start_kernel(
            kernel_name="python3", env=own, extra_arguments=FOR_VISITS
        )
        return str(await started)

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
        return bool(self.process(kernel).ppid() == warm._process.pid)


async def until(ask: Callable[[], object]) -> None:
    """Let the loop go on until the answer is true."""
    while not ask():
        await asyncio.sleep(0.01)


Promise = Callable[[Kernels], Awaitable[None]]


@pytest.fixture
def keep_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Promise], None]:
    """Keep a promise with kernels and a warm process of its own, which end with it."""
    for name, value in environment(tmp_path / "data").items():
        monkeypatch.setenv(name, value)

    async def with_kernels(promise: Promise) -> None:
        kernels = Kernels(tmp_path)
        try:
            await promise(kernels)
        finally:
            await kernels.manager.shutdown_all(now=True)

    return lambda promise: run_apart(with_kernels(promise))


@pytest.fixture(scope="module")
def keep(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Promise], None]]:
    """Keep promises with one warm process for all of them, which goes on after each; kernels end."""
    folder = tmp_path_factory.mktemp("forks")
    loop = asyncio.new_event_loop()
    runs = Thread(target=loop.run_forever)
    runs.start()

    def wait_for(promise: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(promise, loop).result()

    async def make() -> Kernels:
        return Kernels(folder)

    async def with_kernels(promise: Promise) -> None:
        try:
            await promise(kernels)
        finally:
            for kernel in kernels.manager.list_kernel_ids():
                await kernels.manager.shutdown_kernel(kernel, now=True)

    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment(folder / "data").items():
            patch.setenv(name, value)
        kernels = wait_for(make())
        yield lambda promise: wait_for(with_kernels(promise))
        wait_for(kernels.manager.shutdown_all(now=True))
    loop.call_soon_threadsafe(loop.stop)
    runs.join()
    loop.close()


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
        draw = "(random.random(), uuid.uuid4().hex, secrets.token_hex(), tempfile.mktemp(), *own)"
        code = "import random, uuid, secrets, tempfile; kernel = get_ipython().kernel; "
        code += "own = kernel.ident, kernel.session.session"
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
            {one.laddr for one in process.net_connections("all") if one.laddr}
            for process in (own, others, own.parent())
        ]

        assert path in {file.path for file in own.open_files()}
        assert path not in {file.path for file in others.open_files()}
        assert not any(".sqlite" in file.path for file in others.open_files())
        assert connections[0]
        assert not connections[0] & connections[1]
        assert connections[2] == set()

    keep(promise)


@needs_fork
def test_a_forked_kernel_leaves_no_core_file_and_nobody_looks_into_it(
    keep_alone: Callable[[Promise], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RECONNECT_MEMORY", raising=False)

    async def promise(kernels: Kernels) -> None:
        code = "import ctypes, resource; limits = resource.getrlimit(resource.RLIMIT_CORE)"
        dumpable = "ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)"  # PR_GET_DUMPABLE
        kernel = await kernels.start()

        assert await kernels.ask(kernel, f"limits, {dumpable}", code) == "((0, 0), 0)"
        assert kernels.is_forked(kernel)
        assert kernels.process(kernel).name() == KERNEL_NAME

    keep_alone(promise)


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
def test_each_page_of_a_forked_kernel_begins_with_what_its_readers_ipython_begins_with(
    keep_alone: Callable[[Promise], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = """
from reconnect_widgets.page.turning import Visit
Visit(get_ipython()).let_go()
"""
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "own.py").write_text("greeting = 'hello'\n", encoding="utf-8")

    async def promise(kernels: Kernels) -> None:
        kernel = await kernels.start()

        assert await kernels.ask(kernel, "greeting", code) == "'hello'"
        assert kernels.is_forked(kernel)

    monkeypatch.setenv("IPYTHONDIR", str(startup.parents[1]))
    keep_alone(promise)


@needs_fork
def test_the_warm_process_has_one_thread_and_no_pandas(keep: Callable[[Promise], None]) -> None:
    async def promise(kernels: Kernels) -> None:
        kernel = await kernels.start()
        loaded = await kernels.ask(
            kernel,
            "[m in sys.modules for m in names]",
            "import sys; names = "
            "('anywidget', 'reconnect_widgets.page.page', 'numpy', 'pandas', 'debugpy.server')",
        )

        assert kernels.process(kernel).parent().num_threads() == 1
        assert eval(loaded) == [True, True, False, False, False]

    keep(promise)


@needs_fork
def test_nothing_of_the_pages_that_were_turned_for_nobody_is_left_in_a_kernel(
    keep: Callable[[Promise], None],
) -> None:
    code = """
import os, ipywidgets.widgets.widget as widgets
from reconnect_widgets.declarations import questions
from reconnect_widgets.page import notebooks
from reconnect_widgets.page.opening import Opening
were_turned = len(notebooks._READ)
"""
    left = (
        "were_turned, 'page' in globals(), len(widgets._instances), Opening._left, "
        "len(get_ipython().kernel.comm_manager.comms), questions.cache_info().currsize, "
        "os.environ.get('RECONNECT_PLACE'), os.getcwd()"
    )

    async def promise(kernels: Kernels) -> None:
        while not (told := eval(await kernels.ask(await kernels.start(), left, code)))[0]:
            pass  # it was asked before it began

        assert told[1:] == (False, 0, None, 0, 0, None, str(Path.cwd()))

    keep(promise)


# As good as any other kernel


@needs_fork
def test_a_kernel_is_interrupted_and_ended(keep: Callable[[Promise], None], tmp_path: Path) -> None:
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
        assert not psutil.pid_exists(process.pid)

    keep(promise)


@needs_fork
def test_a_kernel_that_was_asked_to_end_leaves_nothing(keep: Callable[[Promise], None]) -> None:
    async def promise(kernels: Kernels) -> None:
        kernel = await kernels.start()
        manager = kernels.manager.get_kernel(kernel)
        manager.shutdown_wait_time = READY_WITHIN  # a busy machine must not make it impatient
        process = kernels.process(kernel)
        await kernels.ask(kernel, "1")
        await kernels.manager.shutdown_kernel(kernel)

        assert not process.is_running()
        assert not Path(manager.connection_file).parent.exists()

    keep(promise)


@needs_fork
def test_a_kernel_that_has_done_what_its_pages_said_is_not_asked_to_end(
    keep: Callable[[Promise], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may not come to an end by itself: of ipykernel's threads one can wait for another that has ended."""
    sent: list[int] = []
    send = ForkedKernel.send_signal

    def note(kernel: ForkedKernel, number: int) -> None:
        sent.append(number)
        send(kernel, number)

    async def promise(kernels: Kernels) -> None:
        monkeypatch.setattr(ForkedKernel, "send_signal", note)
        monkeypatch.setattr(kernels.manager, "grace", 0.0)
        kernel = await kernels.manager.visit(lambda: None, "", STAGES[0].file, "python3")
        process = kernels.process(kernel)
        kernels.manager.leave(kernel)
        await kernels.manager._ends[kernel]

        assert sent[-1] == signal.SIGKILL
        assert not process.is_running()

    keep(promise)


@needs_fork
def test_nobody_waits_for_what_a_kernel_prints(keep: Callable[[Promise], None]) -> None:
    async def promise(kernels: Kernels) -> None:
        told = await kernels.ask(
            await kernels.start(),
            "[type(one).__name__ for one in (sys.stdout, sys.stderr)]",
            "import sys",
        )

        assert eval(told) == ["TextIOWrapper"] * 2

    keep(promise)


@needs_fork
def test_a_kernel_that_ended_is_not_thought_alive_for_what_it_has_started(
    keep: Callable[[Promise], None],
) -> None:
    async def promise(kernels: Kernels) -> None:
        kernel = await kernels.start()
        code = "import os, signal; copy = os.fork() or signal.pause()"
        other = "program = int(os.popen('sleep 3600 >/dev/null & echo $!').read())"
        started = eval(await kernels.ask(kernel, "copy, program", f"{code}; {other}"))
        process = kernels.manager.get_kernel(kernel).provisioner.process
        kernels.process(kernel).kill()
        await until(lambda: process.poll() is not None)

        for pid in started:
            psutil.Process(pid).kill()

    keep(promise)


@needs_fork
def test_the_death_of_the_warm_process_ends_no_kernel(
    keep_alone: Callable[[Promise], None],
) -> None:
    async def promise(kernels: Kernels) -> None:
        kernel = await kernels.start()
        warm = kernels.process(kernel).parent()
        warm.kill()
        in_between, another = await kernels.start(), await kernels.start()

        assert await kernels.ask(kernel, "1 + 1") == "2"
        assert await kernels.ask(in_between, "1 + 1") == "2"
        assert kernels.is_forked(another)
        assert kernels.process(another).parent() != warm
        await kernels.manager.shutdown_kernel(kernel)

    keep_alone(promise)


@needs_fork
def test_a_server_with_many_files_has_its_kernels_forked(
    keep_alone: Callable[[Promise], None],
) -> None:
    """The warm process has the number of its line from the server."""

    async def promise(kernels: Kernels) -> None:
        assert kernels.is_forked(await kernels.start())

    with ExitStack() as many:
        for _ in range(FD_SETSIZE):
            many.enter_context(Path(os.devnull).open())

        keep_alone(promise)


@needs_fork
def test_a_warm_process_that_does_not_answer_is_not_waited_for(
    keep_alone: Callable[[Promise], None],
) -> None:
    async def promise(kernels: Kernels) -> None:
        warm = kernels.manager.warm
        assert warm
        await kernels.start()
        warm.patience = 0.2
        psutil.Process(warm._process.pid).suspend()
        kernel = await kernels.start()

        assert "ipykernel_launcher" in kernels.process(kernel).cmdline()
        assert await kernels.ask(kernel, "1 + 1") == "2"

    keep_alone(promise)


async def asks(warm: WarmProcess, times: int) -> int:
    """Ask for kernels all at once, and say how many came; they end at once."""
    wishes = [warm.fork("", "/", dict(os.environ)) for _ in range(times)]
    came = await asyncio.gather(*wishes, return_exceptions=True)
    kernels = [one for one in came if isinstance(one, forks.ForkedKernel)]
    for kernel in kernels:
        kernel.kill()
        await until(lambda kernel=kernel: kernel.poll() is not None)
    return len(kernels)


@needs_fork
@pytest.mark.parametrize(
    ("program", "patience"), [("raise SystemExit(1)", 60), ("import time; time.sleep(600)", 0.2)]
)
def test_a_warm_process_that_always_fails_or_never_answers_is_left_alone_for_a_while(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str, patience: float
) -> None:
    for name, value in environment(tmp_path / "data").items():
        monkeypatch.setenv(name, value)
    works = forks.PROGRAM
    monkeypatch.setattr(forks, "PROGRAM", program)

    async def promise() -> None:
        warm = WarmProcess()
        warm.patience = patience
        assert [await asks(warm, 1) for _ in range(warm.tries)] == [0] * warm.tries
        last = warm._process
        assert (await asks(warm, 1), warm._process is last) == (0, True)

        warm._rests_until = 0.0
        assert (await asks(warm, 1), warm._process is last) == (0, False)
        last = warm._process
        assert (await asks(warm, 1), warm._process is last) == (0, True)

        monkeypatch.setattr(forks, "PROGRAM", works)
        warm.patience, warm._rests_until = READY_WITHIN, 0.0
        assert await asks(warm, 1) == 1
        warm.end()

    run_apart(promise())


@needs_fork
def test_many_who_ask_a_process_that_ends_count_as_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """So that one that ended, when several pages are opened, costs no more."""
    once = tmp_path / "once"
    ends_first = f"""
import os, sys, time
if not os.path.exists({str(once)!r}):
    open({str(once)!r}, "w").close()
    time.sleep(1)
    raise SystemExit(1)
"""
    for name, value in environment(tmp_path / "data").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(forks, "PROGRAM", ends_first + forks.PROGRAM)

    async def promise() -> None:
        warm = WarmProcess()
        warm.patience = READY_WITHIN
        assert (await asks(warm, 6), await asks(warm, 6)) == (0, 6)
        warm.end()

    run_apart(promise())


@needs_fork
def test_other_kernels_start_as_jupyter_starts_them(keep: Callable[[Promise], None]) -> None:
    async def promise(kernels: Kernels) -> None:
        kernel = await kernels.start(PYTHONHASHSEED="1")

        assert "ipykernel_launcher" in kernels.process(kernel).cmdline()
        assert await kernels.ask(kernel, "1 + 1") == "2"

    keep(promise)


# What others do, and we do in their place for as long as they do


def test_voila_still_starts_a_kernel_before_it_sends_a_word() -> None:
    ours = "If this fails, reconnect_widgets/voila/pages.py may no longer be needed."
    source = getsource(VoilaHandler.get_generator)

    assert source.index("get_page_config(") < source.index("put_html"), ours
    assert source.index("self.kernel_manager.start_kernel(") < source.index("put_html"), ours


WATCH = """
import socket, sys
from pathlib import Path
from threading import Thread
from reconnect_widgets.kernels.warm_process import _end_with_server
line = socket.socket(fileno=int(sys.argv[1]))
line.send(b"1")
print(flush=True)
Thread(target=_end_with_server, args=(line, Path("kernel-1.json")), daemon=True).start()
sys.stdin.read()
"""


def test_a_kernel_ends_with_a_server_that_went_before_it_heard_of_it() -> None:
    server, line = socket.socketpair()
    command = [sys.executable, "-c", WATCH, str(line.fileno())]
    with Popen(command, pass_fds=[line.fileno()], stdin=PIPE, stdout=PIPE) as kernel:
        assert kernel.stdout
        kernel.stdout.readline()
        line.close()
        server.close()

        assert kernel.wait(60) == 1
