"""Whose a connection is that comes from this computer, as far as Linux tells."""

import os
import re
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from tornado.httputil import HTTPServerRequest

TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
"""The system's lists of sockets (proc_pid_net(5)); elsewhere than on Linux there are none.

A row has two addresses in hexadecimal, each with its port, four columns more, and the user's number.
"""

ROOT = 0

_known: WeakKeyDictionary[Any, bool] = WeakKeyDictionary()
"""What was found out of a connection: whoever laid it stays the same for as long as it stands."""


def is_strangers(request: HTTPServerRequest) -> bool:
    """Say whether a request is of another user of this computer; nobody's once the line is closed."""
    stream = request.connection.stream  # type: ignore[union-attr]
    if stream not in _known:
        if stream.socket is None:
            return False  # who does not wait for an answer is told nothing
        ends = stream.socket.getpeername(), stream.socket.getsockname()
        # Without ports it is a socket in a folder, whose rights decide.
        has_ports = all(isinstance(end, tuple) for end in ends)
        _known[stream] = has_ports and is_of_another_user(ends[0][1], ends[1][1])
    return _known[stream]


def is_of_another_user(client_port: int, server_port: int) -> bool:
    """Say whether the client's end of a connection on this computer is some other user's.

    ``root`` is let through: it can read everything anyway. So is a client that is not listed, as
    where the browser is outside of this system, with Windows or beyond a proxy.
    """
    own = {ROOT, os.getuid()} if hasattr(os, "getuid") else set()
    return any(user not in own for user in _users(client_port, server_port))


def _users(client_port: int, server_port: int) -> list[int]:
    """Return the users of all sockets with these ports; an address can be written in two ways."""
    row = re.compile(rf":{client_port:04X} \w+:{server_port:04X}(?: +\S+){{4}} +(\d+)")
    tables = [table.read_text("ascii") for table in TABLES if table.exists()]
    return [int(user) for table in tables for user in row.findall(table)]
