"""The program that has imported what every page needs, and forks a kernel whenever it is asked to.

It never runs a notebook and reads no answer, starts no thread and opens no ZeroMQ socket: so there
is nothing in it that two kernels could come to share but code. It ends with the server; so do its
kernels, each of which watches the server itself. (They share one hash seed, as a process's own
strings do. ``random`` and numpy are seeded anew; ``uuid4`` and ``secrets`` ask the system.)
"""

import gc
import importlib
import os
import select
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..messages.patterns import known
from ..messages.second import learned
from ..own_memory import keep_memory_private
from .newborn import become_kernel

PRELOADED = (
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "tornado.platform.asyncio",
    "psutil",
    "encodings.idna",
    "ipywidgets",
    "anywidget",
    "sqlite3",
    "reconnect_widgets",
    "reconnect_widgets.kernels.visit",
)
"""What is imported once. Importing any of it opens no file that stays open, and no database."""

DEBUGGER = "debugpy"
"""Half of the time that a kernel takes to start, and nothing that a page could use."""

PACKAGE = Path(__file__).parents[1]


@dataclass(frozen=True)
class Wish:
    """A kernel that the server asked for: how to start it, and the line on which to answer."""

    start: int
    line: socket.socket


def main() -> None:
    """Serve the requests that come on the socket ``argv[1]`` from the server ``argv[2]``."""
    keep_memory_private()
    requests = socket.socket(fileno=int(sys.argv[1]))
    try:
        server = os.pidfd_open(int(sys.argv[2]))
    except ProcessLookupError:
        return  # it ended while this was being imported
    sys.modules[DEBUGGER] = None  # type: ignore[assignment]  # importing it fails, and that is minded
    for name in PRELOADED:
        importlib.import_module(name)
    known()  # the desk's phrases, 160 ms that each kernel would spend on page 04
    learned()
    if os.getppid() != int(sys.argv[2]) or len([*Path("/proc/self/task").iterdir()]) > 1:
        return  # the server has gone, or something imported started a thread
    gc.collect()
    gc.freeze()  # the collector would write to pages of memory that the kernels share
    wish = _serve(requests, server)
    if wish:
        become_kernel(wish.start, wish.line, server)


def _serve(requests: socket.socket, server: int) -> Wish | None:
    """Fork on request until the server has gone; return the wish in the new process only."""
    code = _code()
    lines: dict[int, socket.socket] = {}
    poll = select.poll()
    poll.register(requests, select.POLLIN)
    poll.register(server, select.POLLIN)
    while True:
        for ready, _ in poll.poll():
            if ready == server:
                return None
            if ready in lines:
                poll.unregister(ready)
                _report(ready, lines.pop(ready))
                continue
            wish = _next_wish(requests)
            if wish is None or _code() != code:
                return None  # the server closed its end, or this holds code that is out of date
            pid = os.fork()
            if pid == 0:
                _let_go([requests, *lines.values()], keep={server, wish.start, wish.line.fileno()})
                return wish
            os.close(wish.start)
            child = os.pidfd_open(pid)
            lines[child] = wish.line
            poll.register(child, select.POLLIN)


def _next_wish(requests: socket.socket) -> Wish | None:
    message, handles, _, _ = socket.recv_fds(requests, 16, 2)
    return Wish(handles[0], socket.socket(fileno=handles[1])) if message else None


def _report(child: int, line: socket.socket) -> None:
    """Bury a kernel that has ended, and tell the server how it ended."""
    ended = os.waitid(os.P_PIDFD, child, os.WEXITED)
    os.close(child)
    if ended:
        status = ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status
        with suppress(OSError):
            line.send(b"exit %d" % status)
    line.close()


def _code() -> set[tuple[str, int]]:
    """Return what this runs and when it was changed; somebody may work on it, or have updated it."""
    own = [module for name, module in sys.modules.items() if name.split(".")[0] == PACKAGE.name]
    files = {str(module.__file__) for module in own if module.__file__}
    files |= {str(file) for file in (PACKAGE / "widgets").iterdir()}
    return {(file, _changed(Path(file))) for file in files}


def _changed(file: Path) -> int:
    return file.stat().st_mtime_ns if file.is_file() else 0


def _let_go(sockets: list[socket.socket], keep: set[int]) -> None:
    """Close what belongs to the warm process and to other kernels."""
    for other in sockets:
        other.close()
    for name in [*Path("/proc/self/fd").iterdir()]:
        if int(name.name) > 2 and int(name.name) not in keep:
            with suppress(OSError):
                os.close(int(name.name))
