"""What a page asks for first: what seals drafts, the kernel of its visit, and the line to it."""

import json
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado.web import HTTPError, authenticated

from ..answers.keys import read_key
from ..answers.locked import is_locked
from ..exceptions import ReconnectError
from ..kernels.manager import WorkbookKernels
from ..places import answers_path
from .connection import KernelSocket
from .door import require_secret
from .drawn import DrawnPages

VISIT, DRAFTS = "reconnect/visit", "reconnect/drafts"
KERNEL = r"reconnect/api/kernels/(?P<kernel_id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
"""Below an address of our own: what a notebook in JupyterLab may say to its kernel is more."""

ASKED = "Reconnect-Visit"
"""A header that no page of another origin can send without our leave, which nobody has."""


class AskedByPages(JupyterHandler):
    """Answers the scripts of our pages, and has no page for a reader who opens the address."""

    def check_xsrf_cookie(self) -> None:
        """Leave it to the header: Voila never sets the cookie for this check (voila#1458)."""
        site = self.request.headers.get("Sec-Fetch-Site", "same-origin")
        if self.request.headers.get(ASKED) != "yes" or site != "same-origin":
            raise HTTPError(403)

    @authenticated
    def get(self) -> None:
        raise HTTPError(404)


class DraftsHandler(AskedByPages):
    """Answers what a page must know before it may keep a letter in the browser.

    ``{"locked": whether the answers are, "seal": a key, "of": what tells this workbook's drafts from
    another's}``; null is what cannot be seen now, and the kernel says why.
    """

    @authenticated
    def post(self) -> None:
        require_secret(self)
        self.set_header("Cache-Control", "no-store")
        self.finish({"locked": _are_locked(), **_about_drafts()})


class VisitHandler(AskedByPages):
    """Answers ``{"kernel": id}``."""

    kernel_manager: WorkbookKernels  # with others, it is not there (pages.py)

    def initialize(self, pages: DrawnPages) -> None:
        self.pages = pages

    @authenticated
    async def post(self) -> None:
        """Take ``{"path": of the page, "kernel": id of the one before}``."""
        require_secret(self)
        try:
            asked = json.loads(self.request.body.decode("utf-8"))
            path, before = str(asked["path"]), str(asked.get("kernel") or "")
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise HTTPError(400) from None
        if not path.endswith(".ipynb"):
            raise HTTPError(404)
        drawn = await self.pages.page(path)
        kernel = before
        if not await self.kernel_manager.take_visit(before):
            kernel = await self.kernel_manager.begin_visit(path, drawn.kernel_name)
        self.set_header("Cache-Control", "no-store")
        self.finish({"kernel": kernel})


def _about_drafts() -> dict[str, str | None]:
    try:
        key = read_key()
    except ReconnectError:
        return {"seal": None, "of": None}
    return {"seal": key.drafts.hex(), "of": key.of_drafts}


def _are_locked() -> bool | None:
    try:
        file: Path = answers_path()
        if file.exists():
            return is_locked(file)
        return None if file.is_symlink() else False
    except (OSError, ReconnectError):
        return None


def visit_handlers(base: str, pages: DrawnPages) -> list[tuple[Any, ...]]:
    """Return the addresses that a page's script asks for."""
    return [
        (url_path_join(base, DRAFTS), DraftsHandler),
        (url_path_join(base, VISIT), VisitHandler, {"pages": pages}),
        (url_path_join(base, KERNEL, "channels"), KernelSocket),
    ]
