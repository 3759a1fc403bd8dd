"""What somebody is told who is not let in: the cause, where it is theirs, and nothing of what runs here."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from processes import (
    Served,
    browser_without_page,
    environment,
    fetch,
    free_port,
    serve_workbook,
)
from strangers import let_in
from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine

from reconnect_widgets.exceptions import ReconnectError
from reconnect_widgets.kernels.forks import PROGRAM, can_fork
from reconnect_widgets.servers import require_free_port
from reconnect_widgets.stages import STAGES
from reconnect_widgets.voila.pages import VISIT
from reconnect_widgets.voila.strangers import EXIT_TO, Unwanted

PAGE = f"/voila/render/{STAGES[0].file}"
SCRIPTS = (
    "/voila/templates/reconnect/static/page.js",
    "/voila/templates/reconnect/static/shell.css",
    "/voila/static/voila.js",
    "/static/favicon.ico",
    "/static/lab/index.html",
    "/favicon.ico",
    "/robots.txt",
    "/lab",
    "/api",
    "/",
)
TELLING = re.compile(r"jupyter|voila|tornado|workbook|reconnect|notebook|answers", re.IGNORECASE)
FIRST_LINE = RequestStartLine("GET", "/", "HTTP/1.1")
KEY, WHOLE, COOKIE, TICKET, HOST = (
    "The key in this address does not fit",
    "Copy the whole line",
    "allow cookies",
    "opens once",
    "under no other",
)


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_workbook(data=tmp_path_factory.mktemp("door") / "data") as served:
        yield served


@pytest.fixture(scope="module", params=[(), ("lab",)], ids=str)
def any_server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    with serve_workbook(*request.param, data=tmp_path_factory.mktemp("any") / "data") as served:
        yield served


def told(page: str) -> list[str]:
    """Return which causes a page names."""
    words = " ".join(page.split())
    return [cause for cause in (KEY, WHOLE, COOKIE, TICKET, HOST) if cause in words]


# One sentence for each cause


def test_a_browser_that_keeps_no_cookies_is_told_so(workbook: Served) -> None:
    forgetful = build_opener(HTTPCookieProcessor(CookieJar(policy=_NoCookies())))

    for path in (PAGE, "/"):
        status, _, page = fetch(f"{workbook.origin}{path}?token={workbook.token}", forgetful)
        assert (status, told(page)) == (403, [WHOLE, COOKIE])


class _NoCookies:
    """A browser whose cookies are switched off."""

    netscape = rfc2965 = hide_cookie2 = True

    def __getattr__(self, _: str) -> object:
        return lambda *_: False


@pytest.mark.parametrize("cut", [slice(0, 39), slice(0, 1), slice(1, None)])
def test_a_key_that_was_cut_is_told_from_none(workbook: Served, cut: slice) -> None:
    status, _, page = fetch(f"{workbook.origin}{PAGE}?token={workbook.token[cut]}")

    assert (status, told(page)) == (403, [KEY])


def test_the_key_of_another_start_is_told_from_none(workbook: Served) -> None:
    assert told(fetch(f"{workbook.origin}{PAGE}?token={'0' * 40}")[2]) == [KEY]
    assert told(fetch(f"{workbook.origin}/?token={'0' * 40}")[2]) == [KEY]
    assert told(fetch(f"{workbook.origin}/?token=")[2]) == [WHOLE, COOKIE]


def test_a_ticket_that_was_used_is_told_from_a_key(workbook: Served) -> None:
    assert told(fetch(f"{workbook.origin}/?ticket=used")[2]) == [TICKET]


def test_no_cause_is_an_address_and_none_tells_what_runs_here(workbook: Served) -> None:
    for query in ("", "?token=x", "?ticket=x", "?token=<script>"):
        status, _, page = fetch(workbook.origin + PAGE + query)
        assert status == 403
        assert not TELLING.search(page)
        assert "script" not in page
        assert re.findall(r"https?:[^\"]*", page) == [EXIT_TO]


def test_the_closed_page_leads_nowhere_else(workbook: Served) -> None:
    for method in ("GET", "HEAD"):
        line = HTTPConnection("127.0.0.1", workbook.port)
        line.request(method, "/login")
        assert line.getresponse().status == 403
        line.close()


# Other names for this computer


def asked_as(served: Served, host: str, path: str, method: str = "GET") -> str:
    """Return all that is answered to a request under a name."""
    head = (
        f"{method} {path} HTTP/1.1",
        f"Host: {host}",
        f"Authorization: token {served.token}",
        "Connection: close",
        "Content-Length: 0",
    )
    with socket.create_connection(("127.0.0.1", served.port)) as line:
        line.sendall("\r\n".join((*head, "", "")).encode())
        said = b""
        while more := line.recv(1 << 16):
            said += more
    return said.decode()


@pytest.mark.parametrize("path", SCRIPTS)
def test_under_another_name_no_address_tells_what_runs_here(any_server: Served, path: str) -> None:
    said = {asked_as(any_server, f"{host}:{any_server.port}", path) for host in OTHERS}
    nothing = asked_as(any_server, "evil.example", "/no-such-address")

    for one in {*said, nothing}:
        head, _, page = one.partition("\r\n\r\n")
        assert head.startswith("HTTP/1.1 403 ")
        assert told(page) == [HOST]
        assert not TELLING.search(one)
        assert "Exit" not in page
    assert {undated(one) for one in said} == {undated(nothing)}


OTHERS = (
    "evil.example",
    "192.168.1.5",
    "127.0.0.1.evil.example",
    "[2001:db8::1]",
    "localhost.evil",
)


def undated(answer: str) -> str:
    return re.sub(r"Date: [^\r]*", "", answer)


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"])
def test_under_another_name_nothing_is_done_either(any_server: Served, method: str) -> None:
    said = asked_as(any_server, "evil.example", "/", method)
    assert " 403 " in said[:20]
    assert not TELLING.search(said)
    assert told(said.partition("\r\n\r\n")[2]) == ([] if method == "HEAD" else [HOST])
    assert any_server.said() == ""


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]", "127.8.9.1"])
def test_every_name_of_this_computer_itself_is_ours(host: str) -> None:
    for named in (host, f"{host}:8912"):
        request = HTTPServerRequest(start_line=FIRST_LINE, headers=HTTPHeaders({"Host": named}))
        assert Unwanted({"local_hostnames": ["localhost", "book.example"]}).match(request) is None


def test_a_name_that_was_set_is_ours(tmp_path_factory: pytest.TempPathFactory) -> None:
    data = tmp_path_factory.mktemp("named") / "data"
    with serve_workbook("--Workbook.hosts=book.example", data=data) as served:
        assert " 200 " in asked_as(served, "book.example", SCRIPTS[0])[:20]
        assert " 403 " in asked_as(served, "other.example", SCRIPTS[0])[:20]

        # A proxy of that name that takes WebSockets for other requests is told of, once.
        asked = f"/{VISIT}?path={STAGES[1].file}"
        for _ in range(2):
            assert let_in(served).ask(asked, Authorization=f"token {served.token}").status == 400
        assert served.said().count("does not pass WebSockets on") == 1


# What went wrong is drawn at every address


def test_an_address_that_is_none_is_answered_with_a_page(workbook: Served) -> None:
    reader = browser_without_page()
    fetch(workbook.address, reader)

    for path in ("/none", "/static/none.css", "/voila/static/none.js", "/voila/render/none.ipynb"):
        status, _, page = fetch(workbook.origin + path, reader)
        assert status == 404
        assert "There is no such page here" in page


# Ports


def test_why_a_port_cannot_be_used_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> socket.socket:
        raise PermissionError(13, "denied")

    with pytest.raises(ReconnectError, match=r"no address 203\.0\.113\.9"):
        require_free_port("203.0.113.9", free_port())
    monkeypatch.setattr(socket, "create_server", refused)
    with pytest.raises(ReconnectError, match="Port 80 needs rights"):
        require_free_port("127.0.0.1", 80)


def run(program: str, *arguments: str, **options: Any) -> str:
    """Run a program and return all that it said."""
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    return done.stdout + done.stderr


BEGIN = """
import sys
from reconnect_widgets.kernels import manager
manager.WarmProcess = lambda: print("begun")
from reconnect_widgets.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_a_port_in_use_is_found_before_any_process_is_begun(tmp_path: Path) -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        said = run(BEGIN, "--no-browser", "--port", str(port), env=environment(tmp_path / "data"))

    assert said.startswith(f"Port {port} cannot be used: is the workbook open already?")
    assert said.count("\n") == 1


@pytest.mark.skipif(not can_fork(), reason="Kernels are not forked here.")
def test_the_process_for_kernels_ends_in_silence_when_its_server_has_gone() -> None:
    line, theirs = socket.socketpair()
    line.close()
    with theirs:
        handle = theirs.fileno()

        assert run(PROGRAM, str(handle), pass_fds=[handle]) == ""
