"""What opens the answers belongs to one user and to one origin; a cookie goes to every port of a host."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookiejar import CookieJar

import pytest
from other_user import ask_as_another_user, needs_another_user
from processes import Served, serve_workbook
from strangers import UPGRADE, Stranger, visit_at

from reconnect_widgets.stages import STAGES
from reconnect_widgets.voila import drafts, keeper, pages

TELLING = re.compile(r"jupyter|voila|tornado|workbook|reconnect|notebook|answers", re.IGNORECASE)
PAGE = f"/voila/render/{STAGES[0].file}"
SCRIPT = "/voila/templates/reconnect/static/page.js"


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_workbook(data=tmp_path_factory.mktemp("origin") / "data") as served:
        yield served


@dataclass
class Reader(Stranger):
    """A browser that was let in."""

    def enter(self) -> "Reader":
        assert self.ask(f"/?token={self.server.token}").status == 200
        return self

    @property
    def cookie(self) -> dict[str, str]:
        """All cookies, in the header in which a browser sends them, to any port."""
        return {"Cookie": "; ".join(f"{one.name}={one.value}" for one in self.cookies)}


@pytest.fixture
def reader(workbook: Served) -> Reader:
    return Reader(workbook).enter()


def a_kernel(reader: Reader) -> str:
    """Return the kernel of a visit that was just left, which another page may take up."""
    line = reader.join()
    line.close()
    return line.kernel


# A cookie alone


def holds_answers(reader: Reader) -> list[tuple[str, str, dict[str, str], bytes | None]]:
    """All that holds answers or leads to them."""
    return [
        ("GET", f"/{keeper.ADDRESS}", {drafts.ASKED: "yes"}, None),
        ("PUT", f"/{keeper.ADDRESS}", {drafts.ASKED: "yes"}, b"5f" * 64),
        *(("GET", visit_at(kernel=kernel), UPGRADE, None) for kernel in ("", a_kernel(reader))),
    ]


def test_a_cookie_alone_opens_pages_and_no_answers(reader: Reader) -> None:
    thief = Stranger(reader.server, reader.cookies)

    assert thief.ask(PAGE).status == 200
    for method, path, headers, body in holds_answers(reader):
        for secret in ({}, {"Authorization": f"token {'x' * 43}"}, {"Authorization": "token"}):
            assert thief.ask(path, method, body, **headers, **secret).status == 403, path
    for kernel in ("", a_kernel(reader)):
        assert thief.is_refused(kernel=kernel) == 403
        assert reader.is_refused(kernel=kernel) == 101


def test_a_secret_alone_opens_nothing_and_none_belongs_to_another_browser(reader: Reader) -> None:
    other = Reader(reader.server).enter()

    for cookies in (CookieJar(), other.cookies):
        thief = Stranger(reader.server, cookies, reader.secret)
        for kernel in ("", a_kernel(reader)):
            assert thief.is_refused(kernel=kernel) == 403


def test_each_way_in_gives_a_new_secret_and_one_before_it_is_good_still(reader: Reader) -> None:
    given = [reader.secret, reader.enter().secret, reader.enter().secret]
    statuses = [Stranger(reader.server, reader.cookies, one).is_refused() for one in given]

    assert len(set(given)) == 3
    assert statuses == [403, 101, 101]


def test_an_open_tab_goes_on_when_the_workbook_was_started_again(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    data = tmp_path_factory.mktemp("again") / "data"
    with serve_workbook(data=data) as first:
        reader = Reader(first).enter()
    with serve_workbook(data=data, port=first.port):
        assert reader.is_refused() == 101


def test_on_the_disk_are_hashes_for_nobody_else_to_read(reader: Reader) -> None:
    files = [*(reader.server.data / "browsers").iterdir()]

    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert files[0].parent.stat().st_mode & 0o777 == 0o700
    for file in [file for file in reader.server.data.rglob("*") if file.is_file()]:
        assert reader.secret.encode() not in file.read_bytes()
    assert reader.secret not in reader.server.said()


def test_a_redirect_of_ours_hands_on_nothing_that_a_link_brought(reader: Reader) -> None:
    """A browser would hand the fragment on to where it leads, when that has none of its own."""
    line = HTTPConnection("127.0.0.1", reader.server.port, timeout=60)
    line.request("GET", "/", headers=reader.cookie)

    assert line.getresponse().headers["Location"] == f"{PAGE}#"
    line.close()


@pytest.mark.parametrize(
    "words", [("lab",), ("lab", "--ServerApp.allow_remote_access=True")], ids=str
)
def test_where_a_cookie_opens_all_a_browser_gives_it_to_no_other_port(
    tmp_path_factory: pytest.TempPathFactory, words: tuple[str, ...]
) -> None:
    """It is told for addresses whose beginning nobody else knows, and a bookmark goes on to fit."""
    data = tmp_path_factory.mktemp("based") / "data"
    with serve_workbook(*words, data=data) as served:
        own, base = Stranger(served), served.base
        assert own.ask(served.address.removeprefix(served.origin)).status == 200

        assert base
        assert {one.path for one in own.cookies} == {f"{base}/"}
        for path in ("/", "/lab", "/login", "/api", base, f"/x{base}", PAGE, "/none"):
            for answer in (Stranger(served).ask(path), own.ask(f"{path}?token={served.token}")):
                assert answer.status == 403
                assert base.strip("/") not in answer.text + str(answer.headers)
        assert base.strip("/") not in Stranger(served).ask("/", Service_Worker="script").text
    with serve_workbook(*words, data=data) as again:
        assert again.base == base


# Who had the address before


@pytest.mark.parametrize("path", ["/", PAGE, "/sw.js", f"/{pages.VISIT}"])
def test_whatever_asks_for_a_worker_gets_one_that_goes(reader: Reader, path: str) -> None:
    for who in (reader, Stranger(reader.server)):
        answer = who.ask(path, Service_Worker="script")

        assert (answer.status, answer.headers["Content-Type"]) == (200, "text/javascript")
        assert "registration.unregister()" in answer.text
        assert not TELLING.search(answer.text + str(answer.headers))


# Another user of this computer


def asked_for(reader: Reader) -> list[tuple[str, str, dict[str, str], str]]:
    """All that holds answers, leads to them, or tells what runs here."""
    return [
        ("GET", "/", {}, ""),
        ("GET", PAGE, {}, ""),
        ("GET", SCRIPT, {}, ""),
        ("GET", "/login", {}, ""),
        ("GET", f"/{keeper.ADDRESS}", {drafts.ASKED: "yes"}, ""),
        ("GET", visit_at(kernel=a_kernel(reader)), UPGRADE, ""),
    ]


@needs_another_user
def test_another_user_gets_nothing_with_all_that_the_reader_has(reader: Reader) -> None:
    token, port, before = reader.server.token, reader.server.port, reader.server.said()
    own = reader.cookie | {"Authorization": f"token {reader.secret}"}

    for method, path, headers, body in asked_for(reader):
        for brought in (reader.cookie, own, {"Authorization": f"token {token}"}):
            status, said = ask_as_another_user(port, method, path, {**headers, **brought}, body)
            assert (status, "These pages are private" in said) == (403, True), path
            assert "for no other user of it" in said
            assert not TELLING.search(said)
        status, said = ask_as_another_user(port, method, f"{path}?token={token}", headers, body)
        assert (status, "Set-Cookie" in said) == (403, False), path
    assert reader.server.said() == before


@needs_another_user
def test_another_user_gets_nothing_of_jupyterlab(tmp_path_factory: pytest.TempPathFactory) -> None:
    with serve_workbook("lab", data=tmp_path_factory.mktemp("lab") / "data") as lab:
        brought = {"Authorization": f"token {lab.token}"}

        for method, name in (("GET", "lab"), ("GET", "api/contents"), ("POST", "api/kernels")):
            path = f"{lab.base}/{name}"
            assert Stranger(lab).ask(path, "GET", **brought).status == 200
            status, said = ask_as_another_user(lab.port, method, path, brought)
            assert (status, "These pages are private" in said) == (403, True), path
        assert lab.said() == ""


@needs_another_user
def test_behind_a_name_of_its_own_a_proxy_asks_which_may_be_another_users(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    data = tmp_path_factory.mktemp("named") / "data"
    with serve_workbook("--Workbook.hosts=book.example", data=data) as served:
        asked = {"Host": "book.example", "Authorization": f"token {served.token}"}

        assert ask_as_another_user(served.port, "GET", PAGE, asked)[0] == 200
