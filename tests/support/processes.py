"""Starts the real command in a process of its own, and ends it.

``serve_workbook`` is for whoever needs a running server; the address of what it serves is the
first line that was printed.
"""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Collection, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from functools import partial
from http.cookiejar import CookieJar
from io import StringIO
from pathlib import Path
from queue import Empty, Queue
from tempfile import TemporaryFile
from threading import Thread
from time import monotonic, sleep
from typing import Any, TypeVar
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import psutil
import pytest
from beginning import free_port
from forking import CAN_FORK, begin

from reconnect_widgets.cli import main
from reconnect_widgets.kernels.forks import KERNEL_NAME
from reconnect_widgets.places import ANSWERS_FILE

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "reconnect_widgets")
T = TypeVar("T")
LOCKED_BY_SQLITE = 512, 0x4000_0000
"""How many bytes of a file, and from which one, SQLite locks while it reads or writes."""
READY_WITHIN = 60
ENDS_WITHIN = 15


def eventually(ask: Callable[[], T], why: Callable[[], str] = str) -> T:
    """Ask until the answer is true, and return it; ``why`` tells what may have been in its way."""
    until = monotonic() + READY_WITHIN
    while not (answer := ask()):
        assert monotonic() < until, f"It did not happen in time. {why()}".rstrip()
        sleep(0.02)
    return answer


def apart(call: Callable[[], T]) -> T:
    """Call it in a thread of its own: a browser test before may have left a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(call).result()


def run_apart(promise: Coroutine[Any, Any, T]) -> T:
    """Run it in a thread of its own."""
    return apart(lambda: asyncio.run(promise))


def port_is_taken(said: str) -> bool:
    """Say whether a server named a port that somebody else has: our command, Jupyter or Node."""
    words = r"Port \d+ cannot be used|already in use|no available port|EADDRINUSE"
    return re.search(words, said) is not None


def on_free_ports(begin: Callable[[], T]) -> T:
    """Begin a server, and again on other ports when one is taken before it comes to use it."""
    for _ in range(5):
        try:
            return begin()
        except AssertionError as ended:
            if not port_is_taken(str(ended)):
                raise
    return begin()


def environment(data: Path) -> dict[str, str]:
    """Return this process's environment, with a folder of its own for answers and settings."""
    own = {
        "RECONNECT_DATA": str(data),
        "JUPYTER_CONFIG_DIR": str(data.with_name("jupyter-config")),
        "JUPYTER_RUNTIME_DIR": str(data.with_name("jupyter-runtime")),
        "IPYTHONDIR": str(data.with_name("ipython")),
    }
    return {**os.environ, **own}


