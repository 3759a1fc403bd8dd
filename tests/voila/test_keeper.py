"""What opens a locked workbook is given to the workbook's own pages and to nobody else."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse

import pytest
from processes import Served, serve_workbook

from reconnect_widgets.voila.drafts import ASKED
from reconnect_widgets.voila.keeper import ADDRESS, LASTS, Keys

OURS = {ASKED: "yes"}
GIVEN = "5f" * 32


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_workbook(data=tmp_path_factory.mktemp("keeper") / "data") as served:
        yield served


@dataclass
class Browser:
    """Keeps cookies and asks for the key as a page would, with whatever headers."""

    workbook: Served
    cookies: dict[str, str] = field(default_factory=dict)
    set_by: list[str] = field(default_factory=list)
    secret: str = ""
    through: Mapping[str, str] = field(default_factory=dict)
    """What proxies on the way say."""

    def ask(
        self, method: str = "GET", headers: Mapping[str, str] = OURS, body: str | None = None
    ) -> tuple[int, str]:
        own = {"Authorization": f"token {self.secret}"} if self.secret else {}
        return self._send(method, f"/{ADDRESS}", {**own, **headers}, body)

    def enter(self) -> "Browser":
        assert self._send("GET", f"/?token={self.workbook.token}", {})[0] == 302
        assert self.secret
        return self

    def _send(
        self, method: str, path: str, headers: Mapping[str, str], body: str | None = None
    ) -> tuple[int, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        line = HTTPConnection("127.0.0.1", self.workbook.port, timeout=60)
        heads = {**headers, **self.through, **({"Cookie": cookies} if cookies else {})}
        line.request(method, path, body, heads)
        answer = line.getresponse()
        self._keep(answer)
        said = answer.read().decode()
        line.close()
        return answer.status, said

    def _keep(self, answer: HTTPResponse) -> None:
        self.secret = answer.headers.get("Location", "").partition("#door=")[2] or self.secret
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, value = cookie.partition(";")[0].split("=", 1)
            self.set_by.append(cookie)
            self.cookies[name] = value


@pytest.fixture
def reader(workbook: Served) -> Browser:
    """A browser that was let in and whose visit has a key."""
    browser = Browser(workbook).enter()
    assert browser.ask("PUT", body=GIVEN) == (204, "")
    return browser


def test_a_visit_gets_its_key_back_until_it_leaves(reader: Browser) -> None:
    assert reader.ask() == (200, GIVEN)

    assert reader.ask("DELETE") == (204, "")
    assert reader.ask() == (204, "")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {ASKED: "no"},
        {**OURS, "Sec-Fetch-Site": "cross-site"},
        {**OURS, "Sec-Fetch-Site": "same-site"},
        {**OURS, "Sec-Fetch-Site": "none"},
    ],
    ids=["no header", "another header", "another site", "another port", "typed as an address"],
)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_who_is_no_page_of_the_workbook_is_refused_and_changes_nothing(
    reader: Browser, method: str, headers: dict[str, str]
) -> None:
    """With all cookies of the reader, as a page of another origin would send them."""
    before = dict(reader.cookies)

    status, said = reader.ask(method, headers, secrets.token_hex(64) if method == "PUT" else None)

    assert status == 403
    assert GIVEN not in said
    assert reader.cookies | before == reader.cookies
    assert reader.ask() == (200, GIVEN)


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:1", "null"])
def test_no_other_origin_is_given_leave_to_ask(reader: Browser, origin: str) -> None:
    """A browser asks first whether it may send the header, and is not told that it may."""
    wish = {
        "Origin": origin,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": ASKED.lower(),
    }

    line = HTTPConnection("127.0.0.1", reader.workbook.port, timeout=60)
    line.request("OPTIONS", f"/{ADDRESS}", headers=wish)
    answer = line.getresponse()
    answer.read()
    line.close()

    assert answer.headers["Access-Control-Allow-Origin"] is None
    assert answer.headers["Access-Control-Allow-Headers"] is None


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_whoever_was_not_let_in_gets_nothing(reader: Browser, method: str) -> None:
    """Also with the cookie of the visit, which says nothing of who was let in."""
    visit = {name: value for name, value in reader.cookies.items() if "visit" in name}
    stranger = Browser(reader.workbook, visit)

    status, said = stranger.ask(method, body=secrets.token_hex(64) if method == "PUT" else None)

    assert status in (302, 403)
    assert GIVEN not in said
    assert reader.ask() == (200, GIVEN)


def test_another_browser_of_the_same_reader_has_no_key(reader: Browser) -> None:
    assert Browser(reader.workbook).enter().ask() == (204, "")


@pytest.mark.parametrize("body", ["", "short", "g" * 64, GIVEN + "0", GIVEN[:32]])
def test_what_is_no_key_is_not_kept(reader: Browser, body: str) -> None:
    assert reader.ask("PUT", body=body)[0] == 400

    assert reader.ask() == (200, GIVEN)


def test_a_key_that_is_given_again_has_a_new_name_and_the_old_one_is_forgotten(
    reader: Browser,
) -> None:
    """Whoever saw the cookie before has nothing of it."""
    old = Browser(reader.workbook, dict(reader.cookies), secret=reader.secret)

    reader.ask("PUT", body=GIVEN)

    assert old.ask() == (204, "")
    assert reader.ask() == (200, GIVEN)


def test_the_cookie_is_for_the_server_alone_and_ends_with_the_browser(reader: Browser) -> None:
    visit, sign = reader.set_by[-2:]

    assert "reconnect-visit" in visit
    for word in ("HttpOnly", "SameSite=Strict", f"Path=/{ADDRESS}"):
        assert word in visit
    assert "reconnect-open" in sign
    assert "SameSite=Strict" in sign
    for cookie in (visit, sign):
        assert GIVEN not in cookie
        assert "expires" not in cookie.lower()
        assert "max-age" not in cookie.lower()
        assert "secure" not in cookie.lower()  # it came by HTTP


@pytest.mark.parametrize("proxies", ["https", "https,http"], ids=["one", "a hub's behind it"])
def test_to_a_browser_that_came_by_https_no_cookie_is_given_for_http(
    workbook: Served, proxies: str
) -> None:
    reader = Browser(workbook, through={"X-Forwarded-Proto": proxies}).enter()
    reader.ask("PUT", body=GIVEN)

    assert len(reader.set_by) == 3
    for cookie in reader.set_by:
        assert "secure" in cookie.lower().split("; ")


def test_how_long_a_browser_is_let_in_does_not_hang_on_the_clock_of_the_server(
    workbook: Served,
) -> None:
    """A small computer without a battery may begin in 1970, and the reader's phone knows better."""
    (door,) = Browser(workbook).enter().set_by

    assert f"max-age={365 * 24 * 60 * 60}" in door.lower()
    assert "expires" not in door.lower()


class Clock:
    """A clock that is turned on by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_key_that_nobody_uses_for_eight_hours_is_in_memory_no_more() -> None:
    clock = Clock()
    keys = Keys(clock)
    keys.keep("used", GIVEN)
    keys.keep("unused", GIVEN)

    for clock.now in (LASTS / 2, LASTS - 1):
        assert keys.get("used") == GIVEN
    clock.now = LASTS
    keys.end_old()  # as the server does by itself

    assert LASTS == 8 * 60 * 60
    assert len(keys.kept) == 1
    assert keys.get("unused") == ""
    clock.now += LASTS
    assert keys.get("used") == ""
    assert len(keys.kept) == 0


def test_the_key_is_in_no_log(reader: Browser) -> None:
    reader.ask("PUT", {**OURS, "Sec-Fetch-Site": "cross-site"}, GIVEN)
    reader.ask("PUT", body=f"{GIVEN} ")

    assert GIVEN not in reader.workbook.said()
