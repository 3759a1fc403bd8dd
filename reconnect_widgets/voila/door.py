"""Who is let in to a reader's own workbook: the one who has the key, and nobody else.

The key is beside the answers (:func:`reconnect_widgets.servers.read_key`). It comes in the first
address and is exchanged for a cookie.
"""

import secrets
from time import monotonic
from typing import Any
from urllib.parse import parse_qs, urlsplit

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.identity import IdentityProvider, User
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado.web import RequestHandler, authenticated
from traitlets import Float, Unicode
from traitlets.config import Config

from ..servers import read_key
from ..strangers import AnyAddress, Why, closed_page
from .owner import is_of_another_user

YEAR = 365
TICKET_LASTS = 60.0
BACK_WITHIN = 10.0
"""Seconds in which a browser that was let in comes back with its cookie."""


class StartHandler(AnyAddress, JupyterHandler):
    """``/`` leads to the start page, of the reader's own workbook or of the example."""

    def initialize(self, page: str) -> None:
        self.page = page

    @authenticated
    def get(self) -> None:
        self.redirect(url_path_join(self.base_url, "voila/render", self.page))


class ClosedHandler(AnyAddress, JupyterHandler):
    """What somebody sees who came without the key, in place of a form that asks for a token."""

    @allow_unauthenticated
    def get(self) -> None:
        self.set_status(403)
        self.finish(closed_page(self._why()))

    def _why(self) -> Why:
        """Return what was wrong with the address that led here, as far as that can be told."""
        query = parse_qs(urlsplit(self.get_argument("next", "")).query)
        if "ticket" in query:
            return "ticket"
        if "token" in query:
            return "key"
        known = self.identity_provider
        lost = isinstance(known, ReaderIdentity) and known.misses_its_cookie(self)
        return "cookie" if lost else ""


class ReaderIdentity(IdentityProvider):
    """Lets in whoever has the token, and once the browser that we open ourselves.

    A browser is started with a ticket that works a single time, for a minute: other users of the
    computer can read the command lines of its programs, so the token must not be there. On Linux a
    ticket that another user brings is worth nothing; elsewhere whoever comes first is let in.
    """

    ticket = Unicode()
    until = Float()
    """When the ticket ends, by the clock that is never set."""

    _let_in: tuple[tuple[str, str], float] | None = None
    """Who got a cookie last and has not brought it back yet, and until when that may take."""

    def set_login_cookie(self, handler: RequestHandler, user: User) -> None:
        super().set_login_cookie(handler, user)
        self._let_in = _who(handler), monotonic() + BACK_WITHIN

    def get_user_cookie(self, handler: RequestHandler) -> Any:
        user = super().get_user_cookie(handler)
        if user and self._let_in and self._let_in[0] == _who(handler):
            self._let_in = None
        return user

    def misses_its_cookie(self, handler: RequestHandler) -> bool:
        """Say whether this browser was just let in by the key and keeps no cookies."""
        who, until = self._let_in or (None, 0.0)
        return who == _who(handler) and monotonic() <= until

    def make_ticket(self) -> str:
        """Return a new ticket; the one before is worth nothing any more."""
        self.ticket = secrets.token_urlsafe(24)
        self.until = monotonic() + TICKET_LASTS
        return str(self.ticket)

    def get_token(self, handler: RequestHandler) -> str | None:
        ticket = handler.get_argument("ticket", "")
        if not self.ticket or not secrets.compare_digest(ticket.encode(), self.ticket.encode()):
            return super().get_token(handler)
        if monotonic() > self.until or _is_strangers(handler):
            return None
        self.ticket = ""
        return str(self.token)

    def get_handlers(self) -> list[tuple[str, object]]:
        return [(r"/login", ClosedHandler)]

    @property
    def auth_enabled(self) -> bool:
        return bool(self.token)


def _who(handler: RequestHandler) -> tuple[str, str]:
    return str(handler.request.remote_ip), handler.request.headers.get("User-Agent", "")


def _is_strangers(handler: RequestHandler) -> bool:
    """Say whether a request is of another user of this computer."""
    line = handler.request.connection.stream.socket  # type: ignore[union-attr]
    if line is None:
        return True  # closed: whoever brought the ticket does not wait for an answer
    ends = line.getpeername(), line.getsockname()
    if not all(isinstance(end, tuple) for end in ends):
        return False  # no port: a socket in a folder, whose rights decide
    return is_of_another_user(ends[0][1], ends[1][1])


def own_config() -> Config:
    """Return what lets in one reader, whose key is beside the answers."""
    key = read_key()
    ours = {
        "Voila": {
            "token": key.token,
            "cookie_secret": key.cookie_secret,
            "identity_provider_class": ReaderIdentity,
        },
        "ReaderIdentity": {
            "cookie_options": {"samesite": "Lax", "expires_days": YEAR},
            "get_secure_cookie_kwargs": {"max_age_days": YEAR},
        },
    }
    return Config(ours)
