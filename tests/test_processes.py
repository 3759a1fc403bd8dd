"""The servers of the tests: a port that is taken before they come to use it is no failure."""

import socket
from collections.abc import Iterator
from pathlib import Path

import processes
import pytest


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A port in use, which the next server is given; whoever asks then gets a free one."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port: int = other.getsockname()[1]
        ports, find = iter([port]), processes.free_port
        monkeypatch.setattr(processes, "free_port", lambda: next(ports, 0) or find())
        yield port


@pytest.mark.parametrize("command", [[], ["lab"]])
def test_the_command_begins_again_on_another_port(
    tmp_path: Path, taken: int, command: list[str]
) -> None:
    with processes.serve_workbook(*command, data=tmp_path / "data") as served:
        assert served.port != taken
        assert processes.fetch(served.address)[0] == 200


def test_what_was_asked_for_by_number_is_not_changed(tmp_path: Path, taken: int) -> None:
    with pytest.raises(AssertionError, match=f"Port {taken} cannot be used"):
        processes.start(data=tmp_path / "data", port=taken)
