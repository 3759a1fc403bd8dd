"""What makes a kernel that of a visit: it turns to pages, and takes no more of the computer than that needs.

It is loaded as an extension of IPython (``forks.FOR_VISITS``). A kernel that asks for more ends, and
its page gets another.
"""

from typing import Any

from ..page.turning import TARGET, Visit

try:
    import resource
except ImportError:  # elsewhere than on Unix, where there are no such limits
    resource = None  # type: ignore[assignment]

MOST_MEMORY = 1_500_000_000
"""Bytes of its own; page 13 needs some 100 MB, and a copy that is brought back as much again."""

MOST_TIME = 900
"""Seconds of a processor in all. A save takes some 5 ms, a page 20: that is a day without a pause."""


def load_ipython_extension(shell: Any) -> None:
    """Listen for pages that the visit turns to."""
    _limit()
    _close_port(shell.kernel.iopub_thread)
    shell.kernel.comm_manager.register_target(TARGET, Visit(shell).begin)


def _close_port(thread: Any) -> None:
    """Close the one port that ipykernel opens besides: for what processes below it print."""
    pipe = getattr(thread, "_pipe_in", None)  # there is no other way to have none
    if pipe is not None:
        thread.schedule(pipe.close)


def _limit() -> None:
    if not resource:
        return
    for what, most in ((resource.RLIMIT_DATA, MOST_MEMORY), (resource.RLIMIT_CPU, MOST_TIME)):
        _, hard = resource.getrlimit(what)
        if hard == resource.RLIM_INFINITY or hard > most:
            resource.setrlimit(what, (most, hard))
