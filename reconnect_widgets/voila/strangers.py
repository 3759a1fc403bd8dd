"""What is said to somebody who is not let in: why, as far as that tells nothing of what runs here."""

import ipaddress
from collections.abc import Collection
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader
from tornado.httputil import HTTPServerRequest
from tornado.routing import Matcher, Rule
from tornado.web import Application, RequestHandler

from .owner import is_strangers

TEMPLATES = Path(__file__).parent / "templates" / "reconnect"

EXIT_TO = "https://www.bbc.com/weather"
"""Where *Exit this page* leads: dull, quick, and the same for everybody."""

THIS_COMPUTER = ("localhost",)

Why = Literal["", "host", "user", "key", "ticket", "cookie"]


def closed_page(why: Why = "") -> str:
    """Return the page that somebody sees who is not let in."""
    draw = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    return draw.get_template("closed.html").render(why=why, exit_to=EXIT_TO)


class AnyAddress:
    """Takes an address with letters that are none, as with a broken percent sign, for an unknown one.

    Tornado refuses it before anybody is asked who they are, when no page can be drawn yet.
    """

    def decode_argument(self, value: bytes, name: str | None = None) -> str:
        return value.decode("utf-8", "replace").replace("\0", "\ufffd")


class OtherHost(Matcher):
    """Matches what is asked for under a name that is not ours, whatever it is.

    A name in the network can be turned to this computer; then a page of somebody else's could ask
    for scripts as if they were its own, and so learn what runs here.
    """

    def __init__(self, names: Collection[str]) -> None:
        """Take ``names`` for ours, beside the addresses of this computer itself."""
        self.names = {name.lower() for name in names}

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        host = request.host_name.removeprefix("[").removesuffix("]")
        try:
            own = ipaddress.ip_address(host).is_loopback
        except ValueError:
            own = host in self.names
        return None if own else {}


class OtherUser(Matcher):
    """Matches whatever another user of this computer asks, with a cookie and a key or with none.

    They could have either from the reader's browser: it gives cookies to every port of this host.
    """

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        return {} if is_strangers(request) else None


class AnyMethod(tuple[str, ...]):
    """The methods that are answered: all, also those that nobody has heard of."""

    __slots__ = ()

    def __contains__(self, _: object) -> bool:
        return True


class StrangerHandler(RequestHandler):
    """Says the same to all of them, whatever they ask, and writes nothing into the log."""

    SUPPORTED_METHODS = AnyMethod()

    def initialize(self, why: Why) -> None:
        self.why = why

    def check_xsrf_cookie(self) -> None:
        """Let it be: whatever they bring, the answer is the same."""

    def prepare(self) -> None:
        self.write_error(403)

    def write_error(self, *_: Any, **__: Any) -> None:
        self.clear_header("Server")
        for name, value in self.settings.get("headers", {}).items():
            self.set_header(name, value)
        self.set_status(403)
        self.finish(closed_page(self.why))

    def log_exception(self, *_: Any) -> None:
        """Let it be: a stranger has nothing to say in the terminal."""


GOES = """\
// Nothing here is kept by a worker. Whoever had this address before may have left one of theirs.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil((async () => {
  await registration.unregister();
  for (const page of await clients.matchAll({ type: "window" })) page.navigate(page.url).catch(() => {});
})()));
"""


class ServiceWorker(Matcher):
    """Matches what a browser asks for to put a worker between itself and the server."""

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        return {} if request.headers.get("Service-Worker") == "script" else None


class NoWorkerHandler(RequestHandler):
    """Answers with a worker that goes at once, in place of the one that there may be."""

    def get(self) -> None:
        self.clear_header("Server")
        self.set_header("Content-Type", "text/javascript")
        self.set_header("Cache-Control", "no-store")
        self.finish(GOES)


def refuse_strangers(app: Application) -> None:
    """Let a server answer under its own names alone, before any address is looked at.

    Where it has no names but those of this computer itself, only its own user may ask. A name of its
    own stands for a proxy, which is often another user's, and knows better who asks. No browser gets a
    worker from here, nor keeps one that a server of somebody else's left at this address.
    """
    rules = [Rule(ServiceWorker(), NoWorkerHandler)]
    names = app.settings.get("local_hostnames", THIS_COMPUTER)
    if not app.settings.get("allow_remote_access"):
        rules.append(Rule(OtherHost(names), StrangerHandler, {"why": "host"}))
        if set(names) <= set(THIS_COMPUTER):
            rules.append(Rule(OtherUser(), StrangerHandler, {"why": "user"}))
    app.default_router.rules[:0] = rules
