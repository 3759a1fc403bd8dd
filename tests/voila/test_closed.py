"""The workbook on one's own computer, and whoever else can reach its port: they get nothing."""

import json
import socket
from collections.abc import Iterator
from shutil import copytree

import pytest
from processes import Served, serve_workbook
from strangers import UPGRADE, Answer, Stranger, visit_at

from reconnect_widgets.places import notebooks_folder
from reconnect_widgets.stages import STAGES
from reconnect_widgets.voila.app import MOST_BYTES
from reconnect_widgets.voila.drafts import ASKED
from reconnect_widgets.voila.pages import DRAFTS
from reconnect_widgets.voila.settings import HEADERS
from reconnect_widgets.voila.strangers import EXIT_TO

UNKNOWN = "00000000-0000-4000-8000-000000000000"
PAGE = f"/voila/render/{STAGES[1].file}"
SCRIPT = "/voila/templates/reconnect/static/page.js"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
FOREIGN = ("http://evil.example", "http://127.0.0.1:1", "http://localhost:1", "null")
PIXEL = bytes.fromhex("474946383961010001008000000000000000002c00000000010001000002024401003b")

USED = (
    "/", PAGE, f"/voila/render/example/{STAGES[0].file}", "/voila/render/mine.ipynb",
    "/voila/render/none.ipynb", "/reconnect/visit", f"{visit_at()}{{}}", "/reconnect/drafts",
    "/reconnect/key",
    "/voila/files/garden.gif", "/voila/files/deep/garden.gif", "/login",
)  # fmt: skip
"""What a page of the workbook, or of a reader's own, asks for."""

NOT_SERVED = (
    "/voila/api/shutdown/{}", "/api/kernels/{}", "/api/kernels/{}/channels",
    "/reconnect/api/kernels/{}", "/reconnect/api/kernels/{}/channels",
    "/api/kernels/{}/interrupt", "/api/kernels/{}/restart",
    "/api/kernels", "/api/sessions", "/api/contents", f"/api/contents/{STAGES[0].file}",
    "/api/kernelspecs", "/api/terminals", "/api/status", "/api", "/api/me", "/api/config/x",
    "/voila/tree", "/voila/tree/", "/voila/tree/deep", "/voila/api/contents", "/voila/api/contents/",
    "/voila/labextensions/x", "/voila/static/main.js", "/voila/static/voila.js",
    "/voila/api/themes/x", "/voila/query/{}", "/voila/execution/{}", "/voila/render",
    "/voila/templates/lab/static/voila.js", "/voila/templates/reconnect/index.html.j2",
    f"/files/{STAGES[0].file}", "/tree", "/lab", "/logout", "/metrics", "/static/style.css",
)  # fmt: skip
"""What Voila and Jupyter serve beside it."""

UNKNOWN_TO_ALL = (
    "/nowhere", "/nowhere/at/all", "/voila", "/voila/", "/voila/unknown", "/voila/render/",
    "/voila/render/unknown", "/voila/render/unknown.ipynb", "/voila/render/deep/unknown/",
    "/voila/render/example/unknown.ipynb", "/voila/files/unknown", "/voila/files/unknown.gif",
    "/voila/templates/reconnect/static/unknown.js", "/static/unknown", "/files/unknown", "/api/unknown",
    "/reconnect/unknown", "/favicon.ico", "/%ff", "/voila/render/%E0%A4%A", "/voila/files/%E0",
    "/voila/files/%00.gif",
)  # fmt: skip
"""What somebody may type, or follow from an old bookmark."""

