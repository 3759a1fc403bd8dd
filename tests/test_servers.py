"""What the two servers share."""

import socket
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from processes import COMMAND, free_port, serve_workbook
from strangers import let_in

from reconnect_widgets.exceptions import ReconnectError
from reconnect_widgets.servers import (
    Wishes,
    put_first,
    require_free_port,
    require_known,
    take_many_files,
)


def test_a_free_port_passes_and_a_busy_one_is_refused() -> None:
    port = free_port()
    with (
        socket.create_server(("127.0.0.1", port)),
        pytest.raises(ReconnectError, match=f"Port {port} cannot be used"),
    ):
        require_free_port("127.0.0.1", port)

    require_free_port("127.0.0.1", port)


@pytest.mark.parametrize("port", [70_000, -1])
def test_a_number_that_is_no_port_is_refused_in_a_sentence(port: int) -> None:
    with pytest.raises(ReconnectError, match=f"from 1 to 65535, not {port}"):
        require_free_port("127.0.0.1", port)


@pytest.mark.parametrize("setting", ["--Voila.ip=0.0.0.0", "--debug", "--template=lab"])
def test_known_settings_pass(setting: str) -> None:
    require_known((setting,), {"debug", "template"})


@pytest.mark.parametrize("setting", ["--prot=9000", "lab", "-x"])
def test_unknown_settings_are_refused(setting: str) -> None:
    with pytest.raises(ReconnectError, match="does not know"):
        require_known((setting,), {"debug"})


def test_wishes_become_settings_of_the_server(tmp_path: Path) -> None:
    wishes = Wishes(9000, tmp_path, browser=False, settings=("--debug",))

    assert wishes.as_settings("Voila") == [
        "--Voila.port=9000",
        f"--Voila.root_dir={tmp_path.resolve()}",
        "--Voila.open_browser=False",
        "--debug",
    ]


def test_a_search_path_keeps_what_was_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("JUPYTER_PATH", "/before")

    put_first("JUPYTER_PATH", tmp_path)

    import os

    assert os.environ["JUPYTER_PATH"] == f"{tmp_path}:/before"


FEW_FILES = """import os, resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (128, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
os.execv(sys.argv[1], sys.argv[1:])"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_connections_that_say_nothing_keep_no_reader_out(tmp_path: Path) -> None:
    begin = (sys.executable, "-c", FEW_FILES, *COMMAND)
    with (
        serve_workbook(command=begin, data=tmp_path / "data") as served,
        ExitStack() as silent,
    ):
        for _ in range(150):
            silent.enter_context(socket.create_connection(("127.0.0.1", served.port)))

        assert let_in(served).ask("/").status == 200


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_system_that_gives_no_more_files_is_taken_as_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise ValueError("not allowed to raise maximum limit")

    monkeypatch.setattr("resource.getrlimit", lambda _: (128, 1024))
    monkeypatch.setattr("resource.setrlimit", refuse)

    take_many_files()
