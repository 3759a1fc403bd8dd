"""Where the kernels of visits come from: the warm process, or Jupyter's own way where that cannot be.

Forks are for Linux only: elsewhere the system's own libraries do not bear them.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

import zmq
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from ..places import passing_places
from ..terminal import log
from ..widgets.assets import PAGE_BRINGS_THEM

KERNEL_NAME = "page-kernel"
"""What a list of processes shows of a kernel; its id, which an ordinary one shows, it keeps."""

NO_HISTORY = "--HistoryManager.enabled=False"
"""Asks ipykernel for no database of what was run."""

FOR_VISITS = [
    "--IPKernelApp.extra_extensions=reconnect_widgets.kernels.visit",
    NO_HISTORY,
    # Nobody hears what is printed, for which ipykernel would wait after each message.
    "--IPKernelApp.outstream_class=None",
]
"""What is asked of ipykernel for a visit."""

CONNECTION = "kernel.json"
MOST_OF_CONNECTION = 4096
"""A file in which a kernel reads where its sockets are, and bytes that it has at most."""

LONGEST = 70
"""Bytes of a place in which the name of a socket is short enough for every system; macOS allows 103."""

FIXED_AT_START = ("PYTHON", "LD_", "LC_", "LANG")
"""What of the environment works only when it is there before Python starts."""

PROGRAM = """
import sys
sys.modules["debugpy"] = None  # half of the time that a kernel takes to start, and nothing for a page
from reconnect_widgets.kernels.warm_process import main
main()
"""


def can_fork() -> bool:
    """Say whether kernels are forked on this system."""
    return sys.platform == "linux" and hasattr(os, "fork")


class ForkedKernel(subprocess.Popen[bytes]):
    """A kernel, which is the warm process's child: it and the server know by their line that both live."""

    _child_created = False
    stdin = stdout = stderr = None

    def __init__(self, pid: int, line: socket.socket) -> None:
        self.pid = pid
        self.returncode = None
        self._line = line

    def poll(self) -> int | None:
        """Return ``None`` while the kernel runs; how it ended, nobody asks."""
        if self.returncode is None:
            with suppress(BlockingIOError):
                with suppress(ConnectionError):  # it went before it read what it was told
                    self._line.recv(1)
                self._line.close()
                self.returncode = 0
        return self.returncode

    def send_signal(self, sig: int) -> None:
        """Send a signal to the kernel and what it has started, unless it has ended."""
        if self.poll() is None:
            os.killpg(self.pid, sig)


