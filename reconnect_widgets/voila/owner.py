"""Whose a connection is that comes from this computer, as far as Linux tells."""

import os
import re
from array import array
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from tornado.httputil import HTTPServerRequest

TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
"""The system's lists of sockets (proc_pid_net(5)); elsewhere than on Linux there are none.

A row has two addresses in hexadecimal, each with its port, four columns more, and the user's number.
To write one takes the system 4 ms, so it is read up to the row that is looked for.
"""

MAPPED = "(?:[0F]{24})?"
"""Before an address of four numbers, when the other end thinks of it as one of sixteen."""

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
        _known[stream] = has_ports and is_of_another_user(*ends)
    return _known[stream]


def is_of_another_user(client: tuple[Any, ...], server: tuple[Any, ...]) -> bool:
    """Say whether the client's end of a connection on this computer, host and port, is some other user's.

    ``root`` is let through: it can read everything anyway. So is a client that is not listed, as
    where the browser is outside of this system, with Windows or beyond a proxy.
    """
    user = _user(client, server)
    return user not in (None, ROOT) and user != os.getuid()


def _user(client: tuple[Any, ...], server: tuple[Any, ...]) -> int | None:
    """Return the user of the socket that has these ends."""
    row = re.compile(rf" {MAPPED}{_listed(client)} {MAPPED}{_listed(server)}(?: +\S+){{4}} +(\d+)")
    for table in TABLES:
        if table.exists():
            with table.open(encoding="ascii") as rows:
                if found := next(filter(None, map(row.search, rows)), None):
                    return int(found[1])
    return None


def _listed(end: tuple[Any, ...]) -> str:
    """Return an address as it stands in a table: numbers of four bytes, in the processor's order."""
    address = ip_address(end[0])
    packed = (getattr(address, "ipv4_mapped", None) or address).packed
    return "".join(f"{word:08X}" for word in array("I", packed)) + f":{end[1]:04X}"
