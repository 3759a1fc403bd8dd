"""Hides from the workbook what Windows lacks: Python reads this file as it starts, where it is on its path."""

import builtins
import errno
import os
import pathlib
from types import ModuleType
from typing import Any

MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios"}
NAMED = {"os": {"name": "nt"}, "sys": {"platform": "win32"}}
"""What tells a program where it is."""

LACKS = {
    "os": {
        *("O_CLOEXEC", "O_DIRECTORY", "O_NOFOLLOW", "WNOHANG"),
        *("chown", "fchmod", "fchown", "lchown", "mkfifo", "statvfs", "sync"),
        *(
            "fork",
            "forkpty",
            "getpgid",
            "killpg",
            "nice",
            "posix_spawn",
            "setsid",
            "wait3",
            "wait4",
        ),
        *("getegid", "geteuid", "getgid", "getgroups", "getloadavg", "getuid", "sysconf", "uname"),
        *(
            "memfd_create",
            "pidfd_open",
            "register_at_fork",
            "sched_getaffinity",
            "sched_setaffinity",
        ),
    },
    "select": {"epoll", "kqueue", "poll"},
    "signal": {
        *("SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGUSR1", "SIGUSR2"),
        *("alarm", "pthread_sigmask", "setitimer", "siginterrupt", "sigwait"),
    },
    "socket": {"AF_UNIX", "SOCK_CLOEXEC", "SOCK_SEQPACKET", "recv_fds", "send_fds"},
    "sys": set(),
    "time": {"CLOCK_BOOTTIME", "CLOCK_MONOTONIC", "CLOCK_REALTIME", "clock_gettime", "tzset"},
}

ordinary = builtins.__import__
found = pathlib.Path.stat


class OfWindows(ModuleType):
    """A module of the system, without what Windows has not."""

    def __init__(self, module: Any) -> None:
        super().__init__(module.__name__)
        self.__dict__["_whole"] = module

    def __getattr__(self, name: str) -> Any:
        own = self.__name__
        if name in LACKS[own]:
            raise AttributeError(name)
        return NAMED.get(own, {}).get(name, getattr(self._whole, name))

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._whole, name, value)


def only_what_windows_has(name: str, names: Any = None, *rest: Any, **named: Any) -> Any:
    """Refuse what is missing to the workbook alone: libraries choose by the system's name."""
    is_ours = str((names or {}).get("__name__", "")).startswith("reconnect_widgets")
    if is_ours and name in MODULES:
        raise ImportError(name)
    module = ordinary(name, names, *rest, **named)
    if is_ours and name in LACKS:
        return OfWindows(module)
    if is_ours and name == "zmq":
        module.has = lambda what: what != "ipc"
    return module


def no_proc(path: pathlib.Path, *arguments: Any, **named: Any) -> os.stat_result:
    """Find no such folder as Linux alone has; what reads the system itself does not ask in this way."""
    if path.parts[1:2] == ("proc",):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    return found(path, *arguments, **named)


builtins.__import__ = only_what_windows_has
pathlib.Path.stat = no_proc  # type: ignore[assignment, method-assign]
