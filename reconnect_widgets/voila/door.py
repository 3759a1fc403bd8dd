"""Who is let in to a reader's own workbook: the one who has the key, and nobody else.

The key is beside the answers (:func:`reconnect_widgets.servers.read_key`). It comes in the first
address and is exchanged for a cookie.
"""

import secrets

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.identity import IdentityProvider
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado.web import RequestHandler, authenticated
from traitlets import Unicode
from traitlets.config import Config

from ..servers import read_key
from .shell import STATIC

YEAR = 365
CLOSED_PAGE = STATIC.parent / "closed.html"


class StartHandler(JupyterHandler):
    """``/`` leads to the start page, of the reader's own workbook or of the example."""

    def initialize(self, page: str) -> None:
        self.page = page

    @authenticated
    def get(self) -> None:
        self.redirect(url_path_join(self.base_url, "voila/render", self.page))


class ClosedHandler(JupyterHandler):
    """What somebody sees who came without the key, in place of a form that asks for a token."""

    @allow_unauthenticated
    def get(self) -> None:
        self.set_status(403)
        self.finish(CLOSED_PAGE.read_bytes())


class ReaderIdentity(IdentityProvider):
    """Lets in whoever has the token, and once the browser that we open ourselves.

    A browser is started with a ticket that works a single time: other users of the computer can
    read the command lines of its programs, so the token must not be there.
    """

    ticket = Unicode()

    def get_token(self, handler: RequestHandler) -> str | None:
        ticket = handler.get_argument("ticket", "")
        if self.ticket and secrets.compare_digest(ticket.encode(), self.ticket.encode()):
            self.ticket = ""
            return str(self.token)
        return super().get_token(handler)

    def get_handlers(self) -> list[tuple[str, object]]:
        return [(r"/login", ClosedHandler)]

    @property
    def auth_enabled(self) -> bool:
        return bool(self.token)


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
