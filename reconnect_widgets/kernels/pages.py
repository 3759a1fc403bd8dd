"""The address of the workbook's pages: a page that is ready, or else one made at once."""

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
from ..servers import START_PAGE
from ..strangers import AnyAddress
from .in_place import IN_PLACE, JOIN, without_shell
from .making import MadePage, begin_page
from .manager import WorkbookKernels

TEMPLATE = "reconnect"
TOKEN = "token"  # noqa: S105  # its name, and not a token
"""The query that lets a browser in for the first time."""

KNOWN_VOILA = (0, 5)
"""Voila's handler and renderer are not promised to stay as they are; any other has its own way."""


class PageHandler(AnyAddress, TornadoVoilaHandler):  # type: ignore[misc]
    """Sends a page's prose at once, and the rest as it comes; Voila does whatever else is asked."""

    gone = False
    """Whether the reader left before the page was all there."""

    def initialize(self, headers: Mapping[str, str] | None = None, **options: Any) -> None:
        """Take Voila's options; ``headers`` are sent where the server does not send them anyway."""
        super().initialize(**options)
        self.own_headers = headers or {}

    @authenticated
    async def get(self, path: str | None = None) -> None:
        """Send a page; one of the example's when its answers are there."""
        if self._is_for_another_site():
            raise HTTPError(403)
        if self.token_authenticated and self.get_query_argument(TOKEN, ""):
            self.redirect(self._address_without_token())  # it has become a cookie
            return
        if path and is_of_example(path) and self._is_page(path):
            anew = bool(self.get_argument(ANEW, "")) and self._is_asked_here()
            await self.kernel_manager.example.provide(anew=anew)
            if anew:
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
        """Give the HTML of the page in parts."""
        if path is None or not self._is_page(path):
            async for part in super().get_generator(path):
                yield part
            return
        for name, value in self.own_headers.items():
            self.set_header(name, value)
        self.set_header("Content-Type", "text/html")
        self.set_header("Cache-Control", "no-cache, no-store, must-revalidate")
        page = await self.make(path)
        in_place = self.request.headers.get(IN_PLACE) == "yes"
        if in_place and page.has_kernel_running:
            self.set_header(JOIN, page.kernel_id)
        try:
            async for part in without_shell(page) if in_place else page:
                yield part
        finally:
            self.kernel_manager.expect_join(page.kernel_id)
        if self.gone:
            await page.end()
        else:
            self.kernel_manager.expect_after(path)

    async def make(self, path: str) -> MadePage:
        """Return the page that was made ahead, or begin to make one."""
        kernels: WorkbookKernels = self.kernel_manager
        ready = kernels.ready.take(path)
        return ready or await begin_page(kernels, path, self, adopts=True)

    def on_connection_close(self) -> None:
        self.gone = True
        super().on_connection_close()

    def _is_page(self, path: str) -> bool:
        """Say whether this is a notebook in our own template; only that needs none of JupyterLab."""
        is_ours = not self.notebook_path and needs_no_lab(self.voila_configuration)
        return is_ours and path.endswith(".ipynb")


def needs_no_lab(wishes: Any) -> bool:
    """Say whether Voila is set as the workbook's own pages need it."""
    plain = not wishes.http_header_envs and not wishes.page_config_hook
    plain = plain and not wishes.progressive_rendering and wishes.template == TEMPLATE
    return bool(plain and wishes.allow_template_override == "NO")


def page_handlers(
    app: Any, start: str = START_PAGE, headers: Mapping[str, str] | None = None
) -> list[tuple[str, type, dict[str, Any]]]:
    """Return the handlers to put before Voila's own; none where they do not fit.

    ``app`` is Voila's application, or what stands in for it; the page ``start`` is made at once.
    """
    kernels = app.kernel_manager
    fits = isinstance(kernels, WorkbookKernels) and tuple(version_info[:2]) == KNOWN_VOILA
    if not fits or app.notebook_path:
        return []
    begin(app, start)
    options = {"headers": headers, **page_options(app)}
    return [(url_path_join(app.server_url, r"/voila/render/(.*)"), PageHandler, options)]


def begin(app: Any, start: str = START_PAGE) -> None:
    """Let the kernel manager make pages of ``app``, the start page at once."""
    app.kernel_manager.site = app
    IOLoop.current().add_callback(app.kernel_manager.ready.expect, [start])


def page_options(app: Any) -> dict[str, Any]:
    """Return what the handler of pages is told."""
    return {
        "template_paths": app.template_paths,
        "config": app.config,
        "voila_configuration": app.voila_configuration,
    }
