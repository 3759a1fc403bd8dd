"""The addresses of the workbook: its pages, what a page asks for while it is open, and nothing else."""

from collections.abc import Mapping
from typing import Any

from jupyter_server.base.handlers import AuthenticatedFileHandler, JupyterHandler
from jupyter_server.utils import url_path_join
from tornado.ioloop import IOLoop
from tornado.web import HTTPError, authenticated
from voila.configuration import VoilaConfiguration
from voila.paths import collect_template_paths
from voila.static_file_handler import AllowListFileHandler
from voila.tornado.handler import TornadoVoilaHandler

from ..example.addresses import ANEW, is_of_example
from ..example.keeping import provide_example
from ..hosting import hosting
from ..kernels.manager import WorkbookKernels
from .connection import VisitSocket
from .door import given_to
from .drafts import DraftsHandler
from .drawn import DrawnPages
from .keeper import key_handler
from .settings import HEADERS, NEEDED, TEMPLATE, page_headers
from .strangers import AnyAddress

VISIT, DRAFTS = "reconnect/visit", "reconnect/drafts"

IN_PLACE = "Reconnect-In-Place"
"""The header with which the page script asks for a page that it will put in place of its own."""


class PageHandler(AnyAddress, TornadoVoilaHandler):  # type: ignore[misc]
    """Sends the workbook's pages; Voila does whatever else is asked."""

    def initialize(self, pages: DrawnPages, headers: Mapping[str, str], **options: Any) -> None:
        """Take Voila's options, and the pages with their headers."""
        super().initialize(**options)
        self.pages, self.own_headers = pages, headers

    def check_xsrf_cookie(self) -> None:
        """Let it be: JupyterHub asks it of whatever a script gets, and no other origin reads a page."""

    @authenticated
    async def get(self, path: str = "") -> None:
        """Send a page; one of the example's when its answers are there."""
        heads = self.request.headers
        # A link of another site may open a page, but no picture or frame of it, which could begin a kernel.
        is_from_elsewhere = heads.get("Sec-Fetch-Site", "none") not in ("none", "same-origin")
        if is_from_elsewhere and heads.get("Sec-Fetch-Dest") != "document":
            raise HTTPError(403)
        if self.token_authenticated and self.get_query_argument("token", ""):
            # It has become a cookie, so no bookmark, history or look at the screen has it.
            self.redirect(self._anew + given_to(self))
            return
        if not path.endswith(".ipynb"):
            await super().get(path)
            return
        if is_of_example(path):
            story = "" if is_from_elsewhere else self.get_argument(ANEW, "")
            await provide_example(story)
            if story:
                self.redirect(self._anew)  # so that loading it again keeps what was typed
                return
        page = await self.pages.page(path)
        for name, value in self.own_headers.items():
            self.set_header(name, value)
        self.set_header("Cache-Control", "no-cache, no-store, must-revalidate")
        self.finish(page.in_place if heads.get(IN_PLACE) == "yes" else page.whole)

    @property
    def _anew(self) -> str:
        """The address without its query, as the browser sees it: a proxy may know it by a longer one."""
        return f"./{self.request.path.rpartition('/')[2]}"


class PictureHandler(AnyAddress, AllowListFileHandler, AuthenticatedFileHandler):  # type: ignore[misc]
    """Pictures beside a reader's own notebooks; Voila's handler would show them to anybody."""

    def check_xsrf_cookie(self) -> None:
        """Let it be: it asks for a ``Referer``, and our pages send none (see ``HEADERS``)."""

    def write_error(self, status_code: int, **options: Any) -> None:
        """Let the page that says there is no picture do what other pages may: a picture may not."""
        self.set_header("Content-Security-Policy", HEADERS["Content-Security-Policy"])
        super().write_error(status_code, **options)


class NotServedHandler(AnyAddress, JupyterHandler):
    """Every other address of one's own workbook: closed to those without the key, as all is."""

    @authenticated
    def get(self, *_: str) -> None:
        raise HTTPError(404)


def in_the_way(kernels: type, wishes: VoilaConfiguration) -> str:
    """Return the setting of Voila's with which pages cannot be the workbook's own, or nothing.

    ``kernels`` is the class that manages their kernels.
    """
    fits = {
        "template": wishes.template == TEMPLATE,
        "resources": "shell" in wishes.resources,
        "multi_kernel_manager_class": issubclass(kernels, WorkbookKernels),
        **{name: getattr(wishes, name) == value for name, value in NEEDED.items()},
    }
    return next((name for name, does_fit in fits.items() if not does_fit), "")


def page_handlers(server: Any, base: str, wishes: VoilaConfiguration) -> list[tuple[Any, ...]]:
    """Return the handlers to put before Voila's own, at addresses that begin with ``base``.

    ``server`` is Voila's application, or the one of Jupyter that has Voila as an extension.
    """
    known = server.kernel_spec_manager
    pages = DrawnPages(server.root_dir, server.config, known, server.base_url)
    IOLoop.current().add_callback(pages.draw_ahead)
    options = {
        "pages": pages,
        "headers": page_headers(wishes.resources["shell"]),
        "template_paths": collect_template_paths(["voila", "nbconvert"], wishes.template),
        "config": server.config,
        "voila_configuration": wishes,
    }
    # Where other people's pages share the origin, they could ask for a key as well as ours.
    keeper = [key_handler(base)] if hosting().drafts == "browser" else []
    return [
        (url_path_join(base, r"/voila/render/(.*)"), PageHandler, options),
        (url_path_join(base, DRAFTS), DraftsHandler),
        (url_path_join(base, VISIT), VisitSocket, {"pages": pages}),
        *keeper,
    ]


def own_handlers(app: Any) -> list[Any]:
    """Return what one's own workbook serves beside its pages, and that nothing else is there.

    What is not served cannot be asked for, by another user of the computer or by a page of another site:
    lists of files, JupyterLab's extensions and themes, and ways to end or restart a kernel.
    """
    wishes = app.voila_configuration
    pictures = {
        "allowlist": wishes.file_allowlist,
        "denylist": wishes.file_denylist,
        "path": app.root_dir,
    }
    base, doors = app.server_url, app.identity_provider.get_handlers()
    return [
        (url_path_join(base, r"/voila/files/(.*)"), PictureHandler, pictures),
        *((url_path_join(base, path), *rest) for path, *rest in doors),
        (r".*", NotServedHandler),
    ]
