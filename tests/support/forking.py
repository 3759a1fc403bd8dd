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

from warmed import MOST

ROOT = Path(__file__).parents[2]
WAITS = Path(__file__).with_name("warmed.py")
CAN_FORK = sys.platform == "linux"


class Forked(subprocess.Popen[str]):
    """A process that the waiting one has forked."""

    _child_created = False

    def __init__(self, forker: "Forker", pid: int) -> None:
        self._forker = forker
        self.args, self.pid, self.stdout, self.returncode = "reconnect", pid, None, None

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

    def __init__(self, room: str) -> None:
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._one_at_a_time = Lock()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, WAITS, str(theirs.fileno()), room],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        atexit.register(self._end)

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
def forker(room: str) -> Forker:
    """Return the one of this process for what a room of the package serves; it begins now."""
    return Forker(room)


def begin(
    words: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    output: IO[str],
    errors: IO[str],
) -> Forked:
    """Begin the command with these words."""
    room = "lab" if "lab" in words[:1] else "voila"
    asked = {"begin": [*words], "environment": {**environment}, "folder": str(folder)}
    waiting = forker(room)
    pid = waiting.ask(asked, output.fileno(), errors.fileno())
    assert pid
    return Forked(waiting, pid)
