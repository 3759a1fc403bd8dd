"""What a process does that was just forked from the warm one: it becomes a page's kernel.

All that is one kernel's own is set here, after the fork: its session, signals, environment, folder,
randomness, and ipykernel's sockets and threads.
"""

import json
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from threading import Thread
from typing import Any

from ..own_memory import call_process

KERNEL_NAME = "page-kernel"
"""What a list of processes shows of a kernel; its id, which an ordinary one shows, it keeps."""


def become_kernel(start: int, line: socket.socket, server: int) -> None:
    """Turn this process, fresh from the fork, into a kernel.

    The file ``start`` says how, the server listens at the other end of ``line``, and ``server``
    tells when it has gone.
    """
    os.setsid()
    call_process(KERNEL_NAME)
    itself = os.pidfd_open(os.getpid())
    socket.send_fds(line, [b"%d" % os.getpid()], [itself])
    os.close(itself)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with os.fdopen(start, encoding="ascii") as file:
        file.seek(0)
        wish: dict[str, Any] = json.load(file)
    _move_to(wish["environment"], wish["folder"])
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # the standard library's random does so by itself
    Thread(target=_end_with, args=(server,), daemon=True).start()
    sys.argv = ["ipykernel_launcher", *wish["arguments"]]
    _run_kernel(wish["arguments"], line)


def _move_to(environment: Mapping[str, str], folder: str) -> None:
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)


def _end_with(server: int) -> None:
    """End this kernel as soon as the server has gone, however it went."""
    poll = select.poll()
    poll.register(server, select.POLLIN)
    poll.poll()
    os._exit(1)


def _run_kernel(arguments: list[str], line: socket.socket) -> None:
    import ipywidgets
    from ipykernel.kernelapp import IPKernelApp

    class ForkedKernelApp(IPKernelApp):
        def init_poller(self) -> None:
            """Leave out the watch for the parent: that is the warm process, and not the server."""

        def init_shell(self) -> None:
            super().init_shell()  # type: ignore[no-untyped-call]
            # ipywidgets does this when it is imported in a kernel, and there was none then.
            ipywidgets.register_comm_target()

        def start(self) -> None:
            with line, suppress(OSError):
                line.send(b"ready")  # its sockets are bound, so whoever connects need not try twice
            super().start()  # type: ignore[no-untyped-call]
            # Asked to end, the control thread is still giving its last answer, and what it gives it
            # through is closed when Python exits: a race that ends some kernels with SIGABRT.
            if self.control_thread and self.control_thread.is_alive():
                self.control_thread.stop()
                self.control_thread.join()

    ForkedKernelApp.launch_instance(arguments, parent_handle=os.getppid())
