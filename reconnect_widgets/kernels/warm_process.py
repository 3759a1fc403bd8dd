"""The program that has imported what every page needs, and forks a kernel whenever it is asked to.

It reads no answer of anybody, starts no thread and opens no ZeroMQ socket: so there is nothing in it
that two kernels could come to share but code, and a kernel in which nothing is left of what has run.
While nobody asks, it turns the workbook's pages for nobody (:mod:`.warming`). It ends with the server;
so do its kernels, each of which watches the server itself. (They share one hash seed, as a process's
own strings do. ``random`` is seeded anew; ``uuid4`` and ``secrets`` ask the system.)
"""

import gc
import importlib
import json
import os
import select
import shutil
import signal
import socket
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp

from ..messages.patterns import known
from ..messages.second import learned
from ..own_memory import call_process, keep_memory_private
from .forks import CONNECTION, FOR_VISITS, KERNEL_NAME
from .warming import TURNED_TO, turn_pages

PRELOADED = (
    "IPython.core.logger",
    "IPython.extensions.storemagic",
    "tornado.platform.asyncio",
    "psutil",
    "encodings.idna",
    "faulthandler",
    "reconnect_widgets.kernels.visit",
)
"""What is imported once, beside what a kernel and its shell are made of.

Importing any of it opens no file that stays open, and no database.
"""


class PreparedKernel(IPythonKernel):
    """A kernel that is made with its shell before the fork, and given what is its own after it."""

    @classmethod
    def instance(cls, **own: Any) -> "PreparedKernel":
        """Make it when it is asked for the first time; then give it what it is to have."""
        kernel = super().instance(**own)
        for name, value in own.items():
            if value is not None:
                setattr(kernel, name, value)
        kernel.ident = str(uuid4())
        shell: Any = kernel.shell
        for shows in (shell.displayhook, shell.display_pub):
            shows.session, shows.pub_socket = kernel.session, kernel.iopub_socket
        shell.displayhook.topic = kernel._topic("execute_result")  # type: ignore[no-untyped-call]
        return kernel


class PreparedApp(IPKernelApp):
    """ipykernel's program, which waits where all that follows is one kernel's own."""

    line: socket.socket

    def init_connection_file(self) -> None:
        """Return in each kernel, and never in the warm process."""
        kernel: Any = PreparedKernel.instance(parent=self, profile_dir=self.profile_dir)
        session: Any = self.session  # made here, for all kernels
        self.line = self._wait_until_kernel(kernel.shell)
        self.connection_file = _become_kernel(self.line)
        session.session, session.pid = str(uuid4()), os.getpid()
        super().init_connection_file()  # type: ignore[no-untyped-call]

    def _wait_until_kernel(self, shell: Any) -> socket.socket:
        """Fork whenever a kernel is asked for; return in each its line."""
        requests = socket.socket(fileno=int(sys.argv[1]))
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries the kernels
        pages = [*TURNED_TO]
        _settle()
        while True:
            if pages and not _is_asked(requests):
                with suppress(Exception), closing(turn_pages(shell, pages)) as turning:
                    for _ in turning:
                        if _is_asked(requests):
                            break
                _settle()
            line = _next_line(requests)
            if not line:
                sys.exit()  # nobody is there any more
            if os.fork() == 0:
                requests.close()
                return line
            line.close()

    def init_control(self, context: Any) -> None:
        """Have no thread that hands on what pages say: only JupyterLab asks a kernel for subshells."""
        super().init_control(context)  # type: ignore[no-untyped-call]
        self.shell_channel_thread.io_loop.close()
        self.shell_channel_thread = None

    def init_code(self) -> None:
        """Run what the reader's own IPython begins with, and list no modules, which took 0.7 MB."""
        self._run_startup_files()  # type: ignore[no-untyped-call]
        self._run_exec_lines()  # type: ignore[no-untyped-call]
        self._run_exec_files()  # type: ignore[no-untyped-call]
        shell: Any = self.shell
        shell.user_ns_hidden.update(shell.user_ns)  # a page leaves it to the next

    def init_heartbeat(self) -> None:
        """Have none, which are three threads: that a kernel lives the server knows by its line."""


def main() -> None:
    """Serve the requests that come on the socket ``argv[1]`` until the server has gone."""
    keep_memory_private()
    for name in PRELOADED:
        importlib.import_module(name)
    known()  # the desk's phrases, 160 ms that each kernel would spend on page 04
    learned()
    # Its parent is the warm process, and not the server: 1 is who is not watched.
    app = PreparedApp.instance(parent_handle=1, kernel_class=PreparedKernel)
    app.initialize(FOR_VISITS)  # type: ignore[no-untyped-call]
    # Its sockets are bound, so whoever connects need not try twice.
    app.line.send(b"%d" % os.getpid())
    app.start()  # type: ignore[no-untyped-call]


def _settle() -> None:
    """Have nothing that each kernel would write to in pages of memory that it shares with the others."""
    if len([*Path("/proc/self/task").iterdir()]) > 1:
        sys.exit()  # something imported started a thread
    gc.collect()
    gc.freeze()
    sys._clear_type_cache()


def _is_asked(requests: socket.socket) -> bool:
    asked = select.poll()  # ``select.select`` knows no file whose number is above 1,023
    asked.register(requests, select.POLLIN)
    return bool(asked.poll(0))


def _next_line(requests: socket.socket) -> socket.socket | None:
    """Wait for a request and return its line; ``None`` when the server has gone."""
    _, handles, _, _ = socket.recv_fds(requests, 16, 1)
    return socket.socket(fileno=handles[0]) if handles else None


def _become_kernel(line: socket.socket) -> str:
    """Turn this process, fresh from the fork, into the kernel that the server wants at the other end.

    All that is one kernel's own and not ipykernel's is set here: its session, signals, environment and
    folder. The name of its connection file is returned.
    """
    os.setsid()
    call_process(KERNEL_NAME)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with line.makefile() as words:
        connection_file, folder, environment = json.loads(words.readline())
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)
    line.set_inheritable(False)
    os.register_at_fork(after_in_child=line.close)
    Thread(target=_end_with_server, args=(line, Path(connection_file)), daemon=True).start()
    return str(connection_file)


def _end_with_server(line: socket.socket, connection_file: Path) -> None:
    """End this kernel as soon as the server has gone, however it went, and clear where they met."""
    with suppress(OSError):  # it can have gone before it read what this said
        line.recv(1)
    if connection_file.name == CONNECTION:  # in a folder of their own
        shutil.rmtree(connection_file.parent, ignore_errors=True)
    os._exit(1)
