"""The command as a reader meets it: real processes, real addresses."""

import json
import os
import re
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from io import TextIOWrapper
from pathlib import Path
from typing import cast
from urllib.parse import urljoin
from urllib.request import Request, urlopen

import psutil
import pytest
from processes import (
    COMMAND,
    ROOT,
    Served,
    browser_without_page,
    eventually,
    fetch,
    reconnect,
    said_at_once,
    serve_workbook,
    start,
)
from strangers import UPGRADE, Stranger, let_in, visit_at, visited

from reconnect_widgets.answers.store import Store
from reconnect_widgets.cli import main
from reconnect_widgets.days import today
from reconnect_widgets.exceptions import PlaceError
from reconnect_widgets.places import DATA, begin_session
from reconnect_widgets.prompts import say_day
from reconnect_widgets.voila import app

START = "00-start-here.ipynb"
NOBODY = 65534
IS_ROOT_OF_LINUX = sys.platform == "linux" and os.geteuid() == 0


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("cli") / "data"
    with serve_workbook(data=data) as served:
        yield served


# The address


def test_the_first_line_is_the_address_of_the_start_page_and_it_answers(workbook: Served) -> None:
    status, _, page = fetch(workbook.address)

    assert re.fullmatch(
        rf"http://127\.0\.0\.1:\d+/voila/render/{START}\?token=\w+", workbook.address
    )
    assert status == 200
    assert "<h1" in page


def test_the_token_is_gone_from_the_address_before_the_page_comes(workbook: Served) -> None:
    """So neither a bookmark nor the browser's history has it, with scripts or without."""
    _, address, _ = fetch(workbook.address)

    assert address == f"{workbook.origin}/voila/render/{START}"


def test_the_front_door_leads_to_the_start_page(workbook: Served) -> None:
    status, address, _ = fetch(f"{workbook.origin}/?token={workbook.token}")

    assert (status, address) == (200, f"{workbook.origin}/voila/render/{START}")


def test_whoever_was_let_in_needs_no_token_on_the_next_page(workbook: Served) -> None:
    browser = browser_without_page()
    fetch(workbook.address, browser)

    status, address, page = fetch(f"{workbook.origin}/voila/render/01-give-space.ipynb", browser)

    assert status == 200
    assert "token" not in address
    assert "Give them space" in page


@pytest.mark.parametrize("path", ["/", f"/voila/render/{START}", "/?token=wrong", "/?ticket=wrong"])
def test_without_the_token_the_pages_stay_closed(workbook: Served, path: str) -> None:
    status, _, page = fetch(workbook.origin + path)

    assert status == 403
    assert "These pages are private" in page
    assert workbook.origin not in page


def test_another_host_name_is_refused_even_with_the_token(workbook: Served) -> None:
    request = (
        f"GET / HTTP/1.1\r\nHost: evil.example\r\nAuthorization: token {workbook.token}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", workbook.port)) as line:
        line.sendall(request.encode())

        assert b" 403 " in line.recv(64)


def test_the_address_and_the_way_in_survive_a_restart(tmp_path: Path) -> None:
    browser = browser_without_page()
    with serve_workbook(data=tmp_path / "data") as first:
        fetch(first.address, browser)

    with serve_workbook(data=tmp_path / "data", port=first.port) as second:
        status, _, _ = fetch(f"{second.origin}/voila/render/{START}", browser)

    assert second.address == first.address
    assert status == 200


@contextmanager
def opened_browser(folder: Path, *settings: str) -> Iterator[tuple[Served, str]]:
    """Serve a workbook; give it and the address with which it opened a browser, still to be used."""
    opened, browser = folder / "opened", folder / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > "{opened}.part" && mv "{opened}.part" "{opened}"\n')
    browser.chmod(0o755)
    with serve_workbook(*settings, data=folder / "data", browser=f'"{browser}" %s') as served:
        yield served, eventually(lambda: opened.exists() and opened.read_text().strip())


