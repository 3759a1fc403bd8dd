"""What beginning a server takes, for whoever has to come without all that the workbook imports."""

import socket
from contextlib import suppress
from random import randrange


def free_port() -> int:
    """Return a port that nothing uses now, and that the system gives to nobody by itself.

    Kernels and clients have theirs from 32768 up; a server that takes a while to start would find
    one of those taken.
    """
    while True:
        port = randrange(20_000, 32_000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def without_checks(module: str) -> str:
    """Return a program that begins what a module has, in half the time: see ``skip_unused_imports``."""
    return f"import sys; sys.modules['rfc3987_syntax'] = None; from {module} import main; main()"
