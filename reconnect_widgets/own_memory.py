"""What a process holds in its memory stays there: words that a reader wrote, and what opens the lock.

A program that crashes can leave a file with all of its memory, and others of the same user can look
into one that runs. Debuggers and the benchmarks need that: ``RECONNECT_MEMORY=open`` lets them.
"""

import ctypes
import os
import sys
from contextlib import suppress
from functools import cache
from typing import Any

try:
    import resource
except ImportError:  # elsewhere than on Unix, where there are no such limits
    resource = None  # type: ignore[assignment]

PR_SET_DUMPABLE, PR_SET_NAME = 4, 15
"""What Linux is asked to do with a process: see prctl(2)."""


@cache
def keep_memory_private() -> None:
    """Let this process, and those it forks, leave no core file and be looked into by nobody."""
    if os.environ.get("RECONNECT_MEMORY") == "open":
        return
    limit("CORE", 0)
    _ask_linux(PR_SET_DUMPABLE, ctypes.c_ulong(0))


def limit(what: str, most: int) -> None:
    """Let this process have so much of what a name of ``resource`` says, or what the system gives at most."""
    if resource:
        kind = getattr(resource, f"RLIMIT_{what}")
        _, hard = resource.getrlimit(kind)
        least = most if hard == resource.RLIM_INFINITY else min(hard, most)
        with suppress(OSError, ValueError):  # where that is refused, it goes on as it is
            resource.setrlimit(kind, (least, hard if most else 0))


def call_process(name: str) -> None:
    """Name this process in the system's lists; what is private cannot do so by ``/proc``."""
    _ask_linux(PR_SET_NAME, ctypes.c_char_p(name.encode()))


def _ask_linux(what: int, value: Any) -> None:
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(what, value, *[ctypes.c_ulong(0)] * 3)
