"""What is said to somebody who is not let in: why, as far as that tells nothing of what runs here."""

import ipaddress
from collections.abc import Mapping
from functools import partial
from http.client import responses
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader
from tornado.httputil import HTTPHeaders, HTTPServerRequest, ResponseStartLine
from tornado.routing import Matcher, Rule
from tornado.web import Application

from .owner import is_strangers

TEMPLATES = Path(__file__).parent / "templates" / "reconnect"

EXIT_TO = "https://www.bbc.com/weather"
"""Where *Exit this page* leads: dull, quick, and the same for everybody."""

THIS_COMPUTER = ("localhost",)

Why = Literal["", "worker", "host", "user", "key", "ticket"]


def draw(template: str, **parts: Any) -> str:
    """Return what a template of ours makes of its parts."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    return environment.get_template(template).render(parts, exit_to=EXIT_TO)


class AnyAddress:
    """Takes an address with letters that are none, as with a broken percent sign, for an unknown one.

    Tornado refuses it before anybody is asked who they are, when no page can be drawn yet.
    """

    def decode_argument(self, value: bytes, name: str | None = None) -> str:
        return value.decode("utf-8", "replace").replace("\0", "\ufffd")


GOES = """\
// Nothing here is kept by a worker. Whoever had this address before may have left one of theirs.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil((async () => {
  await registration.unregister();
  for (const page of await clients.matchAll({ type: "window" })) page.navigate(page.url).catch(() => {});
})()));
"""


class Unwanted(Matcher):
    """Matches what is answered before any address is looked at, whatever it asks and brings."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        """Take the names of the server from Jupyter's own settings."""
        self.names = {name.lower() for name in settings.get("local_hostnames", THIS_COMPUTER)}
        self.is_for_all = bool(settings.get("allow_remote_access"))
        # Voila's name for where it is asked, when a proxy takes away what addresses begin with.
        self.base = str(settings.get("server_url") or settings.get("base_url", "/"))

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        if request.headers.get("Service-Worker") == "script":
            return {"why": "worker"}
        if not self.is_for_all:
            if not self._is_ours(request.host_name):
                return {"why": "host"}
            # A name of its own stands for a proxy, which is often another user's, and knows better who asks.
            if self.names <= set(THIS_COMPUTER) and is_strangers(request):
                return {"why": "user"}
        # Jupyter's own words at an address that is none would tell where all others begin, and so would a
        # cookie that it takes back.
        return None if request.path.startswith(self.base) else {"why": ""}

    def _is_ours(self, host: str) -> bool:
        """Say whether a name is ours, or an address of this computer itself."""
        host = host.removeprefix("[").removesuffix("]")
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host in self.names


def _answer(request: HTTPServerRequest, why: Why, headers: Mapping[str, str]) -> None:
    """Say the same to all of them, by whatever method they ask, and write nothing into the log."""
    status, kind, words = 403, "text/html; charset=UTF-8", draw("closed.html", why=why)
    if why == "worker":
        status, kind, words = 200, "text/javascript", GOES
    body = words.encode()
    sent = HTTPHeaders({**headers, "Content-Type": kind, "Cache-Control": "no-store"})
    sent["Content-Length"] = str(len(body))
    line: Any = request.connection
    first = ResponseStartLine("HTTP/1.1", status, responses[status])
    line.write_headers(first, sent, b"" if request.method == "HEAD" else body)
    line.finish()


def refuse_strangers(app: Application) -> None:
    """Let a server answer under its own names alone, before any handler sees what is asked.

    A name in the network can be turned to this computer: a page of somebody else's could ask for
    scripts as if they were its own, and so learn what runs here. Where the server has no names but
    those of this computer, only its own user may ask: another one could have the cookie and the key
    from the reader's browser, which gives cookies to every port of this host. No browser gets a worker
    from here, nor keeps one that a server of somebody else's left at this address.
    """
    answer = partial(_answer, headers=app.settings.get("headers", {}))
    app.default_router.rules.insert(0, Rule(Unwanted(app.settings), answer))
