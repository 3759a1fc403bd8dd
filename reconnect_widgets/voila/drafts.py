"""What a page asks for first: what seals drafts."""

from pathlib import Path

from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError, authenticated

from ..answers.keys import read_key
from ..answers.locked import is_locked
from ..exceptions import ReconnectError
from ..places import answers_path
from .door import is_from_own_page, require_secret

ASKED = "Reconnect-Visit"
"""A header that no page of another origin can send without our leave, which nobody has."""


class AskedByPages(JupyterHandler):
    """Answers the scripts of our pages, and has no page for a reader who opens the address."""

    def check_xsrf_cookie(self) -> None:
        """Leave it to the header: Voila never sets the cookie for this check (voila#1458)."""
        if self.request.headers.get(ASKED) != "yes" or not is_from_own_page(self):
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
