"""Begins our command as a fork of a process that has imported all that a server needs, and waits.

What it is asked for, its environment, folder, output, signals and end are as those of the command. Starting
Python and importing are most of what a server takes of the processor until it answers.
"""

import atexit
import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from typing import IO

ROOT = Path(__file__).parents[1]
CAN_FORK = sys.platform == "linux"
MOST = 2**17
"""Bytes of an order: its words and its environment."""

WAITS = f"""
import json, os, socket, sys, time
from reconnect_widgets.servers import skip_unused_imports
skip_unused_imports()
import reconnect_widgets.voila.app
from reconnect_widgets import cli

line = socket.socket(fileno=int(sys.argv[1]))
while True:
    words, handles, _, _ = socket.recv_fds(line, {MOST}, 2)
    if not words:
        sys.exit()
    asked = json.loads(words)
    if "begin" in asked:
        told = os.fork()
        if not told:
            break
        for handle in handles:
            os.close(handle)
    else:
        pid, status = os.waitpid(asked["poll"], os.WNOHANG)
        told = os.waitstatus_to_exitcode(status) if pid else None
    line.send(json.dumps(told).encode())
line.close()
for number, handle in enumerate(handles, 1):
    os.dup2(handle, number)
    os.close(handle)
os.environ.clear()
os.environ.update(asked["environment"])
time.tzset()
os.chdir(asked["folder"])
sys.path[0] = asked["folder"]
sys.argv = [cli.__file__, *asked["begin"]]
sys.exit(cli.main())
"""


class Forked(subprocess.Popen[str]):
    """A process that the waiting one has forked."""

    _child_created = False

    def __init__(self, forker: "Forker", pid: int, output: IO[str]) -> None:
        self._forker = forker
        self.pid, self.stdout, self.returncode = pid, output, None

    def poll(self) -> int | None:
        if self.returncode is None:
            self.returncode = self._forker.ask({"poll": self.pid})
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        until = monotonic() + (timeout or float("inf"))
        while (code := self.poll()) is None:
            if monotonic() > until:
                raise subprocess.TimeoutExpired("reconnect", timeout or 0)
            sleep(0.01)
        return code

    def send_signal(self, sig: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, sig)


class Forker:
    """Has the process that waits; it ends with the tests."""

    def __init__(self) -> None:
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._one_at_a_time = Lock()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", WAITS, str(theirs.fileno())],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        atexit.register(self._end)

    def begin(
        self, words: Sequence[str], environment: Mapping[str, str], folder: Path, errors: IO[str]
    ) -> Forked:
        """Begin the command with these words."""
        asked = {"begin": [*words], "environment": {**environment}, "folder": str(folder)}
        reading, writing = os.pipe()
        try:
            pid = self.ask(asked, writing, errors.fileno())
        finally:
            os.close(writing)
        assert pid
        return Forked(self, pid, os.fdopen(reading, "r", encoding="utf-8"))

    def ask(self, asked: object, *handles: int) -> int | None:
        """Ask it something and return its answer."""
        with self._one_at_a_time:
            socket.send_fds(self._line, [json.dumps(asked).encode()], handles)
            told: int | None = json.loads(self._line.recv(MOST))
            return told

    def _end(self) -> None:
        self._line.close()
        self._process.wait()


@cache
def forker() -> Forker:
    """Return the one of this process, which begins now."""
    return Forker()