def test_the_browser_is_opened_with_a_ticket_that_works_once(tmp_path: Path) -> None:
    with opened_browser(tmp_path) as (served, address):
        reader = Stranger(served)
        first = reader.ask(address.removeprefix(served.origin))
        second = fetch(address)
        assert reader.is_refused() == 101

    assert served.token not in address
    assert first.status == 200
    assert second[0] == 403


@pytest.mark.skipif(not IS_ROOT_OF_LINUX, reason="Only root of a Linux can act as another user.")
@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_a_ticket_that_another_user_of_the_computer_brings_is_worth_nothing(
    tmp_path: Path, family: socket.AddressFamily
) -> None:
    with opened_browser(tmp_path) as (served, address):
        host = "127.0.0.1" if family == socket.AF_INET else "::ffff:127.0.0.1"
        os.seteuid(NOBODY)  # as whoever makes the socket, so the system lists it
        try:
            line = socket.socket(family)
        finally:
            os.seteuid(0)
        with line:
            line.connect((host, served.port))
            path = address.removeprefix(served.origin)
            head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n\r\n"
            line.sendall(head.encode())

            said = line.recv(4096).decode()
        assert "for no other user of it" in said
        assert "Set-Cookie: username" not in said
        assert fetch(address)[0] == 200  # the reader's own browser is let in all the same


def test_without_any_browser_the_address_is_enough(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def none(_: str | None) -> None:
        raise app.webbrowser.Error("none here")

    monkeypatch.setattr(app.webbrowser, "get", none)

    app.open_browser("http://127.0.0.1/")

    assert "please open the address that was printed" in caplog.text


def test_the_key_is_for_its_owner_alone(workbook: Served) -> None:
    key = workbook.data / "key"

    assert key.stat().st_mode & 0o777 == 0o600
    assert workbook.data.stat().st_mode & 0o777 == 0o700
    assert workbook.token not in key.read_bytes().hex()


def test_requests_leave_no_token_and_no_kernel_in_the_log(tmp_path: Path) -> None:
    with serve_workbook("--debug", data=tmp_path / "data") as served:
        fetch(served.address)
        reader = let_in(served)
        line = reader.join()
        line.close()
        reader.join(kernel=line.kernel).close()
        eventually(lambda: "200 /voila/render" in served.said())
        said = served.said()

    assert served.token not in said
    assert line.kernel not in said


# The end


@pytest.mark.parametrize(
    ("number", "command"),
    [(signal.SIGTERM, COMMAND), (signal.SIGINT, None), (signal.SIGHUP, None)],
    ids=["TERM", "INT", "HUP"],
)
def test_it_says_nothing_when_all_is_well_and_a_signal_ends_it_and_every_kernel(
    tmp_path: Path, number: signal.Signals, command: tuple[str, ...] | None
) -> None:
    served = start(data=tmp_path / "data", command=command)
    with visited(served) as told:
        assert told["parts"]
        family = served.family()
        assert served.kernels()

        code = served.stop(number)
        _, alive = psutil.wait_procs(family, timeout=5)

    assert len(family) > 1
    assert (code, alive, served.said()) == (0, [], "")


@pytest.mark.parametrize("asked", ["a page", "a visit"])
def test_it_ends_cleanly_while_a_page_is_opened_or_a_visit_begun(
    tmp_path: Path, asked: str
) -> None:
    served = start(data=tmp_path / "data")
    path = visit_at() if asked == "a visit" else served.address.removeprefix(served.origin)
    head = {"Host": f"127.0.0.1:{served.port}", "Authorization": f"token {served.token}"}
    head |= UPGRADE if asked == "a visit" else {}
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items())]
    with socket.create_connection(("127.0.0.1", served.port)) as line:
        line.sendall("\r\n".join([*lines, "", ""]).encode())
        if asked == "a page":
            line.recv(1)
        else:
            eventually(served.kernels)

        code = served.stop()

    assert (code, served.said()) == (0, "")


