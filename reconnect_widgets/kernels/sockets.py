"""Where the server and the kernels of visits meet: sockets in a folder that is this user's alone.

Ports of the computer are open to its other users, and another program can take one between the moment
in which it is found free and that in which a kernel uses it.
"""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import zmq

LONGEST = 103
"""Bytes that the name of a socket may have; macOS allows the fewest."""

NAME = "/kernel-00000000-0000-0000-0000-000000000000-ipc-5"


def make_socket_folder() -> Path | None:
    """Return a new folder for sockets (mode 0700), or ``None`` where a system has none."""
    if os.name != "posix" or not zmq.has("ipc"):
        return None
    for place in (os.environ.get("XDG_RUNTIME_DIR"), tempfile.gettempdir(), "/tmp"):  # noqa: S108
        if not place or not Path(place).is_dir():
            continue
        with suppress(OSError):
            folder = tempfile.mkdtemp(prefix="reconnect-", dir=place)
            if len(os.fsencode(folder + NAME)) <= LONGEST:
                return Path(folder)
            Path(folder).rmdir()
    return None


def remove_socket_folder(folder: Path) -> None:
    """Remove the folder with all that is in it."""
    shutil.rmtree(folder, ignore_errors=True)
