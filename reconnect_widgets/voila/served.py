"""Which addresses there are. Of what Voila and Jupyter can serve, a page of the workbook needs little.

What is not served cannot be asked for, by another user of the computer or by a page of another site:
lists of files, JupyterLab's extensions and themes, and ways to end or restart a kernel.
"""

from typing import Any

from jupyter_server.base.handlers import AuthenticatedFileHandler, JupyterHandler
from jupyter_server.utils import url_path_join
from tornado.web import HTTPError, authenticated
from voila.static_file_handler import AllowListFileHandler

from .settings import HEADERS
from .strangers import AnyAddress


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


def own_handlers(app: Any) -> list[Any]:
    """Return what one's own workbook serves beside its pages, and that nothing else is there."""
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
