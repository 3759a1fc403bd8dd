"""The workbook on a public server: many strangers at one Voila, each with nothing but their own.

A visitor is a cookie that says nothing and that no script can read. Jupyter's identity provider makes
it, and its authorizer lets a visitor reach the kernels of their own pages and nothing else. Answers
are the browser's (see :mod:`reconnect_widgets.browser_store`); this server writes none down.
"""

import re
import secrets
from collections.abc import AsyncIterator
from typing import Any

from jupyter_server.auth.authorizer import Authorizer
from jupyter_server.auth.identity import IdentityProvider, User
from jupyter_server.utils import url_path_join
from tornado.web import HTTPError, RequestHandler
from traitlets import Int
from traitlets.config import Config

from ..browser_store import MOST_MEMORY
from ..kernels.visitors import VisitorKernels
from ..servers import START_PAGE
from ..stages import STAGES
from ..turning import TARGET
from .connection import KernelSocket, WorkbookConnection
from .drawn import DrawnPage
from .pages import PageHandler, drawn_pages, page_options
from .served import NothingHereHandler
from .visits import VisitHandler, visit_handlers

COOKIE = "reconnect-visitor"
ASLEEP_AFTER = 30 * 60
FULL = 503
COME_BACK = "120"
TOO_MANY = 1013  # try again later (RFC 6455's registry)

_VISITOR = re.compile(r"[\w-]{43}")


class VisitorIdentity(IdentityProvider):
    """Knows a visitor by a cookie of their browser, and gives one to whoever has none."""

    def get_user(self, handler: RequestHandler) -> User:
        known = getattr(handler, "_jupyter_current_user", None)
        return known or User(self._visitor(handler))

    def _visitor(self, handler: RequestHandler) -> str:
        request = handler.request
        is_safe = "https" in (request.protocol, request.headers.get("X-Forwarded-Proto"))
        name = f"__Host-{COOKIE}" if is_safe else COOKIE
        visitor = handler.get_cookie(name) or ""
        if not _VISITOR.fullmatch(visitor):
            visitor = secrets.token_urlsafe(32)
            # Lax, so that whoever comes back by a link from elsewhere is still the same visitor.
            handler.set_cookie(
                name, visitor, expires_days=None, httponly=True, samesite="Lax", secure=is_safe
            )
        return visitor

    def get_handlers(self) -> list[tuple[str, object]]:
        return []

    @property
    def auth_enabled(self) -> bool:
        return True

    def is_token_authenticated(self, handler: Any) -> bool:
        return False


class OwnKernels(Authorizer):
    """Lets visitors see and use the kernels of their own pages; of others it says nothing."""

    def is_authorized(self, handler: Any, user: User, action: str, resource: str) -> bool:
        kernel_id = handler.path_kwargs.get("kernel_id", "")
        if resource != "kernels" or action not in ("read", "execute"):
            return False
        kernels: VisitorKernels = handler.kernel_manager
        return kernels.is_of(kernel_id, user.username)


class VisitorConnection(WorkbookConnection):
    """A page's line to its kernel; a hello brings all answers, and there are no other widgets."""

    most_bytes = Int(MOST_MEMORY, config=True, help="Bytes of one message of a page.")
    takes_buffers = False
    targets = (TARGET,)


class VisitorSocket(KernelSocket):
    """A line to a kernel, one of a few: each takes sockets that all visitors share."""

    kernel_websocket_connection_class = VisitorConnection
    has_line = False

    @property
    def kernels(self) -> VisitorKernels:
        kernels: VisitorKernels = self.kernel_manager  # type: ignore[assignment]
        return kernels

    async def pre_get(self) -> None:
        """Say the same of a kernel that is another's and of one that is not there."""
        if not self.kernels.is_of(self.kernel_id, self.current_user.username):
            raise HTTPError(403)
        await super().pre_get()

    async def open(self, kernel_id: str) -> None:
        self.has_line = self.kernels.take_line(kernel_id)
        if self.has_line:
            await super().open(kernel_id)  # type: ignore[no-untyped-call]
        else:
            self.close(TOO_MANY)

    def on_close(self) -> None:
        if self.has_line:
            self.kernels.give_line_back(self.kernel_id)
            super().on_close()  # type: ignore[no-untyped-call]


class PublicPageHandler(PageHandler):
    """The pages of the workbook and no other notebook."""

    async def get_generator(self, path: str | None = None) -> AsyncIterator[str]:
        _require_page(path)
        async for part in super().get_generator(path):
            yield part


class PublicVisitHandler(VisitHandler):
    """Kernels for visitors, while there is room."""

    @property
    def kernels(self) -> VisitorKernels:
        kernels: VisitorKernels = self.kernel_manager  # type: ignore[assignment]
        return kernels

    async def page(self, path: str) -> DrawnPage:
        _require_page(path)
        return await super().page(path)

    def take_up(self, kernel_id: str) -> bool:
        is_own = self.kernels.is_of(kernel_id, self.current_user.username)
        return is_own and super().take_up(kernel_id)

    async def begin(self, path: str, kernel_name: str) -> str:
        place = self.kernels.take_place(self.current_user.username)
        if not place:
            raise HTTPError(FULL)
        try:
            kernel_id = await super().begin(path, kernel_name)
        except BaseException:
            self.kernels.give_back(place)
            raise
        self.kernels.give(place, kernel_id)
        return kernel_id

    def write_error(self, status_code: int, **options: Any) -> None:
        if status_code == FULL:
            self.set_header("Retry-After", COME_BACK)
        super().write_error(status_code, **options)


def _require_page(path: str | None) -> None:
    if path not in {stage.file for stage in STAGES}:
        raise HTTPError(404)


def public_handlers(app: Any, start: type, scripts: tuple[Any, ...]) -> list[Any]:
    """Return all addresses that there are; ``start`` answers for ``/``."""
    base = app.server_url
    pages = drawn_pages(app)
    return [
        scripts,
        (base, start, {"page": START_PAGE}),
        (url_path_join(base, r"/voila/render/(.*)"), PublicPageHandler, page_options(app, pages)),
        *visit_handlers(base, pages, PublicVisitHandler, VisitorSocket),
        (r".*", NothingHereHandler),
    ]


def public_config() -> Config:
    """Return what a public server sets otherwise than one's own computer."""
    return Config(
        {
            "Voila": {
                "token": "",
                "cookie_secret": secrets.token_bytes(32),
                "open_browser": False,
                "identity_provider_class": VisitorIdentity,
                "authorizer_class": OwnKernels,
            },
            "VoilaConfiguration": {"multi_kernel_manager_class": VisitorKernels},
            # A page that is open and not used gives its place to others, and wakes up by a click.
            "MappingKernelManager": {
                "cull_idle_timeout": ASLEEP_AFTER,
                "cull_interval": 60,
                "cull_connected": True,
            },
        }
    )
