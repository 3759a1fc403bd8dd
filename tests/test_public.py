"""A public server and its strangers: nobody reaches what is another's, whatever they know."""

import socket
from collections.abc import Iterator
from contextlib import closing
from http.cookiejar import Cookie
from pathlib import Path

import pytest
from processes import Served, eventually, serve_workbook
from strangers import Answer, Stranger, channels

from reconnect_widgets.kernels.visitors import LINES
from reconnect_widgets.stages import STAGES
from reconnect_widgets.voila.settings import HEADERS
from reconnect_widgets.voila.visits import VISIT

UNKNOWN = "00000000-0000-4000-8000-000000000000"
PAGE = f"/voila/render/{STAGES[1].file}"


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A public server, as chatty in its log as it can be."""
    data = tmp_path_factory.mktemp("public") / "data"
    with serve_workbook("--Voila.log_level=DEBUG", data=data, place="public") as served:
        yield served


@pytest.fixture
def anna(public: Served) -> Stranger:
    return Stranger(public)


@pytest.fixture
def mallory(public: Served) -> Stranger:
    """Somebody who has seen Anna's kernel's id, and is a visitor too."""
    stranger = Stranger(public)
    stranger.ask("/")
    return stranger


def test_pages_open_without_a_key_and_a_visitor_keeps_one_cookie(anna: Stranger) -> None:
    assert anna.ask("/").status == 200
    assert anna.ask(PAGE).status == 200

    (cookie,) = anna.cookies
    assert isinstance(cookie, Cookie)
    assert cookie.discard  # it ends with the browser
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "Lax"


def test_behind_https_the_cookie_is_bound_to_this_host_and_to_https(public: Served) -> None:
    said = Stranger(public).ask(PAGE, X_Forwarded_Proto="https").headers["Set-Cookie"]

    assert said.startswith("__Host-")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(said.split("; "))


def test_a_visitor_joins_the_kernel_of_their_own_visit(anna: Stranger) -> None:
    line = anna.join(anna.open())

    assert line.answers()
    assert line.turn(STAGES[1].file)["parts"]
    line.close()


@pytest.mark.parametrize("known", [True, False])
def test_whoever_knows_a_kernels_id_gets_no_more_than_whoever_guesses_one(
    anna: Stranger, mallory: Stranger, known: bool
) -> None:
    kernel = anna.open() if known else UNKNOWN
    nobody = Stranger(anna.server)

    refused = {mallory.is_refused(kernel), nobody.is_refused(kernel), mallory.is_refused(UNKNOWN)}
    assert refused == {mallory.is_refused(kernel, origin=None, suppress_origin=True)}
    assert refused <= {403, 404}
    for visitor in (mallory, nobody):
        assert visitor.open(kernel=kernel) != kernel
    for method in ("GET", "DELETE", "POST", "PATCH"):
        for path in (f"/api/kernels/{kernel}", f"/reconnect/api/kernels/{kernel}"):
            answer = mallory.ask(path, method)
            assert answer.status in (403, 404, 405)
            assert kernel not in answer.text
    for path in ("interrupt", "restart"):
        assert mallory.ask(f"/api/kernels/{kernel}/{path}", "POST").status in (403, 404)
    assert mallory.ask(f"/voila/api/shutdown/{kernel}", "POST").status in (403, 404)
    if known:
        assert anna.is_refused(kernel) == 101


def test_a_visitor_cannot_end_even_their_own_kernel_but_by_leaving(anna: Stranger) -> None:
    kernel = anna.open()

    for path in (f"/api/kernels/{kernel}", f"/reconnect/api/kernels/{kernel}"):
        assert anna.ask(path, "DELETE").status in (403, 404, 405)
    assert anna.is_refused(kernel) == 101


@pytest.mark.parametrize("channel", ["shell", "control", "stdin"])
def test_nothing_that_runs_code_or_looks_around_reaches_a_kernel(
    anna: Stranger, channel: str
) -> None:
    line = anna.join(anna.open())
    code = {"code": "open('/etc/passwd').read()", "silent": False, "user_expressions": {"a": "1"}}
    refused = {
        line.send(kind, {**code, "cursor_pos": 1, "detail_level": 1, "value": "1"}, channel)
        for kind in (
            "execute_request", "inspect_request", "complete_request", "history_request",
            "is_complete_request", "debug_request", "interrupt_request", "input_reply",
            "create_subshell_request", "usage_request", "shutdown_request",
        )
    }  # fmt: skip
    heard = []
    for _ in range(2):  # after the second answer, all that came of what was sent before has come
        heard += line.until("kernel_info_reply", line.send("kernel_info_request", {}))

    assert not refused & {message["parent_header"].get("msg_id") for message in heard}
    line.close()


def test_no_widget_of_the_visitors_choice_is_made(anna: Stranger) -> None:
    line = anna.join(anna.open())
    state = {"_model_module": "@jupyter-widgets/controls", "_model_name": "FileUploadModel"}
    for target in ("jupyter.widget", "jupyter.widget.version", "anything"):
        opening = {"comm_id": f"evil-{target}", "target_name": target, "data": {"state": state}}
        line.send("comm_open", opening)
    asked = line.send("comm_info_request", {})
    (told,) = [
        m
        for m in line.until("comm_info_reply", asked)
        if m["header"]["msg_type"] == "comm_info_reply"
    ]

    assert not [name for name in told["content"]["comms"] if name.startswith("evil")]
    line.close()


def test_a_page_of_another_site_cannot_join_in_the_readers_browser(anna: Stranger) -> None:
    kernel = anna.open()

    assert anna.is_refused(kernel, origin="http://evil.example") == 403
    assert anna.is_refused(kernel, origin="null") == 403
    assert anna.begin(Sec_Fetch_Site="cross-site").status == 403
    assert anna.ask(f"/{VISIT}", "POST", b"{}").status == 403


@pytest.mark.parametrize("path", ["/", PAGE, f"/{VISIT}", channels("{}")])
def test_another_host_name_is_refused(anna: Stranger, path: str) -> None:
    kernel = anna.open()
    cookie = "; ".join(f"{one.name}={one.value}" for one in anna.cookies)
    with socket.create_connection(("127.0.0.1", anna.server.port)) as line:
        head = f"GET {path.format(kernel)} HTTP/1.1\r\nHost: evil.example\r\nCookie: {cookie}\r\n"
        upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        upgrade += "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: http://evil.example\r\n"
        line.sendall(f"{head}{upgrade if 'channels' in path else ''}\r\n".encode())

        assert b" 403 " in line.recv(64)


NOT_HERE = (
    "/voila/files/00-start-here.ipynb", "/voila/files/../pyproject.toml", "/voila/tree",
    "/voila/tree/", "/voila/api/contents", "/voila/api/contents/", "/voila/labextensions/x",
    "/voila/static/main.js", "/voila/api/themes/x", "/api/kernels", "/api/sessions",
    f"/api/kernels/{UNKNOWN}", f"/api/kernels/{UNKNOWN}/channels",
    "/api/contents", "/api/terminals", "/api/kernelspecs", "/api/status", "/api", "/login", "/logout",
    "/files/00-start-here.ipynb", "/tree", "/lab", "/reconnect/key", "/metrics", "/static/style.css",
    "/voila/templates/lab/static/voila.js", "/voila/templates/reconnect/../../x",
    "/voila/render/", "/voila/render/other.ipynb", "/voila/render/../00-start-here.ipynb",
    "/voila/render/%2e%2e/README.md", "/voila/render/.ipynb_checkpoints/00-start-here.ipynb",
    "/voila/render//etc/passwd", "/voila/templates/reconnect/static/%2e%2e/index.html.j2",
)  # fmt: skip


@pytest.mark.parametrize("path", NOT_HERE)
def test_nothing_but_the_pages_and_their_scripts_is_served(anna: Stranger, path: str) -> None:
    answer = anna.ask(path)

    assert answer.status in (403, 404)
    assert "Traceback" not in answer.text


def test_only_the_notebooks_of_the_workbook_are_pages(tmp_path: Path) -> None:
    own = tmp_path / "notebooks"
    own.mkdir()
    source = Path(__file__).parents[1] / "notebooks" / STAGES[0].file
    for name in (STAGES[0].file, "secret.ipynb"):
        (own / name).write_bytes(source.read_bytes())

    with serve_workbook("--notebooks", own, data=tmp_path / "data", place="public") as served:
        assert Stranger(served).ask(f"/voila/render/{STAGES[0].file}").status == 200
        stranger = Stranger(served)
        assert stranger.ask("/voila/render/secret.ipynb").status == 404
        assert stranger.begin("secret.ipynb").status == 404
        kernel = stranger.open("00")
        stranger.join(kernel).close()
        assert stranger.begin("secret.ipynb", kernel).status == 404
        line = stranger.join(kernel)
        assert "cells" not in line.turn("secret.ipynb")
        line.close()


def kinds_of_answers(anna: Stranger) -> dict[str, Answer]:
    return {
        "a page": anna.ask(PAGE),
        "the start": anna.ask("/"),
        "a script": anna.ask("/voila/templates/reconnect/static/page.js"),
        "no such page": anna.ask("/voila/render/none.ipynb"),
        "nothing here": anna.ask("/none"),
        "a visit": anna.begin(),
        "no visit": anna.begin("none.ipynb"),
        "another's kernel": anna.ask(channels(UNKNOWN)),
        "a wrong way": anna.ask(PAGE, "POST"),
    }


def test_every_kind_of_answer_carries_the_headers(anna: Stranger) -> None:
    for kind, answer in kinds_of_answers(anna).items():
        assert not answer.lacks(HEADERS), (kind, answer.status)


@pytest.mark.parametrize(
    "path", ["/none", "/voila", "/voila/render/none.ipynb", "/voila/render/%E0%A4%A", "/api/none"]
)
def test_an_unknown_address_is_a_page_with_exit_and_help(anna: Stranger, path: str) -> None:
    answer = anna.ask(path)

    assert answer.status == 404
    for part in ("There is no such page here", "data-rc-exit", 'href="#help"', 'id="help"'):
        assert part in answer.text


def test_the_policy_allows_this_host_only_and_no_eval() -> None:
    policy = HEADERS["Content-Security-Policy"]

    assert "unsafe-eval" not in policy
    assert "http" not in policy
    assert "ws:" not in policy
    assert "*" not in policy
    assert "frame-ancestors 'none'" in policy
    assert HEADERS["Referrer-Policy"] == "no-referrer"
    assert HEADERS["X-Content-Type-Options"] == "nosniff"


def test_when_all_places_are_taken_a_visit_is_told_to_come_back_until_there_is_one(
    tmp_path: Path,
) -> None:
    few = ("--VisitorKernels.places=2", "--WorkbookKernels.join_within=4")
    with serve_workbook(*few, data=tmp_path / "data", place="public") as served:
        stays = Stranger(served)
        line = stays.join(stays.open())
        Stranger(served).open()  # and never joins
        full = Stranger(served).begin()

        assert full.status == 503
        assert full.headers["Retry-After"] == "120"
        assert not full.lacks(HEADERS)
        assert len(served.kernels()) == 2
        assert Stranger(served).ask(PAGE).status == 200  # to read it needs no place
        eventually(lambda: Stranger(served).begin().status == 200)
        assert line.answers()  # whoever was there still is
        line.close()


def test_whoever_is_inside_opens_another_tab_also_when_all_places_are_taken(tmp_path: Path) -> None:
    few = ("--VisitorKernels.places=2",)
    with serve_workbook(*few, data=tmp_path / "data", place="public") as served:
        inside, other = Stranger(served), Stranger(served)
        lines = [inside.join(inside.open()), other.join(other.open())]
        assert Stranger(served).begin().status == 503

        lines.append(inside.join(inside.open()))

        lines.pop(0).close()
        eventually(lambda: inside.begin().status == 200)  # in the place of the one that was left
        assert Stranger(served).begin().status == 503
        for line in lines:
            line.close()


def test_one_place_is_enough_for_a_whole_visit(tmp_path: Path) -> None:
    with serve_workbook(
        "--VisitorKernels.places=1", data=tmp_path / "data", place="public"
    ) as served:
        visitor = Stranger(served)
        line = visitor.join(visitor.open())

        assert [not line.turn(stage.file).get("trouble") for stage in STAGES[:3]] == [True] * 3
        assert len(served.kernels()) == 1
        line.close()


def test_a_kernel_takes_a_few_lines_and_no_more(anna: Stranger) -> None:
    kernel = anna.open()
    lines = [anna.join(kernel) for _ in range(LINES)]

    def takes_one_more() -> bool:
        with closing(anna.join(kernel)) as line:
            return line.answers()

    assert not takes_one_more()
    assert all(line.answers() for line in lines)
    lines.pop().close()
    eventually(takes_one_more)
    for line in lines:
        line.close()


def test_one_visitor_cannot_take_all_places(tmp_path: Path) -> None:
    few = ("--VisitorKernels.places=5", "--VisitorKernels.places_each=2")
    with serve_workbook(*few, data=tmp_path / "data", place="public") as served:
        greedy = Stranger(served)
        lines = [greedy.join(greedy.open()) for _ in range(2)]
        assert greedy.begin().status == 503
        assert Stranger(served).begin().status == 200
        for line in lines:
            line.close()


def test_whoever_loads_pages_quickly_leaves_their_own_kernels_and_waits_for_none(
    tmp_path: Path,
) -> None:
    with serve_workbook(
        "--VisitorKernels.places_each=2", data=tmp_path / "data", place="public"
    ) as served:
        quick = Stranger(served)
        kernels = [quick.open() for _ in range(6)]

        assert quick.is_refused(kernels[0]) in (403, 404)
        assert quick.is_refused(kernels[-1]) == 101
        eventually(lambda: len(served.kernels()) <= 2)


def test_the_log_holds_no_kernel_ids_no_queries_and_no_cookies(anna: Stranger) -> None:
    kernel = anna.open()
    line = anna.join(kernel)
    assert line.answers()
    line.close()
    anna.open(kernel=kernel)
    anna.ask(f"{PAGE}?secret=marker")
    anna.ask(f"{channels(kernel)}?secret=marker")
    anna.ask(f"/api/kernels/{kernel}?secret=marker")
    Stranger(anna.server).is_refused(kernel)

    said = anna.server.said()
    assert "GET" in said or "200" in said  # it does log, as it was told
    assert kernel not in said
    assert "marker" not in said
    assert not [one.value for one in anna.cookies if str(one.value) in said]


def test_the_server_writes_no_key_and_no_answers(public: Served, anna: Stranger) -> None:
    anna.open()

    assert not public.data.exists()