def test_the_end_of_its_terminal_ends_jupyterlab_and_every_kernel(tmp_path: Path) -> None:
    """Which Jupyter leaves to the system; with the others it is the same, see ``end_by``."""
    served = start("lab", data=tmp_path / "data")
    headers = {"Authorization": f"token {served.token}"}
    with urlopen(Request(f"{served.origin}{served.base}/api/kernels", b"{}", headers)) as answer:
        assert answer.status == 201
    family = served.family()

    code = served.stop(signal.SIGHUP)
    _, alive = psutil.wait_procs(family, timeout=5)

    assert len(family) > 1
    assert (code, alive) == (0, [])


def test_an_interrupt_ends_jupyterlab_where_a_script_started_it_in_the_background(
    tmp_path: Path,
) -> None:
    """A shell lets such a process ignore interrupts, and there is no terminal to ask for leave."""
    in_background = ("sh", "-c", 'trap "" INT; exec "$@"', "sh")
    ours = (*in_background, *COMMAND)
    served = start("lab", data=tmp_path / "data", command=ours)

    assert served.stop(signal.SIGINT) == 0


# What can be in the way


def one_sentence(words: str) -> bool:
    return words.count("\n") == 1 and words.endswith(("\n",)) and "Traceback" not in words


@pytest.mark.parametrize("command", [[], ["lab"]])
def test_a_busy_port_is_named_with_the_way_out(tmp_path: Path, command: list[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        said = reconnect(*command, "--no-browser", "--port", str(port), data=tmp_path / "data")

    assert said.returncode == 1
    assert said.stdout == ""
    assert str(port) in said.stderr
    assert "--port" in said.stderr
    assert one_sentence(said.stderr)


@pytest.mark.parametrize("command", [[], ["lab"], ["where"]])
def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "file").write_text("in the way")
    data = tmp_path / "file" / "data"

    said = reconnect(*command, data=data)

    assert said.returncode == 1
    assert str(data) in said.stderr
    assert one_sentence(said.stderr)


@pytest.mark.parametrize("command", [[], ["lab"]])
@pytest.mark.parametrize("there", [True, False])
def test_missing_notebooks_are_named(tmp_path: Path, command: list[str], there: bool) -> None:
    folder = tmp_path / "my copy"
    if there:
        folder.mkdir()

    said = reconnect(*command, "--no-browser", "--notebooks", folder, data=tmp_path / "data")

    assert said.returncode == 1
    assert str(folder) in said.stderr
    assert (START in said.stderr) is there
    assert one_sentence(said.stderr)


@pytest.mark.parametrize(
    "setting",
    ["preheat_kernel=True", "allow_template_override=YES", "template=lab", "resources=theme=x"],
)
def test_a_setting_with_which_no_form_would_ever_come_is_refused(
    tmp_path: Path, setting: str
) -> None:
    said = reconnect(
        "--no-browser", f"--VoilaConfiguration.{setting}", data=tmp_path / "data", within=20
    )

    assert said.returncode == 1
    assert f"VoilaConfiguration.{setting.partition('=')[0]} " in said.stderr
    assert one_sentence(said.stderr)


@pytest.mark.parametrize(
    "arguments",
    [
        ["labb"],
        ["--prot", "9000"],
        ["--port", "many"],
        ["--port", "0"],
        ["--port"],
        ["lab", "--prot=9000"],
        ["where", "--debug"],
        ["browsers", "--forgot"],
        ["browsers", "all"],
        ["--debug", "lab"],
    ],
)
def test_a_slip_on_the_command_line_gets_one_sentence(tmp_path: Path, arguments: list[str]) -> None:
    said = said_at_once(*arguments, data=tmp_path / "data")

    assert said.returncode == 1
    assert said.stdout == ""
    assert one_sentence(said.stderr)


# The rest of the command


def test_a_terminal_that_lacks_a_sign_is_told_all_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RECONNECT_DATA", str(tmp_path / "Žižek"))
    monkeypatch.setenv("RECONNECT_MEMORY", "open")  # of this process, which goes on
    cast(TextIOWrapper, sys.stdout).reconfigure(encoding="ascii")

    assert main(["where"]) == 0
    assert f"{tmp_path / '?i?ek'}" in capsys.readouterr().out


def test_where_prints_the_path_of_the_answers_whether_it_is_locked_and_the_folder(
    tmp_path: Path,
) -> None:
    said = said_at_once("where", data=tmp_path / "data")

    first, second, third = said.stdout.splitlines()
    assert said.returncode == 0
    assert Path(first) == tmp_path / "data" / "answers.sqlite3"
    assert second == "It is not locked."
    assert str(tmp_path / "data") in third
    (tmp_path / "data").mkdir()
    pytest.importorskip("sqlcipher3")
    Store(Path(first)).keeper.lock("a passphrase")
    assert "It is locked with a passphrase." in said_at_once("where", data=tmp_path / "data").stdout


def test_browsers_are_listed_and_can_be_forgotten(tmp_path: Path) -> None:
    """With nothing but days; and what they had opens nothing, also where the workbook runs still."""
    data = tmp_path / "data"
    assert reconnect("browsers", data=data).stdout == "No browser is let in.\n"
    with serve_workbook(data=data) as served:
        two = [Stranger(served), Stranger(served)]
        for one in (*two, two[0]):
            assert one.ask(f"/?token={served.token}").status == 200
        listed = reconnect("browsers", data=data).stdout.splitlines()
        day = say_day(today())
        assert listed == [f"Let in since {day}, used last on {day}."] * 2

        forgotten = reconnect("browsers", "--forget", data=data)
        assert "No browser is let in anymore" in forgotten.stdout
        assert reconnect("browsers", data=data).stdout == "No browser is let in.\n"
        for one in two:
            assert one.is_refused() == 403
            assert one.ask(f"/voila/render/{START}").status == 403
            assert one.ask(f"/?token={served.token}").status == 403
    with serve_workbook(data=data) as again:
        assert again.token != served.token
        assert Stranger(again).ask(f"/?token={again.token}").status == 200
        assert again.said() == ""


def test_a_line_of_a_browser_that_is_forgotten_ends(tmp_path: Path) -> None:
    often = {"Voila": {"tornado_settings": {"ws_ping_interval": 100}}}
    (tmp_path / "voila.json").write_text(json.dumps(often))
    with serve_workbook(data=tmp_path / "data", cwd=tmp_path) as served:
        reader = Stranger(served)
        reader.ask(f"/?token={served.token}")
        line = reader.join()
        assert line.answers()
        reconnect("browsers", "--forget", data=tmp_path / "data")

        assert eventually(lambda: not line.answers())
        line.close()


def test_help_names_every_option_and_needs_no_folder(tmp_path: Path) -> None:
    said = said_at_once("--help", data=tmp_path / "data")

    for option in (
        "lab",
        "where",
        "browsers",
        "--port",
        "--no-browser",
        "--notebooks",
        "--version",
        "--help-all",
    ):
        assert option in said.stdout
    assert said.returncode == 0
    assert not (tmp_path / "data").exists()


def test_version_is_that_of_the_package(tmp_path: Path) -> None:
    from reconnect_widgets import __version__

    assert reconnect("--version", data=tmp_path / "data").stdout == f"reconnect {__version__}\n"


@pytest.mark.parametrize("command", [[], ["lab"]])
def test_help_all_shows_the_settings_underneath(tmp_path: Path, command: list[str]) -> None:
    said = reconnect(*command, "--help-all", data=tmp_path / "data")

    assert said.returncode == 0
    assert "LabApp." in said.stdout if command else "Voila.root_dir" in said.stdout


def test_settings_of_voila_work_on_the_command_line_and_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "voila.json").write_text('{"Voila": {"base_url": "/mine/"}}')

    with serve_workbook("--Voila.token=chosen", data=tmp_path / "data", cwd=tmp_path) as served:
        status, _, _ = fetch(served.address)

    assert served.address == f"{served.origin}/mine/voila/render/{START}?token=chosen"
    assert status == 200


