"""Where a kernel and the server meet: sockets in a folder that is this user's alone, and how they part."""

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

import zmq
from tornado.ioloop import IOLoop
from zmq.eventloop.zmqstream import ZMQStream

LONGEST = 48
"""Bytes of a place in which the name of a socket is short enough for every system; macOS allows 103."""


def make_socket_folder() -> Path | None:
    """Return a new folder that is this user's alone, for the sockets where a kernel and the server meet.

    Ports of the computer are open to its other users, and another program can take one between the
    moment in which it is found free and that in which a kernel uses it. ``None``: there are ports only.
    """
    if os.name == "posix" and zmq.has("ipc"):
        for place in (os.environ.get("XDG_RUNTIME_DIR"), tempfile.gettempdir(), "/tmp"):  # noqa: S108
            if place and len(os.fsencode(place)) <= LONGEST:
                with suppress(OSError):
                    return Path(tempfile.mkdtemp(dir=place))
    return None


def is_own(folder: Path) -> bool:
    """Say whether a folder is there that is this user's: a name that was cleared is free for anybody."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()


def close_later(channel: ZMQStream) -> None:
    """Close a channel in the next round of the loop: what it is about to hear would count as too late."""
    channel.stop_on_recv()
    IOLoop.current().add_callback(channel.close)
