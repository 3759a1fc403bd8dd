"""A cookie goes to every port of a host, and opens no answer in a real browser either."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from pages import READY, Book, field, is_ready, saved, show_whole_pages
from playwright.sync_api import Browser, BrowserContext, Page, expect
from processes import eventually, serve_workbook
from strangers import Stranger
from traces import MARK

from reconnect_widgets.voila import drafts, keeper

THEIRS = "<h1>Theirs</h1><img src=/reconnect/key>"
NOTE = "space.necessary"
KNOWN = "document.cookie + JSON.stringify(history.state)"
KEY = "5f" * 32
SECRET = "localStorage.getItem('reconnect:door')"
GIVE_KEY = """(key) => fetch("/reconnect/key", {
  method: "PUT", body: key, headers: { "Reconnect-Visit": "yes", ...reconnectDoor.headers() },
}).then(({ status }) => status)"""


class OtherPort:
    """A server of somebody else's, on another port of this host, and all cookies that it got."""

    def __init__(self, scripts: Mapping[str, str] | None = None) -> None:
        got = self.cookies = dict[str, str]()
        known = scripts or {}

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                for one in filter(None, self.headers.get("Cookie", "").split("; ")):
                    name, _, value = one.partition("=")
                    got[name] = value
                script = known.get(self.path, "")
                self.send_response(200)
                self.send_header("Content-Type", "text/javascript" if script else "text/html")
                self.end_headers()
                self.wfile.write((script or THEIRS).encode())

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"

    @contextmanager
    def serves(self) -> Iterator[None]:
        Thread(target=self.server.serve_forever, daemon=True).start()
        yield
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def other_port() -> Iterator[OtherPort]:
    other = OtherPort()
    with other.serves():
        yield other


def writes(reader: Page, book: Book) -> None:
    """Write a word that nobody else is to read."""
    book.enter(reader, "01")
    field(reader, NOTE).fill(MARK)
    saved(reader, NOTE)


def says_what_to_do(page: Page) -> None:
    """Wait until the bar says how to be let in, beside Help and Exit this page."""
    line = page.locator("#rc-line")
    expect(line).to_contain_text("the full address that was printed", timeout=READY)
    expect(line).to_be_visible()
    for name in ("Help", "Exit this page"):
        expect(page.locator(".rc-bar").get_by_text(name, exact=True).last).to_be_visible()


def test_what_lets_a_browser_in_is_in_no_address_and_no_history(
    book: Book, page: Page, context: BrowserContext
) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    shown: list[str] = []
    page.on("framenavigated", lambda frame: shown.append(frame.url))
    book.enter(page)
    secret = page.evaluate(SECRET)
    book.open(page, "01")
    page.go_back()
    is_ready(page)

    assert page.url == book.address("00")
    assert len(secret) == 43
    assert not [url for url in asked if secret in url.partition("#")[0]]
    assert not [url for url in shown[1:] if secret in url]
    assert secret not in page.content() + page.evaluate(KNOWN)


def test_a_page_of_another_port_gets_the_cookies_and_with_them_no_answer(
    page: Page, book: Book, context: BrowserContext, other_port: OtherPort
) -> None:
    """Nor does its link take the place of the secret."""
    writes(page, book)
    assert page.evaluate(GIVE_KEY, KEY) == 204
    kernel = page.evaluate("sessionStorage.getItem('reconnect:kernel')")

    theirs = context.new_page()
    theirs.goto(other_port.origin)
    theirs.wait_for_load_state("networkidle")
    assert {cookie["name"] for cookie in context.cookies()} == {*other_port.cookies}
    assert theirs.evaluate("localStorage.length") == 0

    thief = Stranger(book.server)
    stolen = "; ".join(f"{name}={value}" for name, value in other_port.cookies.items())
    drawn = thief.ask("/voila/render/01-give-space.ipynb", Cookie=stolen)
    key = thief.ask(f"/{keeper.ADDRESS}", Cookie=stolen, **{drafts.ASKED: "yes"})
    assert (drawn.status, key.status) == (200, 403)
    for named in (kernel, ""):
        assert thief.is_refused(kernel=named, cookie=stolen) == 403
    assert not [said for said in (drawn, key) if MARK in said.text or KEY in said.text]

    secret = page.evaluate(SECRET)
    for path in ("/", "/voila/render/01-give-space.ipynb"):
        page.goto(other_port.origin)
        page.evaluate(f"location.href = '{book.server.origin}{path}#door={'x' * 43}'")
        page.wait_for_url("**/voila/render/*")
        is_ready(page)
        assert page.evaluate(SECRET) == secret
        assert "#" not in page.url


def test_stolen_cookies_show_no_word_in_another_browser_and_it_can_be_let_in(
    page: Page, book: Book, context: BrowserContext, browser: Browser
) -> None:
    writes(page, book)
    other = show_whole_pages(browser.new_context())
    other.add_cookies(context.cookies())
    page = other.new_page()
    page.goto(book.address("01"))

    says_what_to_do(page)
    expect(field(page, NOTE)).to_have_value("")
    assert MARK not in page.content()

    # The printed address lets it in; the tab that waits goes on by itself.
    book.enter(other.new_page())
    is_ready(page)
    expect(field(page, NOTE)).to_have_value(MARK)
    expect(page.locator("#rc-line")).to_be_hidden()
    other.close()


def test_a_browser_that_lost_its_secret_saves_what_was_typed_once_it_is_let_in(
    page: Page, book: Book, context: BrowserContext
) -> None:
    book.enter(page, "01")
    page.evaluate("localStorage.removeItem('reconnect:door')")
    page.reload()
    says_what_to_do(page)
    field(page, NOTE).fill(MARK)

    book.enter(context.new_page())

    is_ready(page)
    saved(page, NOTE)
    assert book.value(NOTE) == MARK


WORKER = """
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => event.request.mode === "navigate" && event.respondWith(
  new Response("<h1>Theirs</h1>", { headers: { "Content-Type": "text/html" } })));
"""
REGISTER = """async () => {
  await navigator.serviceWorker.register("/sw.js");
  await navigator.serviceWorker.ready;
}"""
WORKERS = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"


def test_a_worker_of_whoever_had_the_address_before_is_turned_out(
    tmp_path: Path, page: Page, context: BrowserContext
) -> None:
    context.set_default_timeout(READY)
    before = OtherPort({"/sw.js": WORKER})
    with before.serves():
        page.goto(before.origin)
        page.evaluate(REGISTER)
        page.goto(before.origin)
        expect(page.locator("h1")).to_have_text("Theirs")
        assert page.evaluate("navigator.serviceWorker.controller !== null")

    with serve_workbook(data=tmp_path / "data", port=before.server.server_port) as served:
        # Their worker answers once more; meanwhile the browser asks us for a newer one.
        page.goto(served.address)
        expect(page.locator(".rc-main h1")).to_be_visible()
        eventually(lambda: page.evaluate(WORKERS) == 0)
        page.goto(served.address)
        is_ready(page)
