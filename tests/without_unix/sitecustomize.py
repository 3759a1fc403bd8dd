"""Hides from the workbook what Windows lacks: Python reads this file as it starts, where it is on its path."""

import builtins
import os
from typing import Any

MODULES = {"fcntl", "grp", "posix", "pwd", "resource", "syslog", "termios"}
CALLS = ("fork", "memfd_create", "pidfd_open", "setsid")

ordinary = builtins.__import__


def only_what_windows_has(name: str, names: Any = None, *rest: Any, **named: Any) -> Any:
    """Refuse a module to the workbook alone: libraries choose by the system's name."""
    is_ours = str((names or {}).get("__name__", "")).startswith("reconnect_widgets")
    if is_ours and name in MODULES:
        raise ImportError(name)
    module = ordinary(name, names, *rest, **named)
    if is_ours and name == "zmq":
        module.has = lambda what: what != "ipc"
    return module


builtins.__import__ = only_what_windows_has
for call in CALLS:
    vars(os).pop(call, None)
