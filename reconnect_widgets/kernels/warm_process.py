"""The program that has imported what every page needs, and forks a kernel whenever it is asked to.

It never runs a notebook and reads no answer, starts no thread and opens no ZeroMQ socket: so there
is nothing in it that two kernels could come to share but code. It ends with the server; so do its
kernels, each of which watches the server itself. (They share one hash seed, as a process's own
strings do. ``random`` is seeded anew; ``uuid4`` and ``secrets`` ask the system.)
"""

import gc
import importlib
import json
import os
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread

from ipykernel.kernelapp import IPKernelApp

from ..messages.patterns import known
from ..messages.second import learned
from ..own_memory import call_process, keep_memory_private
from .forks import KERNEL_NAME

PRELOADED = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "tornado.platform.asyncio",
    "psutil",
    "encodings.idna",
    "reconnect_widgets.kernels.visit",
)
"""What is imported once. Importing any of it opens no file that stays open, and no database."""

PACKAGE = Path(__file__).parents[1]


def main() -> None:
    """Serve the requests that come on the socket ``argv[1]`` until the server has gone."""
    keep_memory_private()
    requests = socket.socket(fileno=int(sys.argv[1]))
    for name in PRELOADED:
        importlib.import_module(name)
    known()  # the desk's phrases, 160 ms that each kernel would spend on page 04
    learned()
    if len([*Path("/proc/self/task").iterdir()]) > 1:
        return  # something imported started a thread
    gc.collect()
    gc.freeze()  # the collector would write to pages of memory that the kernels share
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries the kernels
    code = _code()
    while line := _next_line(requests):
        with line:
            if _code() != code:
                return  # this holds code that is out of date
            if os.fork() == 0:
                requests.close()
                _become_kernel(line)
                return


def _next_line(requests: socket.socket) -> socket.socket | None:
    """Wait for a request and return its line; ``None`` when the server has gone."""
    _, handles, _, _ = socket.recv_fds(requests, 16, 1)
    return socket.socket(fileno=handles[0]) if handles else None


def _code() -> set[tuple[Path, int]]:
    """Return what this runs and when it was changed; somebody may work on it, or have updated it."""
    own = [module for name, module in sys.modules.items() if name.split(".")[0] == PACKAGE.name]
    files = {Path(module.__file__) for module in own if module.__file__}
    files |= {*(PACKAGE / "widgets").iterdir()}
    return {(file, file.stat().st_mtime_ns) for file in files if file.is_file()}


def _become_kernel(line: socket.socket) -> None:
    """Turn this process, fresh from the fork, into the kernel that the server wants at the other end.

    All that is one kernel's own is set here: its session, signals, environment and folder, and
    ipykernel's sockets and threads.
    """
    os.setsid()
    call_process(KERNEL_NAME)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with line.makefile() as words:
        arguments, folder, environment = json.loads(words.readline())
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)
    line.set_inheritable(False)
    os.register_at_fork(after_in_child=line.close)
    Thread(target=_end_with_server, args=(line,), daemon=True).start()
    sys.argv = ["ipykernel_launcher", *arguments]
    # Its parent is the warm process, and not the server: 1 is who is not watched.
    app = IPKernelApp.instance(parent_handle=1)
    app.initialize(arguments)  # type: ignore[no-untyped-call]
    line.send(b"%d" % os.getpid())  # its sockets are bound, so whoever connects need not try twice
    app.start()  # type: ignore[no-untyped-call]


def _end_with_server(line: socket.socket) -> None:
    """End this kernel as soon as the server has gone, however it went."""
    with suppress(OSError):  # it can have gone before it read what this said
        line.recv(1)
    os._exit(1)
