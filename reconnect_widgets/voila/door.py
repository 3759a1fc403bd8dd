"""Who is let in to a reader's own workbook: the one who has the key, and nobody else.

The key is beside the answers (:func:`reconnect_widgets.answers.keys.read_key`). It comes in the first
address and is exchanged for a cookie, which opens pages that hold nothing of a reader, and for a secret
(:mod:`reconnect_widgets.voila.browsers`), for which all that leads to answers asks besides.
"""

import secrets
from contextlib import suppress
from time import monotonic
from typing import Any
from urllib.parse import parse_qs, urlsplit

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.identity import IdentityProvider
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado.httputil import HTTPServerRequest
from tornado.web import HTTPError, RequestHandler, authenticated
from voila.voila_identity_provider import VoilaIdentityProvider

from ..answers.keys import kept_key, read_key
from ..exceptions import PlaceError
from ..places import named_folder
from .browsers import is_let_in, let_in
from .owner import is_strangers
from .strangers import AnyAddress, Why, draw

OPENS = "v1.token.websocket.jupyter.org."
TICKET_LASTS = 60.0


class StartHandler(AnyAddress, JupyterHandler):
    """``/`` leads to the start page, of the reader's own workbook or of the example."""

    def initialize(self, page: str) -> None:
        self.page = page

    @authenticated
    def get(self) -> None:
        page = url_path_join(self.base_url, "voila/render", self.page)
        self.redirect(page + given_to(self))


class ClosedHandler(AnyAddress, JupyterHandler):
    """What somebody sees who came without the key, in place of a form that asks for a token."""

    @allow_unauthenticated
    def get(self) -> None:
        self.set_status(403)
        self.finish(draw("closed.html", why=self._why()))

    head = get  # which would else be led here again

    def _why(self) -> Why:
        """Return what was wrong with the address that led here, as far as that can be told."""
        query = parse_qs(urlsplit(self.get_argument("next", "")).query)
        if "ticket" in query:
            return "ticket"
        return "key" if "token" in query else ""


class ReaderIdentity(VoilaIdentityProvider):  # type: ignore[misc]
    """Lets in whoever has the token, and once the browser that we open ourselves.

    A browser is started with a ticket that works a single time, for a minute: other users of the
    computer can read the command lines of its programs, so the token must not be there. On Linux a
    ticket that another user brings is worth nothing; elsewhere whoever comes first is let in.
    """

    _ticket: tuple[str, float] = "", 0.0
    """The ticket, and when it ends, by the clock that is never set."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._key = read_key()

    def get_user(self, handler: RequestHandler) -> Any:
        return None if self._was_renewed() else super().get_user(handler)

    def _was_renewed(self) -> bool:
        """Say whether there is another key now, as where all browsers are to be forgotten.

        Then nobody is let in before the next start. One that cannot be seen or read shuts nobody out: the
        kernel says so.
        """
        with suppress(PlaceError):
            return kept_key(named_folder()) not in (None, self._key)
        return False

    def make_ticket(self) -> str:
        """Return a new ticket; the one before is worth nothing any more."""
        self._ticket = secrets.token_urlsafe(24), monotonic() + TICKET_LASTS
        return self._ticket[0]

    def _is_ticket(self, brought: str) -> bool:
        """Say whether this is the ticket, and not too late."""
        ticket, until = self._ticket
        is_it = secrets.compare_digest(brought.encode(), ticket.encode())
        return bool(ticket) and is_it and monotonic() <= until

    def get_token(self, handler: RequestHandler) -> str | None:
        if not self._is_ticket(handler.get_argument("ticket", "")):
            return super().get_token(handler)  # type: ignore[no-any-return]
        line = handler.request.connection.stream  # type: ignore[union-attr]
        if line.closed() or is_strangers(handler.request):
            return None  # whoever is gone already does not wait for an answer
        self._ticket = "", 0.0
        return str(self.token)

    def set_login_cookie(self, handler: RequestHandler, user: Any) -> None:
        if is_by_https(handler.request):
            handler.request.protocol = (
                "https"  # by which Jupyter decides whom the cookie is sent to
            )
        super().set_login_cookie(handler, user)

    def get_handlers(self) -> list[tuple[str, object]]:
        return [(r"/login", ClosedHandler)]


def given_to(handler: JupyterHandler) -> str:
    """Return what ends the address that a redirect leads to: a new secret for who was just let in.

    A browser tells a fragment to no server. Any other one that led here ends with this one.
    """
    if not isinstance(handler.identity_provider, ReaderIdentity):
        return ""
    if not handler.token_authenticated:
        return "#"
    return f"#door={let_in(handler.current_user.username)}"


def is_by_https(request: HTTPServerRequest) -> bool:
    """Say whether a browser asks by HTTPS, as the first of the proxies before us says.

    Tornado takes the last one's word, which is ``http`` where a hub's own proxy stands behind another.
    """
    said = request.headers.get("X-Forwarded-Proto", request.protocol)
    return said.partition(",")[0].strip().lower() == "https"


def has_secret(handler: JupyterHandler) -> bool:
    """Say whether a request brings what its browser was given, or the token itself.

    Other kinds of doors have ways of their own.
    """
    known = handler.identity_provider
    is_open = not isinstance(known, ReaderIdentity) or not known.auth_enabled
    if is_open or known.is_token_authenticated(handler):
        return True
    return is_let_in(handler.current_user.username, _brought(handler))


def is_from_own_page(handler: RequestHandler) -> bool:
    """Say whether a page of the very same origin asks, as far as the browser tells."""
    return handler.request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"


def require_secret(handler: JupyterHandler) -> None:
    """Refuse whoever has the cookie alone."""
    if not has_secret(handler):
        raise HTTPError(403)


def _brought(handler: JupyterHandler) -> str:
    """Return the secret in the header, or for a socket among its protocols (JEP 121)."""
    heads = handler.request.headers
    if found := IdentityProvider.auth_header_pat.match(heads.get("Authorization", "")):
        return str(found[2])
    protocols = (one.strip() for one in heads.get("Sec-WebSocket-Protocol", "").split(","))
    return next((one.removeprefix(OPENS) for one in protocols if one.startswith(OPENS)), "")