def reconnect(
    *arguments: str | Path,
    data: Path,
    python: str | Path = sys.executable,
    cwd: Path | None = None,
    within: float | None = READY_WITHIN,
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end, within so many seconds, and return what it said."""
    words, folder, own = [*map(str, arguments)], cwd or ROOT, environment(data)
    if CAN_FORK and python == sys.executable:
        with TemporaryFile("w+") as output, TemporaryFile("w+") as errors:
            ours = begin(words, own, folder, output, errors)
            try:
                code = ours.wait(within)
            finally:
                ours.kill()
            said = [file.seek(0) or file.read() for file in (output, errors)]
        return subprocess.CompletedProcess(words, code, *said)
    return subprocess.run(
        [str(python), "-m", "reconnect_widgets", *words],
        env=own,
        cwd=folder,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=within,
        check=False,
    )


def said_at_once(*arguments: str | Path, data: Path) -> subprocess.CompletedProcess[str]:
    """Run the command in this process and return what it said: where it begins nothing, that is the same."""
    words = [str(one) for one in arguments]
    out, err = StringIO(), StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        for name, value in environment(data).items():
            patch.setenv(name, value)
        patch.setenv("RECONNECT_MEMORY", "open")  # of this process, which goes on
        code = main(words)
    return subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue())


def is_kernel(process: psutil.Process) -> bool:
    """Say whether a process is a kernel, forked or started the ordinary way."""
    try:
        return process.name() == KERNEL_NAME or "ipykernel_launcher" in process.cmdline()
    except psutil.Error:
        return False


def kill_processes_with(words: str) -> None:
    """Kill the processes whose command line names a folder, such as a browser's with its profile."""
    for process in psutil.process_iter():
        with suppress(psutil.Error):  # killing one takes others with it
            if any(words in part for part in process.cmdline()):
                process.kill()


CAN_HALT = pytest.mark.skipif(
    not hasattr(signal, "SIGSTOP"), reason="A process cannot be halted here."
)


@contextmanager
def halted(processes: Collection[psutil.Process]) -> Iterator[None]:
    """Halt processes for a block, as a computer does that has much else to do."""
    for one in processes:
        one.suspend()
    try:
        yield
    finally:
        for one in processes:
            with suppress(psutil.NoSuchProcess):  # the server ended it, since its page is left
                one.resume()


def empty(file: Path) -> None:
    """Leave nothing in a file with answers, while kernels of a test before may still read it.

    It stays the same file: SQLite looks for a journal by its name, and who reads a file that was removed
    takes the journal of the one that has come there for its own, and removes it.
    """
    from fcntl import LOCK_EX, lockf  # where there is none, nothing of an open file can be removed

    with suppress(FileNotFoundError), file.open("r+b") as held:
        lockf(held, LOCK_EX, *LOCKED_BY_SQLITE)
        held.truncate()
        file.with_name(f"{file.name}-journal").unlink(missing_ok=True)  # of who died while writing


@dataclass
class Served:
    """A server that runs, in a process of its own."""

    process: subprocess.Popen[str]
    address: str
    data: Path
    errors: Path

    @property
    def port(self) -> int:
        return urlsplit(self.address).port or 0

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def base(self) -> str:
        """With what all its paths begin: nothing, or what nobody else knows where a cookie opens all."""
        return re.split("/(?:lab/tree|voila/render)/", urlsplit(self.address).path)[0]

    @property
    def token(self) -> str:
        return urlsplit(self.address).query.removeprefix("token=")

    def family(self) -> list[psutil.Process]:
        """Return the process and all that it started, kernels among them."""
        return [root := psutil.Process(self.process.pid), *root.children(recursive=True)]

    def kernels(self) -> set[psutil.Process]:
        """Return the kernels that live now, whether a page has them or they are ready for one."""
        return {process for process in self.family()[1:] if is_kernel(process)}

    def begin_anew(self) -> None:
        """Let nothing have been answered, also for the kernels of pages that have just been closed."""
        empty(self.data / ANSWERS_FILE)
        for file in self.data.glob("answers*"):
            if file.name not in (
                ANSWERS_FILE,
                f"{ANSWERS_FILE}-journal",
            ):  # it may be written just now
                file.unlink(missing_ok=True)

    def stop(self, signal: int | None = None) -> int:
        """End it as ``kill`` would, or with another signal, and return its exit code."""
        if self.process.poll() is None:
            if signal is None:
                self.process.terminate()
            else:
                self.process.send_signal(signal)
        try:
            return self.process.wait(ENDS_WITHIN)
        finally:
            self.process.kill()
            self.process.wait()  # else a test that has nothing to do with it is blamed
            if self.process.stdout:
                self.process.stdout.close()

    def said(self) -> str:
        """Return what it has written to standard error so far."""
        return self.errors.read_text("utf-8")


def start(
    *arguments: str | Path,
    data: Path,
    port: int | None = None,
    command: Sequence[str | Path] | None = None,
    cwd: Path | None = None,
    browser: str = "",
) -> Served:
    """Start the command on a free port and wait for the line with its address.

    ``browser`` is the command that it opens its address with, where ``%s`` stands for that. Where no
    ``command`` is named, ours may be a fork (see ``forking.py``).
    """
    if command is None and not CAN_FORK:
        command = COMMAND
    opening = [] if browser else ["--no-browser"]
    words = [str(word) for word in (*(command or ()), *arguments, *opening)]
    own = environment(data) | {"BROWSER": browser, "RECONNECT_PLACE": ""}
    begin_at = partial(_begin, words, data, own, cwd or ROOT, forks=command is None)
    return begin_at(port) if port else on_free_ports(lambda: begin_at(free_port()))


def _begin(
    words: list[str], data: Path, own: dict[str, str], cwd: Path, port: int, *, forks: bool
) -> Served:
    errors = data.with_name(f"{data.name}-errors-{port}.txt")
    errors.parent.mkdir(parents=True, exist_ok=True)
    words = [*words, "--port", str(port)]
    process: subprocess.Popen[str]
    with errors.open("w") as log:
        if forks:
            reading, writing = os.pipe()
            with os.fdopen(writing, "w") as output:
                process = begin(words, own, cwd, output, log)
            process.stdout = os.fdopen(reading, encoding="utf-8")
        else:
            process = subprocess.Popen(
                words,
                env=own,
                cwd=cwd,
                stdout=subprocess.PIPE,
                stderr=log,
                stdin=subprocess.DEVNULL,
                text=True,
            )
    workbook = Served(process, _first_line(process), data, errors)
    if not workbook.address:
        code = workbook.stop()
        raise AssertionError(f"It ended with {code} and said:\n{workbook.said()}")
    return workbook


def _first_line(process: subprocess.Popen[str]) -> str:
    """Return the first line of standard output; nothing when there is none in time."""
    lines: Queue[str] = Queue()
    output = process.stdout
    assert output is not None
    Thread(target=lambda: lines.put(output.readline()), daemon=True).start()
    try:
        return lines.get(timeout=READY_WITHIN).strip()
    except Empty:
        return ""


@contextmanager
def serve_workbook(
    *arguments: str | Path,
    data: Path,
    port: int | None = None,
    command: Sequence[str | Path] | None = None,
    cwd: Path | None = None,
    browser: str = "",
) -> Iterator[Served]:
    """Start the command for the length of a block."""
    workbook = start(*arguments, data=data, port=port, command=command, cwd=cwd, browser=browser)
    try:
        yield workbook
    finally:
        workbook.stop()


def browser_without_page() -> OpenerDirector:
    """Return something that opens addresses and keeps cookies, as a browser does."""
    return build_opener(HTTPCookieProcessor(CookieJar()))


def fetch(address: str, opener: OpenerDirector | None = None) -> tuple[int, str, str]:
    """Return the status, the address that it led to as a server hears it, and the text."""
    try:
        with (opener or browser_without_page()).open(address, timeout=READY_WITHIN) as answer:
            return answer.status, answer.url.partition("#")[0], answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.url, error.read().decode()
