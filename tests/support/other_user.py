"""Another user of this computer, who has all that the reader's browser would give away."""

import os
import pwd
from collections.abc import Mapping
from http.client import HTTPConnection
from multiprocessing import get_context
from typing import Any

import pytest


def _another() -> int:
    """Return the number of a user that is neither this one nor root, and that can be become."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return 0
    try:
        return pwd.getpwnam("nobody").pw_uid
    except KeyError:
        return 65534


OTHER = _another()

needs_another_user = pytest.mark.skipif(not OTHER, reason="No second user can be made here.")


def _ask(port: int, asked: tuple[str, str, str, dict[str, str]], line: Any) -> None:
    os.setgid(OTHER)
    os.setuid(OTHER)
    server = HTTPConnection("127.0.0.1", port, timeout=60)
    server.request(*asked)
    answer = server.getresponse()
    line.send((answer.status, f"{answer.getheaders()}{answer.read().decode()}"))
    server.close()


def ask_as_another_user(
    port: int, method: str, path: str, headers: Mapping[str, str], body: str = ""
) -> tuple[int, str]:
    """Return the status and all that is answered."""
    fork = get_context("fork")
    here, there = fork.Pipe(duplex=False)
    child = fork.Process(target=_ask, args=(port, (method, path, body, dict(headers)), there))
    child.start()
    there.close()
    status, said = here.recv()
    child.join()
    return status, said