def test_a_proxy_may_take_away_what_addresses_begin_with(tmp_path: Path) -> None:
    settings = "--Voila.base_url=/mine/", "--Voila.server_url=/"
    with serve_workbook(*settings, data=tmp_path / "data") as served:
        assert served.base == "/mine"
        line = HTTPConnection("127.0.0.1", served.port, timeout=60)
        asked = served.address.removeprefix(f"{served.origin}/mine")
        line.request("GET", asked)
        answer = line.getresponse()
        led_to = urljoin(served.address, answer.headers["Location"])
        line.close()

        assert answer.status == 302
        assert led_to.partition("#")[0] == served.address.partition("?")[0]


def test_a_copy_of_the_notebooks_in_a_folder_with_a_space_is_served(tmp_path: Path) -> None:
    folder = tmp_path / "my copy"
    folder.mkdir()
    changed = (
        (ROOT / "notebooks" / START).read_text("utf-8").replace("# Where", "# My own: where", 1)
    )
    (folder / START).write_text(changed, "utf-8")

    with serve_workbook("--notebooks", folder, data=tmp_path / "data") as served:
        _, _, page = fetch(served.address)
        with visited(served) as told:
            assert told["parts"]

    assert "My own: where" in page


# The example reader


def test_the_example_is_served_from_a_file_of_its_own(tmp_path: Path) -> None:
    with serve_workbook("--example", data=tmp_path / "data") as served:
        status, _, page = fetch(served.address)
        door = fetch(f"{served.origin}/?token={served.token}")

    assert re.search(rf"/voila/render/example/{START}\?token=\w+$", served.address)
    assert status == 200
    assert "Nothing here is yours" in page
    assert door[:2] == (200, f"{served.origin}/voila/render/example/{START}")
    assert (tmp_path / "data" / "example" / "answers.sqlite3").is_file()
    assert not (tmp_path / "data" / "answers.sqlite3").exists()


