"""The addresses of the workbook's pages, and of what a page asks for while it is open."""

from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

from jupyter_server.utils import url_path_join
from tornado.httputil import url_concat
from tornado.ioloop import IOLoop
from tornado.web import HTTPError, authenticated
from voila._version import version_info
from voila.tornado.handler import TornadoVoilaHandler

from ..example.addresses import ANEW, is_of_example
from ..kernels.manager import WorkbookKernels
from .door import given_to
from .drawn import DrawnPages
from .strangers import AnyAddress
from .visits import visit_handlers

TEMPLATE = "reconnect"
IN_PLACE = "Reconnect-In-Place"
"""The header with which the page script asks for a page that it will put in place of its own."""

TOKEN = "token"  # noqa: S105  # its name, and not a token
"""The query that lets a browser in for the first time."""

KNOWN_VOILA = (0, 5)
"""Voila's handler and renderer are not promised to stay as they are; any other has its own way."""


class PageHandler(AnyAddress, TornadoVoilaHandler):  # type: ignore[misc]
    """Sends the workbook's pages; Voila does whatever else is asked."""

    def initialize(
        self, pages: DrawnPages, headers: Mapping[str, str] | None = None, **options: Any
    ) -> None:
        """Take Voila's options; ``headers`` are sent where the server does not send them anyway."""
        super().initialize(**options)
        self.pages = pages
        self.own_headers = headers or {}

    @authenticated
    async def get(self, path: str | None = None) -> None:
        """Send a page; one of the example's when its answers are there."""
        if self._is_for_another_site():
            raise HTTPError(403)
        if self.token_authenticated and self.get_query_argument(TOKEN, ""):
            self.redirect(self._address_without_token() + given_to(self))  # it has become a cookie
            return
        if path and is_of_example(path) and self._is_page(path):
            story = self.get_argument(ANEW, "") if self._is_asked_here() else ""
            await self.kernel_manager.example.provide(story)
            if story:
                self.redirect(self.request.path)  # so that loading it again keeps what was typed
                return
        await super().get(path)

    def _is_asked_here(self) -> bool:
        """Say whether a page of ours asks, or the reader; no other site may begin anything anew."""
        return self.request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")

    def _address_without_token(self) -> str:
        """Return where the page is, so that no bookmark, history or look at the screen has the token."""
        query = parse_qsl(self.request.query, keep_blank_values=True)
        kept = [(name, value) for name, value in query if name != TOKEN]
        return url_concat(self.request.path, kept)

    def _is_for_another_site(self) -> bool:
        """Say whether a page of another origin asks in its own behalf, as a picture or a frame does.

        It could read nothing, but each page that it asked for would start a kernel.
        """
        head = self.request.headers
        is_foreign = head.get("Sec-Fetch-Site", "none") not in ("none", "same-origin")
        return is_foreign and head.get("Sec-Fetch-Dest") != "document"

    async def get_generator(self, path: str | None = None) -> AsyncIterator[str]:
        """Give the HTML of the page, which is the same for all readers."""
        if path is None or not self._is_page(path):
            async for part in super().get_generator(path):
                yield part
            return
        for name, value in self.own_headers.items():
            self.set_header(name, value)
        self.set_header("Content-Type", "text/html")
        self.set_header("Cache-Control", "no-cache, no-store, must-revalidate")
        page = await self.pages.page(path)
        yield page.in_place if self.request.headers.get(IN_PLACE) == "yes" else page.whole

    def _is_page(self, path: str) -> bool:
        """Say whether this is a notebook in our own template; only that needs none of JupyterLab."""
        is_ours = not self.notebook_path and needs_no_lab(self.voila_configuration)
        return is_ours and path.endswith(".ipynb")


def needs_no_lab(wishes: Any) -> bool:
    """Say whether Voila is set as the workbook's own pages need it."""
    plain = not wishes.http_header_envs and not wishes.page_config_hook
    plain = plain and not wishes.progressive_rendering and wishes.template == TEMPLATE
    return bool(plain and wishes.allow_template_override == "NO")


def page_handlers(app: Any, headers: Mapping[str, str] | None = None) -> list[tuple[Any, ...]]:
    """Return the handlers to put before Voila's own; none where they do not fit.

    ``app`` is Voila's application, or what stands in for it.
    """
    fits = (
        isinstance(app.kernel_manager, WorkbookKernels) and tuple(version_info[:2]) == KNOWN_VOILA
    )
    if not fits or app.notebook_path:
        return []
    pages = DrawnPages(app)
    if needs_no_lab(app.voila_configuration):
        IOLoop.current().add_callback(pages.draw_ahead)
    options = {
        "pages": pages,
        "headers": headers,
        "template_paths": app.template_paths,
        "config": app.config,
        "voila_configuration": app.voila_configuration,
    }
    return [
        (url_path_join(app.server_url, r"/voila/render/(.*)"), PageHandler, options),
        *visit_handlers(app.server_url, pages),
    ]
