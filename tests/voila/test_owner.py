"""Whose a connection is, whatever way its addresses are written."""

import os
import socket
from multiprocessing import get_context

import pytest
from other_user import OTHER, needs_another_user

from reconnect_widgets.voila.owner import is_of_another_user


def _come(user: int, host: str, port: int) -> None:
    os.setuid(user)
    with socket.create_connection((host, port)) as line:
        line.recv(1)


WAYS = [("127.0.0.1", "127.0.0.1")]
if socket.has_dualstack_ipv6():
    WAYS += [("127.0.0.1", "::ffff:127.0.0.1"), ("::", "127.0.0.1"), ("::", "::1")]


@needs_another_user
@pytest.mark.parametrize(("served", "met"), WAYS)
def test_another_user_is_told_from_this_one(served: str, met: str) -> None:
    kind = socket.AF_INET6 if ":" in served else socket.AF_INET
    with socket.create_server((served, 0), family=kind, dualstack_ipv6=":" in served) as server:
        for user in (os.getuid(), OTHER):
            asked = (user, met, server.getsockname()[1])
            child = get_context("fork").Process(target=_come, args=asked)
            child.start()
            line, _ = server.accept()
            with line:
                is_others = is_of_another_user(line.getpeername(), line.getsockname())
            child.join()
            assert is_others == (user == OTHER)