@pytest.mark.parametrize("asked", ["lab --example", "where --session-only"])
def test_the_example_and_a_session_are_in_the_app_alone(tmp_path: Path, asked: str) -> None:
    said = said_at_once(*asked.split(), data=tmp_path / "data")

    assert said.returncode == 1
    assert said.stderr == "The example and --session-only are there in the app alone.\n"


# For a session only


def test_what_is_answered_for_a_session_only_is_gone_with_it_and_never_beside_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They lie in a folder for temporary files while somebody uses the workbook, and it says so."""
    passing = tmp_path / "passing"
    passing.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(passing))
    with serve_workbook("--session-only", data=tmp_path / "data") as served:
        _, _, page = fetch(served.address)
        with visited(served) as told:
            assert told["parts"]
            (file,) = passing.glob("*/answers.sqlite3")
            mode = file.parent.stat().st_mode & 0o777

        code = served.stop()

    assert "your answers are erased when you end the workbook" in page
    assert (mode, code) == (0o700, 0)
    assert [*passing.iterdir(), *tmp_path.glob("data")] == []


def test_where_nothing_can_pass_no_session_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_RUNTIME_DIR", "RECONNECT_PLACE", DATA):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))

    with pytest.raises(PlaceError, match="answers would stay"):
        begin_session()

    assert os.environ[DATA] == str(tmp_path / "none")


def test_where_the_place_is_a_browser_no_server_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECONNECT_PLACE", "browser")

    said = said_at_once(data=tmp_path / "data")

    assert said.returncode == 1
    assert said.stderr.startswith("RECONNECT_PLACE is browser")
