"""The servers of the tests: a port that is taken before they come to use it is no failure."""

import socket
from pathlib import Path

import processes
import pytest


def test_a_server_begins_again_on_another_port(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        ports, find = iter([taken]), processes.free_port
        monkeypatch.setattr(processes, "free_port", lambda: next(ports, 0) or find())

        with processes.serve_workbook(data=tmp_path / "data") as served:
            assert served.port != taken
            assert processes.fetch(served.address)[0] == 200
