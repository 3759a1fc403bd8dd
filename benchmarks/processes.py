"""Servers in processes of their own, and what they weigh (Linux: ``/proc`` is read)."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from time import monotonic, sleep
from urllib.parse import urlsplit

import psutil

from reconnect_widgets.kernels.forks import KERNEL_NAME

READY_WITHIN = 90.0
NOWHERE = "http://127.0.0.1:9"
"""No server may fetch anything from elsewhere while it is measured."""


@dataclass
class Running:
    """A server that answers; ``address`` is what its reader opens first."""

    process: subprocess.Popen[str]
    address: str
    folder: Path

    @property
    def origin(self) -> str:
        """The address without its path."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def family(self) -> list[psutil.Process]:
        """The process and all that it started."""
        root = psutil.Process(self.process.pid)
        return [root, *root.children(recursive=True)]

    @property
    def memory(self) -> float:
        """Proportional memory (PSS) of the whole family in MB: shared pages count once."""
        return sum(_pss(process.pid) for process in self.family) / 1024

    @property
    def kernels(self) -> int:
        """How many kernels are alive."""
        return sum(_is_kernel(process) for process in self.family)

    @property
    def processor_time(self) -> float:
        """Milliseconds of a processor that the whole family took so far.

        What has ended is counted if its parent waited for it, as nobody does for a forked kernel.
        """
        return 1000 * sum(map(_processor_time, self.family))


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except (OSError, UnicodeDecodeError):  # it has just ended
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _is_kernel(process: psutil.Process) -> bool:
    try:
        return process.name() == KERNEL_NAME or "ipykernel_launcher" in process.cmdline()
    except psutil.Error:  # it has just ended
        return False


def _processor_time(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system + times.children_user + times.children_system)


def free_port() -> int:
    """Return a port that nothing uses at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def private(folder: Path) -> dict[str, str]:
    """Return variables that keep a server to its own folder and to this computer."""
    return {
        "TMPDIR": str(folder / "tmp"),
        "HOME": str(folder),
        "RECONNECT_DATA": str(folder / "data"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "IPYTHONDIR": str(folder / "ipython"),
        "HTTP_PROXY": NOWHERE,
        "HTTPS_PROXY": NOWHERE,
        "NO_PROXY": "127.0.0.1,localhost",
    }


@contextmanager
def serve(
    command: Sequence[str | Path], folder: Path, variables: Mapping[str, str], address: str = ""
) -> Iterator[Running]:
    """Run a server for the length of a block; without ``address`` its first line says it."""
    (folder / "tmp").mkdir(parents=True, exist_ok=True)
    with (folder / "errors.txt").open("w") as log:
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=folder,
            env={**os.environ, "RECONNECT_MEMORY": "open", **private(folder), **variables},
            stdin=subprocess.DEVNULL,
            stdout=log if address else subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
    running = Running(process, address, folder)
    try:
        if address:
            _wait_until_it_answers(running)
        else:
            running.address = _first_line(process)
        yield running
    finally:
        end(running)


@contextmanager
def serve_workbook(folder: Path) -> Iterator[Running]:
    """Run the real ``reconnect``, on one's own computer with the answers in ``folder/data``."""
    command = [
        sys.executable,
        "-m",
        "reconnect_widgets",
        "--no-browser",
        "--port",
        str(free_port()),
    ]
    with serve(command, folder, {"RECONNECT_PLACE": "computer"}) as running:
        yield running


def end(running: Running) -> None:
    """End a server and whatever it left behind."""
    family = running.family if running.process.poll() is None else []
    running.process.send_signal(signal.SIGTERM)
    try:
        running.process.wait(15)
    except subprocess.TimeoutExpired:
        running.process.kill()
        running.process.wait(15)
    for process in family:
        if process.is_running():
            process.kill()
    if running.process.stdout:
        running.process.stdout.close()


def _wait_until_it_answers(running: Running) -> None:
    port = urlsplit(running.address).port or 0
    until = monotonic() + READY_WITHIN
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if running.process.poll() is not None or monotonic() > until:
                raise RuntimeError((running.folder / "errors.txt").read_text("utf-8")) from None
            sleep(0.1)
        else:
            return


def _first_line(process: subprocess.Popen[str]) -> str:
    lines: Queue[str] = Queue()
    output = process.stdout
    if output is None:
        raise RuntimeError("The server has no output.")
    Thread(target=lambda: lines.put(output.readline()), daemon=True).start()
    try:
        line = lines.get(timeout=READY_WITHIN).strip()
    except Empty:
        line = ""
    if not line:
        raise RuntimeError("The server did not say its address.")
    return line