class WarmProcess:
    """Keeps the warm process and forks kernels from it; its kernels outlive it."""

    patience = 10.0
    """How many seconds an answer may take."""

    at_once = 6
    """How many kernels may start at a time; when many readers come, the first ones are not kept waiting."""

    tries = 3
    """How many of them in a row may end, or not answer, before none is started for a while."""

    rest = 300.0
    """How many seconds that is; after it, each may fail once."""

    def __init__(self) -> None:
        """Start the process."""
        self._failed, self._rests_until = 0, 0.0
        self._turns = asyncio.Semaphore(self.at_once)
        self._start()

    async def fork(
        self, connection_file: str, folder: str, environment: Mapping[str, str]
    ) -> ForkedKernel:
        """Return a kernel that answers; raises ``OSError``."""
        async with self._turns:
            if self._failed == self.tries and monotonic() >= self._rests_until:
                self._failed -= 1
                self._start()
            requests = self._requests
            try:
                async with asyncio.timeout(self.patience):
                    kernel = await _ask(requests, [connection_file, folder, dict(environment)])
            except OSError:
                # Others may have asked it, too.
                if requests is self._requests and self._failed < self.tries:
                    self.end()
                    self._failed, self._rests_until = self._failed + 1, monotonic() + self.rest
                    if self._failed < self.tries:
                        self._start()
                raise
            self._failed = 0
            return kernel

    def end(self) -> None:
        """End the process."""
        self._requests.close()
        self._process.kill()
        self._process.wait()

    def _start(self) -> None:
        self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._requests.setblocking(False)
        with theirs:
            self._process = subprocess.Popen(
                # -P: a file in the current folder could hide a module.
                [sys.executable, "-P", "-c", PROGRAM, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=DEVNULL,
                # What a kernel prints past Python may hold an answer, or signs that steer a terminal.
                stdout=DEVNULL,
                stderr=DEVNULL,
                env={**os.environ, PAGE_BRINGS_THEM: "1"},
                start_new_session=True,  # Ctrl-C in the terminal is for the server
            )


async def _ask(requests: socket.socket, wish: object) -> ForkedKernel:
    """Give the warm process one end of a line; who is at the other end is told all else."""
    loop = asyncio.get_running_loop()
    line, theirs = socket.socketpair()
    line.setblocking(False)
    try:
        with theirs:
            socket.send_fds(requests, [b"fork"], [theirs.fileno()])
        await loop.sock_sendall(line, json.dumps(wish).encode() + b"\n")
        pid = await loop.sock_recv(line, 16)
        if not pid:
            raise ConnectionResetError
    except BaseException:
        line.close()  # a kernel that comes too late ends by this
        raise
    return ForkedKernel(int(pid), line)


class VisitProvisioner(LocalProvisioner):
    """Forks kernels from the warm process, if there is one and a fork is the same.

    A kernel and the server meet in a folder that is this user's alone, where the system has such
    sockets. Ports are open to other users, and another program can take one before the kernel does.
    """

    parent: Any
    _folder: TemporaryDirectory[str] | None = None

    def __init__(self, warm: WarmProcess | None, **options: Any) -> None:
        super().__init__(**options)
        self._warm = warm

    async def pre_launch(self, **options: Any) -> dict[str, Any]:
        self._folder = _folder_for_sockets()
        if self._folder:
            self.parent.transport = "ipc"
            self.parent.connection_file = f"{self._folder.name}/{CONNECTION}"
            options["transport_encryption"] = "disabled"
        return await super().pre_launch(**options)

    async def launch_kernel(self, cmd: list[str], **options: Any) -> KernelConnectionInfo:
        folder, environment = options.get("cwd") or Path.cwd(), options["env"]
        connection_file = os.path.realpath(self.parent.connection_file)
        own = [sys.executable, "-m", "ipykernel_launcher", "-f", connection_file, *FOR_VISITS]
        if self._warm and cmd == own and _starts_alike(environment):
            try:
                self.process = await self._warm.fork(connection_file, str(folder), environment)
            except OSError as error:
                log.warning("A kernel is started the ordinary way: %s", type(error).__name__)
            else:
                self.pid, self.pgid = self.process.pid, None  # it signals its group itself
                return self.connection_info
        silent = dict.fromkeys(("stdout", "stderr"), DEVNULL)  # as above
        return await super().launch_kernel(cmd, **options | silent)

    async def cleanup(self, restart: bool = False) -> None:
        await super().cleanup(restart)
        if self._folder:
            self._folder.cleanup()


def _folder_for_sockets() -> TemporaryDirectory[str] | None:
    """Return a new folder, first of all where the system keeps files in memory: a disk can be full."""
    if os.name == "posix" and zmq.has("ipc"):
        for place in passing_places():
            if len(os.fsencode(place)) <= LONGEST:
                with suppress(OSError):
                    folder = TemporaryDirectory(dir=place, ignore_cleanup_errors=True)
                    # It can be had also where nothing can be written.
                    Path(folder.name, CONNECTION).write_bytes(bytes(MOST_OF_CONNECTION))
                    return folder
    return None


def _starts_alike(environment: dict[str, str]) -> bool:
    names = {one for one in {*environment, *os.environ} if one.startswith(FIXED_AT_START)}
    return all(environment.get(name) == os.environ.get(name) for name in names)
