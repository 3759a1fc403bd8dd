"""Gives each visit its kernel, the one that it had or one that is new, and the line to it."""

import json
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado.web import HTTPError, authenticated

from ..example.addresses import is_of_example
from ..exceptions import ReconnectError
from ..kernels.manager import WorkbookKernels
from ..locked import is_locked
from ..places import answers_path
from .connection import KernelSocket
from .door import require_secret
from .drawn import DrawnPages

VISIT = "reconnect/visit"
KERNEL = r"reconnect/api/kernels/(?P<kernel_id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
"""Below an address of our own: what a notebook in JupyterLab may say to its kernel is more."""

ASKED = "Reconnect-Visit"
"""A header that no page of another origin can send without our leave, which nobody has."""


class VisitHandler(JupyterHandler):
    """Answers ``{"kernel": id}``, and whether the answers are locked, as far as that can be seen."""

    def initialize(self, pages: DrawnPages) -> None:
        self.pages = pages

    @property
    def kernels(self) -> WorkbookKernels:
        """The kernels; of any other kind, this address is not there (see pages.py)."""
        kernels: WorkbookKernels = self.kernel_manager  # type: ignore[assignment]
        return kernels

    def check_xsrf_cookie(self) -> None:
        """Leave it to the header: Voila never sets the cookie for this check (voila#1458)."""
        site = self.request.headers.get("Sec-Fetch-Site", "same-origin")
        if self.request.headers.get(ASKED) != "yes" or site != "same-origin":
            raise HTTPError(403)

    @authenticated
    def get(self) -> None:
        """Have no page for a reader who opens the address."""
        raise HTTPError(404)

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
        if not self.kernels.take_visit(before):
            kernel = await self.kernels.begin_visit(path, drawn.kernel_name)
        self.set_header("Cache-Control", "no-store")
        self.finish({"kernel": kernel, "locked": _are_locked(path)})


def _are_locked(path: str) -> bool | None:
    """Say whether the answers are locked; ``None`` where their file cannot be seen now."""
    if is_of_example(path):
        return False
    try:
        file: Path = answers_path()
        if file.exists():
            return is_locked(file)
        return None if file.is_symlink() else False
    except (OSError, ReconnectError):
        return None


def visit_handlers(base: str, pages: DrawnPages) -> list[tuple[Any, ...]]:
    """Return the two addresses that a page's script asks for."""
    return [
        (url_path_join(base, VISIT), VisitHandler, {"pages": pages}),
        (url_path_join(base, KERNEL, "channels"), KernelSocket),
    ]
