"""The process that waits for forking.py: it has imported what our command needs, and becomes one when asked.

A server forked from it forks its warm process from here, too: that is another Python with most of the
same imports, in which the pages have been turned once (:mod:`reconnect_widgets.kernels.warming`). No
server draws a page before somebody asks for it; few tests look at more than three.
"""

import atexit
import gc
import json
import os
import socket
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from types import SimpleNamespace
from typing import Any

sys.path[0] = os.getcwd()  # noqa: PTH109
MOST = 2**17
"""Bytes of an order: its words and its environment."""

FEW_ROUNDS = 1000
"""How often a passphrase is stretched in all that is forked from here."""

WITH_LAST_PAGE = "RECONNECT_TESTS_LAST_PAGE"
"""Asks, in a server's environment, for kernels in which pandas is there: else each takes half a second."""


def serve(line: socket.socket) -> None:
    """Begin commands as this process's children until nobody is there any more; return in each of them."""
    while True:
        words, handles, _, _ = socket.recv_fds(line, MOST, 2)
        if not words:
            sys.exit()
        asked = json.loads(words)
        if "poll" in asked:
            pid, status = os.waitpid(asked["poll"], os.WNOHANG)
            told = os.waitstatus_to_exitcode(status) if pid else None
        elif told := os.fork():
            for handle in handles:
                os.close(handle)
        else:
            line.close()
            become(asked, handles)
            return
        line.send(json.dumps(told).encode())


def become(asked: dict[str, Any], handles: list[int]) -> None:
    """Take over what is a process's own, as the command would find it."""
    for number, handle in enumerate(handles, 1):
        os.dup2(handle, number)
        os.close(handle)
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115  # it takes the one before for a file
    os.environ.clear()
    os.environ.update(asked["environment"])
    time.tzset()
    os.chdir(asked["folder"])
    sys.path[0] = asked["folder"]
    sys.argv = [cli.__file__, *asked["begin"]]


def begin_waiting_for_kernels() -> socket.socket:
    """Fork a process that forks warm processes for the server that this one becomes."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if os.fork():
        theirs.close()
        return ours
    ours.close()
    keep_memory_private()
    if WITH_LAST_PAGE in os.environ:
        os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a warm process has one thread
        turn_once(STAGES[-1:])
        gc.collect()
        gc.freeze()
    while True:
        words, handles, _, _ = socket.recv_fds(theirs, MOST, 1)
        if not words:
            os._exit(0)
        asked = json.loads(words)
        if "poll" in asked:
            with suppress(ChildProcessError):
                pid, status = os.waitpid(asked["poll"], os.WNOHANG if asked["soon"] else 0)
                told = os.waitstatus_to_exitcode(status) if pid else None
        elif told := os.fork():
            os.close(handles[0])
        else:
            theirs.close()
            become_warm_process(asked["environment"], handles[0])
        theirs.send(json.dumps(told).encode())


def become_warm_process(environment: dict[str, str], requests: int) -> None:
    os.setsid()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(nowhere, number)
    os.close(nowhere)
    os.environ.clear()
    os.environ.update(environment)
    del sys.path[0]
    sys.argv = ["-c", str(requests)]
    warm_process.main()
    sys.exit()


class ForkedWarmProcess:
    """What kernels/forks.py asks of a ``Popen``."""

    line: socket.socket

    def __init__(
        self, _: object, *, pass_fds: list[int], env: dict[str, str], **__: object
    ) -> None:
        self.returncode: int | None = None
        self.pid = self._ask({"environment": env}, pass_fds)

    def poll(self, *, soon: bool = True) -> int | None:
        if self.returncode is None:
            self.returncode = self._ask({"poll": self.pid, "soon": soon})
        return self.returncode

    def wait(self) -> int | None:
        return self.poll(soon=False)

    def kill(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, 9)

    def _ask(self, asked: object, handles: Any = ()) -> Any:
        socket.send_fds(self.line, [json.dumps(asked).encode()], handles)
        return json.loads(self.line.recv(MOST))


def end(code: int) -> None:
    """End as Python does, without taking apart all that was imported: a third of a second."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def turn_once(stages: "Sequence[Stage]") -> None:
    """Turn pages for nobody, so that what each kernel would do at its first turn is done."""
    shell = SimpleNamespace(user_ns={}, user_ns_hidden={})  # plain pages ask for no more of it
    # That of ipykernel asks for a kernel.
    make, comms.create_comm = comms.create_comm, comms.DummyComm
    os.environ[PAGE_BRINGS_THEM] = "1"
    for _ in turn_pages(shell, [*stages]):
        pass
    del os.environ[PAGE_BRINGS_THEM]
    comms.create_comm = make


async def draw_none_ahead(_: object) -> None:
    """Leave each page to whoever asks for it first."""


if __name__ == "__main__":
    from reconnect_widgets.servers import skip_unused_imports

    skip_unused_imports()
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # as in forks.PROGRAM
    from reconnect_widgets import cli
    from reconnect_widgets.answers import locked
    from reconnect_widgets.kernels import forks, warm_process
    from reconnect_widgets.own_memory import keep_memory_private

    locked.ROUNDS = FEW_ROUNDS
    room = sys.argv[2]
    if room == "lab":  # which would start Node, to hear where extensions come from
        commands = import_module("jupyterlab.commands")
        commands._yarn_config = lambda _: {"yarn config": {}}
    import_module(f"reconnect_widgets.{room}.app")
    if room == "voila":  # which JupyterLab does without, as it does in the command
        import comm as comms

        from reconnect_widgets.kernels import warming
        from reconnect_widgets.kernels.warming import turn_pages
        from reconnect_widgets.messages.patterns import known
        from reconnect_widgets.messages.second import learned
        from reconnect_widgets.stages import STAGES, Stage
        from reconnect_widgets.voila.drawn import DrawnPages
        from reconnect_widgets.widgets.assets import PAGE_BRINGS_THEM

        DrawnPages.draw_ahead = draw_none_ahead  # type: ignore[method-assign]
        warm_process.TURNED_TO = ()  # type: ignore[assignment]  # each process would do it anew
        for name in warm_process.PRELOADED:
            import_module(name)
        known()
        learned()
        turn_once(warming.TURNED_TO)
    gc.collect()
    gc.freeze()  # the collector would write to all that the others share
    serve(socket.socket(fileno=int(sys.argv[1])))
    if room == "voila":
        ForkedWarmProcess.line = begin_waiting_for_kernels()
        forks.subprocess = SimpleNamespace(Popen=ForkedWarmProcess, DEVNULL=None)  # type: ignore[assignment]
    end(cli.main())
