"""What the two servers share."""

import logging
import socket
from pathlib import Path

import pytest

from reconnect_widgets.exceptions import ReconnectError
from reconnect_widgets.servers import (
    Discreet,
    Wishes,
    put_first,
    read_key,
    require_free_port,
    require_known,
)


def test_the_key_stays_the_same(own_data_folder: Path) -> None:
    first, second = read_key(), read_key()

    assert first == second
    assert (own_data_folder / "key").stat().st_mode & 0o777 == 0o600


def test_a_key_that_was_cut_short_is_made_anew(own_data_folder: Path) -> None:
    read_key()
    (own_data_folder / "key").write_bytes(b"short")

    assert len(read_key().secret) == 32
    assert [path.name for path in own_data_folder.iterdir()] == ["key"]


def test_token_and_cookie_secret_differ_and_do_not_show_the_key() -> None:
    key = read_key()

    assert key.token not in key.cookie_secret.hex()
    assert key.token not in key.secret.hex()


def test_a_free_port_passes_and_a_busy_one_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(ReconnectError, match=f"Port {port} cannot be used"):
            require_free_port("127.0.0.1", port)

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


@pytest.mark.parametrize(
    ("logged", "written"),
    [
        (("Kernel started: %s", "d26bf4ac-1d06-4c86-a8f6-7f0c74b5a3a4"), "Kernel started: …"),
        (
            ("404 GET /voila/render/x?token=abc (127.0.0.1)",),
            "404 GET /voila/render/x?… (127.0.0.1)",
        ),
        (("Is it open?",), "Is it open?"),
    ],
)
def test_kernel_ids_and_queries_are_left_out_of_the_log(logged: tuple[str], written: str) -> None:
    record = logging.LogRecord("x", logging.WARNING, "", 0, logged[0], logged[1:], None)

    assert Discreet().filter(record)
    assert record.getMessage() == written


def test_an_error_is_logged_by_its_name_alone() -> None:
    try:
        raise ValueError("an answer")
    except ValueError as error:
        found = (type(error), error, error.__traceback__)
    words = "Error at server while executing cell: %r"
    record = logging.LogRecord("x", logging.ERROR, "", 0, words, ({"source": "answer"},), found)

    Discreet().filter(record)

    written = logging.Formatter("%(message)s").format(record)
    assert written == "Error at server while executing cell: ValueError"
