"""What makes a kernel that of a visit: it turns to pages, and takes no more of the computer than that needs.

It is loaded as an extension of IPython (``forks.FOR_VISITS``). A kernel that asks for more ends, and
its page gets another.
"""

import asyncio
import posixpath
from collections.abc import Collection
from contextlib import suppress
from importlib import import_module
from typing import Any

import zmq

from ..own_memory import limit
from ..page.turning import TARGET, Visit
from ..stages import STAGES

MOST_MEMORY = 1_500_000_000
"""Bytes of its own; page 13 needs some 100 MB, and a copy that is brought back as much again."""

MOST_TIME = 900
"""Seconds of a processor in all. A save takes some 5 ms, a page 20: that is a day without a pause."""

FOR_THE_LAST_PAGE = ("reconnect_widgets.journey.frames", "reconnect_widgets.journey.patterns")
"""What page 13 alone needs: pandas, some 200 ms of a processor."""

READS_FOR = 5.0
"""Seconds after which a reader of the page before it is likely to read on, and to turn to it next."""


class VisitOnServer(Visit):
    """A visit whose last page need not wait for pandas: it comes while the page before it is read."""

    _coming: asyncio.TimerHandle | None = None

    async def turn(
        self, path: str, hello: object, drawn: Collection[object] = ()
    ) -> dict[str, Any]:
        if self._coming:
            self._coming.cancel()
        told = await super().turn(path, hello, drawn)
        if posixpath.basename(path) == STAGES[-2].file:  # the workbook may be a folder among others
            loop = asyncio.get_running_loop()
            # In a thread, for a letter that is typed meanwhile is saved at once.
            self._coming = loop.call_later(READS_FOR, loop.run_in_executor, None, _bring)
        return told


def _bring() -> None:
    for name in FOR_THE_LAST_PAGE:
        with suppress(ImportError):  # the page says what is missing
            import_module(name)


def load_ipython_extension(shell: Any) -> None:
    """Listen for pages that the visit turns to."""
    limit("DATA", MOST_MEMORY)
    limit("CPU", MOST_TIME)
    _close_port(shell.kernel.iopub_thread)
    _welcome_all(shell.kernel.iopub_thread)
    shell.kernel.comm_manager.register_target(TARGET, VisitOnServer(shell).begin)


def _close_port(thread: Any) -> None:
    """Close the one port that ipykernel opens besides: for what processes below it print."""
    pipe = getattr(thread, "_pipe_in", None)  # there is no other way to have none
    if pipe is not None:
        thread.schedule(pipe.close)


def _welcome_all(thread: Any) -> None:
    """Look after each message whether a page has come meanwhile, which waits to be told that it hears.

    What is sent past a socket's stream can take along the sign by which that knows that something came
    (``ZMQ_FD`` tells of it once). ipykernel minds that where it answers, and not here.
    """
    send, stream = getattr(thread, "_really_send", None), getattr(thread, "_xpub_stream", None)
    if not (send and stream):
        return  # another ipykernel

    def send_and_look(*message: Any, **how: Any) -> None:
        send(*message, **how)
        if thread.thread.is_alive():  # else this is another, and the socket may be closed
            stream.flush(zmq.POLLIN)

    thread._really_send = send_and_look
