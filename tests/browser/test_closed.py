"""A page of somebody else in the reader's own browser: it reads nothing, changes nothing, ends nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from threading import Thread
from typing import Any

import pytest
from pages import READY, Book, chromium, field, is_at, is_ready, kernel_of, saved, turn
from playwright.sync_api import BrowserContext, BrowserType, Page, Request, expect
from processes import eventually

from reconnect_widgets.stages import BY_NUMBER

NOTE = "space.necessary"
VISIT = "/reconnect/visit"
SCRIPT = "/voila/templates/reconnect/static/page.js"

FETCH = """async ([address, method, mode, own]) => {
  const headers = own ? { "Reconnect-Visit": "yes" } : {};
  const body = ["POST", "PUT"].includes(method) ? "a".repeat(64) : undefined;
  try {
    const answer = await fetch(address, { method, mode, headers, body, credentials: "include" });
    return `${answer.type} ${answer.status} ${await answer.text()}`;
  } catch { return "refused"; }
}"""
LOAD = """([kind, address]) => new Promise((tell) => {
  const part = document.createElement(kind);
  part.onload = () => tell("loaded");
  part.onerror = () => tell("refused");
  part[kind === "link" ? "href" : "src"] = address;
  if (kind === "link") part.rel = "stylesheet";
  document.body.append(part);
})"""
LINE = """(address) => new Promise((tell) => {
  const line = new WebSocket(address, ["reconnect.visit"]);
  line.onopen = () => tell("open");
  line.onerror = () => tell("refused");
})"""
FORM = """(address) => {
  const form = document.createElement("form");
  Object.assign(form, { action: address, method: "post", target: "_blank" });
  document.body.append(form);
  form.submit();
}"""


class _Nothing(BaseHTTPRequestHandler):
    """An empty page at every address."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Elsewhere</title><body>")

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[int]:
    """The port of a small server of somebody else's on this computer."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Nothing)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@dataclass
class Trap:
    """A page of another origin that the reader has open, and the page of the workbook beside it."""

    page: Page
    reader: Page
    book: Book

    @property
    def kernel(self) -> str:
        return kernel_of(self.reader)

    def fetch(self, path: str, method: str, mode: str = "cors", *, own: bool = False) -> str:
        """Fetch an address as a script of the page does, and say what came."""
        wanted = [self.book.server.origin + path, method, mode, own]
        return str(self.page.evaluate(FETCH, wanted))


@pytest.fixture
def trap(book: Book, context: BrowserContext, elsewhere: int) -> Iterator[Trap]:
    """It is of the same site, so that the reader's cookie goes along with its requests."""
    context.set_default_timeout(READY)
    book.enter(reader := context.new_page(), "01")
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{elsewhere}/")
    yield Trap(page, reader, book)
    field(reader, NOTE).fill("Nothing happened to me")
    saved(reader, NOTE)


def addresses(trap: Trap) -> list[str]:
    kernel, page = trap.kernel, f"/voila/render/{BY_NUMBER['01'].file}"
    paths = (f"/api/kernels/{kernel}", f"/voila/api/shutdown/{kernel}", "/api/contents")
    return [page, "/", *paths, VISIT, "/reconnect/key", "/voila/files/x.png", SCRIPT]


def test_a_page_elsewhere_reads_loads_and_changes_nothing_and_has_no_line(
    trap: Trap, context: BrowserContext
) -> None:
    """Its forms send nothing, its frame stays empty, and a window is out of its hands."""
    runs_no_script_against_it(trap)
    sends_nothing_by_a_form_frames_nothing_and_has_no_hand_on_a_window(trap, context)


def runs_no_script_against_it(trap: Trap) -> None:
    methods = {"cors": ("GET", "POST", "PUT", "DELETE"), "no-cors": ("GET", "POST")}
    for path, (mode, some) in product(addresses(trap), methods.items()):
        for method in some:
            said = trap.fetch(path, method, mode)
            assert said in ("refused", "opaque 0 "), (path, method)
    for path, kind in product(addresses(trap), ("img", "script", "link")):
        said = trap.page.evaluate(LOAD, [kind, trap.book.server.origin + path])
        assert said == "refused", (path, kind)
    asked = f"path={BY_NUMBER['01'].file}&kernel={trap.kernel}"
    for path in (f"{VISIT}?{asked}", f"/api/kernels/{trap.kernel}/channels"):
        address = trap.book.server.origin.replace("http", "ws", 1) + path
        assert trap.page.evaluate(LINE, address) == "refused", path

    for method in ("GET", "PUT", "DELETE"):
        assert trap.fetch("/reconnect/key", method, own=True) == "refused"
    before = trap.book.server.kernels()
    assert trap.fetch(VISIT, "POST", own=True) == "refused"
    assert trap.book.server.kernels() <= before


def sends_nothing_by_a_form_frames_nothing_and_has_no_hand_on_a_window(
    trap: Trap, context: BrowserContext
) -> None:
    for path in addresses(trap):
        with context.expect_page() as opening:
            trap.page.evaluate(FORM, trap.book.server.origin + path)
        opened = opening.value
        opened.wait_for_load_state()
        assert opened.locator("form.rc-form").count() == 0, path
        opened.close()

    trap.page.evaluate(LOAD, ["iframe", trap.book.address("01")])
    frame = trap.page.frames[-1]
    assert frame != trap.page.main_frame
    eventually(lambda: trap.page.evaluate("true") and "chrome-error" in frame.url)
    assert "Give them space" not in frame.content()

    with context.expect_page() as opening:
        trap.page.evaluate(
            "(address) => { window.other = open(address); }", trap.book.address("02")
        )
    opened = opening.value
    expect(opened.locator("h1")).to_be_visible(timeout=READY)
    assert opened.evaluate("window.opener") is None
    assert trap.page.evaluate("window.other.closed")
    trap.page.evaluate("window.other.location = 'about:blank'")
    is_ready(opened)
    assert opened.url == trap.book.address("02")


def test_another_name_for_this_computer_opens_nothing(
    book: Book, browser_type: BrowserType, elsewhere: int
) -> None:
    """A name on the network can be turned to this computer (DNS rebinding), and then it is one's own origin."""
    ways = chromium()
    ways["args"] = [*ways["args"], "--host-resolver-rules=MAP evil.example 127.0.0.1"]
    browser = browser_type.launch(**ways)
    try:
        page = browser.new_page()
        page.goto(book.url)
        evil = f"http://evil.example:{book.server.port}"
        answer = page.goto(f"{evil}/voila/render/{BY_NUMBER['01'].file}")
        assert answer
        assert answer.status == 403
        for path in ("/", "/api/kernels", VISIT, "/reconnect/key", f"/?token={book.server.token}"):
            said = page.evaluate(FETCH, [evil + path, "GET", "cors", True])
            assert said.startswith("basic 403 "), path
            assert "saved answers" not in said
    finally:
        browser.close()


# The key in the address


def test_the_key_is_gone_from_the_address_after_the_first_visit(
    book: Book, page: Page, context: BrowserContext
) -> None:
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    context.on("request", note)
    context.set_default_timeout(READY)
    token = book.server.token
    book.enter(page)
    turn(page, "01")
    shown = [page.url, page.content()]
    page.go_back()
    is_at(page, "00")
    shown += [page.url, page.content(), *page.evaluate(KNOWN)]

    assert not [words for words in shown if token in words]
    assert [one.url for one in asked if token in one.url] == [book.url]
    assert not [one.url for one in asked if "referer" in one.all_headers()]


KNOWN = """() => [
  JSON.stringify(history.state), document.referrer, document.cookie,
  JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }),
]"""