NO_PICTURES = (
    STAGES[0].file, "notes.txt", "deep/notes.csv", "answers.sqlite3", ".hidden.gif",
    ".ipynb_checkpoints/garden.gif", "%2e%2e/outside.gif", "../outside.gif",
)  # fmt: skip


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A reader's own copy of the notebooks, with pictures and other files beside them."""
    place = tmp_path_factory.mktemp("closed")
    folder = place / "notebooks"
    copytree(notebooks_folder(), folder)
    (folder / "mine.ipynb").write_bytes((folder / STAGES[0].file).read_bytes())
    for name in ("garden.gif", "deep/garden.gif", *NO_PICTURES[1:-2], "../outside.gif"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(PIXEL)
    with serve_workbook("--notebooks", folder, data=place / "data") as served:
        yield served


@pytest.fixture(scope="module")
def reader(own: Served) -> Stranger:
    """The reader, let in by the address that was printed: whatever is tried, once is enough."""
    known = Stranger(own)
    assert known.ask(f"/?token={own.token}").status == 200
    return known


@pytest.fixture
def other(own: Served) -> Stranger:
    """Another user of the same computer, who has no key but may have seen a kernel's id."""
    return Stranger(own)


@pytest.fixture
def kernel(reader: Stranger) -> Iterator[str]:
    """The kernel of a visit that the reader has open; it must live on, whatever is tried."""
    line = reader.join()
    assert line.answers()
    yield line.kernel
    assert line.answers()
    line.close()


def raw(served: Served, path: str, *head: str, method: str = "GET") -> str:
    """Ask for an address word for word, and return the first line of the answer."""
    with socket.create_connection(("127.0.0.1", served.port)) as line:
        words = "\r\n".join((f"{method} {path} HTTP/1.1", *head, "Content-Length: 0", "", ""))
        line.sendall(words.encode())
        return line.recv(200).decode("latin-1").splitlines()[0]


def cookies(reader: Stranger) -> str:
    return "; ".join(f"{one.name}={one.value}" for one in reader.cookies)


# Another user of the computer


@pytest.mark.parametrize("method", METHODS)
def test_whoever_has_no_key_finds_everything_closed(
    other: Stranger, kernel: str, method: str
) -> None:
    for path in (*USED, *NOT_SERVED, *UNKNOWN_TO_ALL):
        for named in {path.format(kernel), path.format(UNKNOWN)}:
            answer = other.ask(named, method, Reconnect_Visit="yes")

            assert answer.status in ((403,) if method == "GET" else (403, 405)), named
            is_told_nothing(answer, kernel)
    assert {one.name for one in other.cookies} <= {"_xsrf"}


def is_told_nothing(answer: Answer, kernel: str) -> None:
    """Neither what these pages are, nor who reads them, nor what runs."""
    assert kernel not in answer.text
    assert "Traceback" not in answer.text
    for telling in ("Give them space", "saved answers", "safety", "reader", "garden"):
        assert telling not in answer.text


@pytest.mark.parametrize("path", ["/", "/reconnect/visit", "/nowhere"])
def test_nobody_fills_the_memory_by_what_no_page_sends(own: Served, path: str) -> None:
    """A body is read before anybody is asked who they are, and any page of the web may send one."""
    host, port = own.origin.removeprefix("http://").split(":")
    asked = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {2 * MOST_BYTES}\r\n\r\n"

    with socket.create_connection((host, int(port)), timeout=60) as line:
        line.sendall(asked.encode())

        assert line.recv(100).startswith(b"HTTP/1.1 400 ")


def test_a_guess_is_no_key(other: Stranger, kernel: str) -> None:
    for token in ("", "wrong", "0" * 40):
        assert other.ask(f"{PAGE}?token={token}").status == 403
        assert other.ask(f"/?ticket={token}").status == 403
        assert other.ask(PAGE, Authorization=f"token {token}").status == 403
        assert other.ask("/login?next=/", "POST").status in (403, 405)


def test_the_socket_of_a_kernel_is_closed_to_whoever_knows_its_id(
    other: Stranger, kernel: str
) -> None:
    for named in (kernel, UNKNOWN):
        assert other.is_refused(kernel=named) == 403
        assert other.is_refused(kernel=named, origin=None, suppress_origin=True) == 403


def test_a_key_that_opens_the_lock_is_not_given_taken_or_forgotten(
    other: Stranger, reader: Stranger, kernel: str
) -> None:
    for method in ("GET", "PUT", "DELETE"):
        assert other.ask("/reconnect/key", method, Reconnect_Visit="yes").status == 403
        assert reader.ask("/reconnect/key", method).status == 403
    own = {"Authorization": f"token {reader.secret}"}
    assert reader.ask("/reconnect/key", Reconnect_Visit="yes", **own).status == 204


def test_what_seals_drafts_is_told_to_pages_that_bring_the_secret_alone(
    other: Stranger, reader: Stranger
) -> None:
    ours = {ASKED: "yes"}

    assert other.ask(f"/{DRAFTS}", "POST", b"{}", **ours).status == 403
    assert reader.ask(f"/{DRAFTS}", "POST", b"{}", **ours).status == 403
    assert reader.about_drafts(**{ASKED: "no"}).status == 403
    assert reader.about_drafts(Sec_Fetch_Site="same-site").status == 403
    assert len(json.loads(reader.about_drafts().text)["seal"]) == 64


def test_scripts_are_the_same_for_everybody(other: Stranger, reader: Stranger) -> None:
    open_to_all = other.ask(SCRIPT)

    assert open_to_all.status == 200
    assert open_to_all.text == reader.ask(SCRIPT).text
    for path in ("%2e%2e/index.html.j2", "../index.html.j2", "../../../../settings.py"):
        assert other.ask(f"/voila/templates/reconnect/static/{path}").status in (403, 404)


# Pages of others in the reader's own browser


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_page_of_another_origin_joins_no_kernel_and_changes_nothing(
    reader: Stranger, kernel: str, origin: str
) -> None:
    assert reader.is_refused(kernel=kernel, origin=origin) == 403
    shares = NOT_SERVED[
        FOREIGN.index(origin) :: len(FOREIGN)
    ]  # nothing of these is there for anybody
    for path in (*USED, *shares):
        for method in METHODS[2:]:
            named = path.format(kernel)
            answer = reader.ask(named, method, Origin=origin)
            assert answer.status in (403, 404, 405), (named, method)
            assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_kernel_is_neither_ended_nor_told_anything_by_http(reader: Stranger, kernel: str) -> None:
    for path in ("/api/kernels/{}", "/reconnect/api/kernels/{}", f"{visit_at()}{{}}"):
        for method in METHODS[1:]:
            assert reader.ask(path.format(kernel), method).status in (403, 404, 405)
    for path in ("/voila/api/shutdown/{}", "/api/kernels/{}/interrupt", "/api/kernels/{}/restart"):
        assert reader.ask(path.format(kernel), "POST").status in (403, 404)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_the_key_is_for_our_own_pages_alone(reader: Stranger, method: str, site: str) -> None:
    ways = {"Reconnect_Visit": "yes", "Sec_Fetch_Site": site}

    assert reader.ask("/reconnect/key", method, **ways).status == 403


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{}", "127.0.0.1.evil.example"])
def test_another_host_name_is_refused_everywhere(reader: Stranger, kernel: str, host: str) -> None:
    own = reader.server
    host = host.format(own.port)
    upgrade = (*(f"{name}: {value}" for name, value in UPGRADE.items()), f"Origin: http://{host}")
    for path in (*USED, *NOT_SERVED):
        head = (
            f"Host: {host}",
            f"Cookie: {cookies(reader)}",
            "Reconnect-Visit: yes",
        )
        head += (f"Authorization: token {own.token}",)
        head += upgrade if "visit" in path or "channels" in path else ()
        assert " 403 " in raw(own, path.format(kernel), *head), path


@pytest.mark.parametrize("asked", ["iframe", "image", "script", "empty", "object"])
def test_a_page_is_no_part_of_another_site(reader: Stranger, asked: str) -> None:
    before = reader.server.kernels()
    for site in ("cross-site", "same-site"):
        assert reader.ask(PAGE, Sec_Fetch_Site=site, Sec_Fetch_Dest=asked).status == 403

    assert reader.server.kernels() <= before


def test_a_link_from_elsewhere_opens_a_page(reader: Stranger) -> None:
    for site in ("cross-site", "same-site", "none", "same-origin"):
        assert reader.ask(PAGE, Sec_Fetch_Site=site, Sec_Fetch_Dest="document").status == 200


# What is served


@pytest.mark.parametrize("path", NOT_SERVED)
def test_the_reader_too_is_served_nothing_that_no_page_needs(reader: Stranger, path: str) -> None:
    answer = reader.ask(path.format(UNKNOWN))

    assert answer.status == 404
    is_calm(answer)


@pytest.mark.parametrize("path", UNKNOWN_TO_ALL)
def test_an_unknown_address_is_a_page_with_exit_and_help(reader: Stranger, path: str) -> None:
    answer = reader.ask(path)

    assert answer.status in (403, 404)
    is_calm(answer)


@pytest.mark.parametrize("path", ["/reconnect/visit", "/reconnect/drafts", "/reconnect/key"])
def test_what_only_scripts_ask_for_is_a_page_for_a_reader_who_opens_it(
    reader: Stranger, other: Stranger, path: str
) -> None:
    by_hand = "text/html,application/xhtml+xml,*/*;q=0.8"
    answer = reader.ask(path, Accept=by_hand)

    assert answer.status in (403, 404)
    assert answer.headers["Content-Type"] == "text/html"
    is_calm(answer)
    closed = other.ask(path, Accept=by_hand).text
    assert "These pages are private" in closed
    assert f'href="{EXIT_TO}"' in closed


@pytest.mark.parametrize("path", ["/?token=%E0", "/?ticket=%E0", "/login?next=%E0"])
def test_a_broken_address_at_the_door_is_closed_as_any_other(other: Stranger, path: str) -> None:
    answer = other.ask(path)

    assert answer.status == 403
    assert "These pages are private" in answer.text


def is_calm(answer: Answer) -> None:
    """It says so in our look, with the ways out that every page has, and may do what every page may."""
    assert "<h1>There is no such page here</h1>" in answer.text
    for part in ("data-rc-exit", 'href="#help"', 'id="help"', "Go to the start"):
        assert part in answer.text
    assert not answer.lacks(HEADERS)


def test_own_notebooks_and_the_pictures_beside_them_are_served(reader: Stranger) -> None:
    assert reader.ask("/voila/render/mine.ipynb").status == 200
    for path in ("garden.gif", "deep/garden.gif"):
        with pytest.raises(UnicodeDecodeError):  # it is a picture, to the last byte
            reader.ask(f"/voila/files/{path}")


@pytest.mark.parametrize("path", NO_PICTURES)
def test_what_is_no_picture_of_the_folder_is_not_served(reader: Stranger, path: str) -> None:
    assert reader.ask(f"/voila/files/{path}").status in (403, 404)


# What every answer says


def test_every_kind_of_answer_carries_the_headers(
    reader: Stranger, other: Stranger, kernel: str
) -> None:
    own = {"Authorization": f"token {reader.secret}"}
    kinds = {
        "a page": reader.ask(PAGE),
        "the start": reader.ask("/"),
        "a script": other.ask(SCRIPT),
        "no script": other.ask("/voila/templates/reconnect/static/none.js"),
        "no such page": reader.ask("/voila/render/none.ipynb"),
        "nothing here": reader.ask("/none"),
        "no picture": reader.ask("/voila/files/none.gif"),
        "drafts": reader.about_drafts(),
        "no drafts": reader.ask("/reconnect/drafts", "POST", b"{}"),
        "a visit": reader.ask(visit_at(kernel=kernel), **own),
        "no visit": reader.ask(visit_at("none.ipynb"), **own),
        "no socket": reader.ask(visit_at(kernel=kernel)),
        "no key": reader.ask("/reconnect/key", Reconnect_Visit="yes"),
        "not asked by us": reader.ask("/reconnect/key"),
        "closed": other.ask(PAGE),
        "closed drafts": other.about_drafts(),
        "closed kernel": other.ask(visit_at(kernel=kernel)),
        "a wrong way": reader.ask(PAGE, "POST"),
        "wrong for a script": other.ask(SCRIPT, "POST"),
    }
    for kind, answer in kinds.items():
        assert not answer.lacks(HEADERS), (kind, answer.status)


def test_no_page_holds_the_key_that_opened_it(own: Served) -> None:
    for path in ("/", PAGE, "/voila/render/none.ipynb", "/none"):
        answer = Stranger(own).ask(f"{path}?token={own.token}")

        assert own.token not in answer.text
        assert own.token not in str(answer.headers)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(reader: Stranger) -> None:
    ways = [one for one in reader.cookies if one.name.startswith("username")]

    assert len(ways) == 1
    assert ways[0].has_nonstandard_attr("HttpOnly")
    assert ways[0].get_nonstandard_attr("SameSite") == "Lax"
