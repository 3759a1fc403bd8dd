"""The server's side of the warm process: keeps one, asks it for kernels, and follows what they do.

Linux only: elsewhere a process cannot be forked or followed in this way, and kernels start as usual.
"""

import json
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from ..widgets.assets import PAGE_BRINGS_THEM
from .forked import ForkedKernel

log = logging.getLogger("reconnect")

PROGRAM = """
import sys
if sys.path[0] == "":  # a file in the current folder could hide a module
    del sys.path[0]
from reconnect_widgets.kernels.warm_process import main
main()
"""


class NoFork(OSError):
    """A kernel could not be had from the warm process."""


def can_fork() -> bool:
    """Say whether this system has what forking kernels needs."""
    if sys.platform != "linux" or not hasattr(os, "fork") or not hasattr(os, "memfd_create"):
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (OSError, AttributeError):
        return False
    return True


@dataclass(frozen=True)
class KernelStart:
    """How a kernel is to start: ipykernel's arguments, the working folder and the environment."""

    arguments: list[str]
    folder: str
    environment: Mapping[str, str]

    def as_file(self) -> int:
        """Return the handle of a nameless file with all of it; an environment can be long."""
        words = {
            "arguments": self.arguments,
            "folder": self.folder,
            "environment": dict(self.environment),
        }
        handle = os.memfd_create("kernel")
        with os.fdopen(handle, "w", encoding="ascii", closefd=False) as file:
            json.dump(words, file)
        return handle


class WarmProcess:
    """Keeps the warm process and forks kernels from it."""

    tries = 3
    """How many of them in a row may end, or not answer, before none is started any more."""

    def __init__(self, patience: float) -> None:
        """Start the process; ``patience`` is how many seconds an answer may take."""
        self._patience = patience
        self._lock = Lock()
        self._failed = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._requests: socket.socket | None = None
        with self._lock:
            self._start()

    def fork(self, start: KernelStart) -> ForkedKernel:
        """Return a kernel that answers; raises :class:`NoFork`. Works in any thread."""
        for _ in range(2):  # a process that holds code out of date ends, and the next one has it
            with self._lock:
                requests = self._running()
            try:
                kernel = _ask(requests, start, self._patience)
            except TimeoutError as error:
                self._give_up(
                    requests
                )  # it would answer later on, when another kernel has been started
                raise NoFork from error
            except OSError:
                self._give_up(requests)
                continue
            self._failed = 0
            return kernel
        raise NoFork

    def _give_up(self, requests: socket.socket) -> None:
        """End the process that did not answer, once, however many have asked it; another comes next."""
        with self._lock:
            if requests is self._requests:
                self._failed += 1
                self._end()

    def look(self) -> None:
        """Bury the process if it has ended."""
        if self._process:
            self._process.poll()

    def end(self) -> None:
        """End the process; its kernels live on."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._requests:
            self._requests.close()
            self._requests = None
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _running(self) -> socket.socket:
        if self._failed >= self.tries:
            raise NoFork
        if self._requests is None or self._process is None or self._process.poll() is not None:
            self._start()
        if self._requests is None:
            raise NoFork
        return self._requests

    def _start(self) -> None:
        if self._requests:
            self._requests.close()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM, str(theirs.fileno()), str(os.getpid())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                # What a kernel prints past Python may hold an answer, or signs that steer a terminal.
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                start_new_session=True,  # Ctrl-C in the terminal is for the server
            )
        self._requests = ours


def _environment() -> dict[str, Any]:
    """Return the environment of a visit's kernel, as far as importing looks at it."""
    own = {name: value for name, value in os.environ.items() if name != "JPY_PARENT_PID"}
    return {**own, PAGE_BRINGS_THEM: "1"}


def _ask(requests: socket.socket, start: KernelStart, patience: float) -> ForkedKernel:
    line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    handle = start.as_file()
    try:
        with theirs:
            socket.send_fds(requests, [b"fork"], [handle, theirs.fileno()])
        line.settimeout(patience)
        words, handles, _, _ = socket.recv_fds(line, 16, 1)
        if not words:
            raise NoFork
        kernel = ForkedKernel(int(words), handles[0], line)
        try:
            if line.recv(16) != b"ready":
                raise NoFork
        except OSError:
            kernel.kill()
            raise
    except OSError:
        line.close()
        raise
    finally:
        os.close(handle)
    return kernel
