"""What the two servers share: what the reader asked for, the key to the door, and a quiet log.

The key is a secret in the folder with the answers. The token in the address and the cookie that
follows it come from it, so a bookmark, an open tab and its drafts live on when the server is
started again, and no other user of the computer can open the workbook.
"""

import hashlib
import hmac
import logging
import os
import re
import secrets
import socket
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from traitlets.config.application import Application

from .exceptions import PlaceError, ReconnectError
from .places import data_folder
from .stages import STAGES

START_PAGE = STAGES[0].file
_KEY_LENGTH = 32
_KERNEL_ID = re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
_QUERY = re.compile(r"(?<=[\w/])\?[^\s'\"]+")


def skip_unused_imports() -> None:
    """Start in half the time: leave out a check that no schema of Jupyter asks for.

    jsonschema imports it in case a schema speaks of internationalized addresses, and the import
    builds 35 parsers, for 1.4 s (jupyter-server/jupyter_server#1559). Call it before Voila or
    JupyterLab is imported.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Wishes:
    """What the reader asked for on the command line; ``settings`` go on to Voila or JupyterLab."""

    port: int | None = None
    notebooks: Path | None = None
    browser: bool = True
    settings: tuple[str, ...] = ()
    example: bool = False

    def as_settings(self, app: str) -> list[str]:
        """Return the whole command line for Voila's or JupyterLab's server, called ``app``."""
        said = [f"--{app}.port={self.port}"] if self.port else []
        if self.notebooks:
            said.append(f"--{app}.root_dir={_existing(self.notebooks)}")
        if not self.browser:
            said.append(f"--{app}.open_browser=False")
        return [*said, *self.settings]


def _existing(folder: Path) -> Path:
    folder = folder.expanduser().resolve()
    if not folder.is_dir():
        raise ReconnectError(f"There is no folder {folder}.")
    return folder


@dataclass(frozen=True)
class Key:
    """The secret of one reader's folder, from which the token and the cookie's key come."""

    secret: bytes

    @property
    def token(self) -> str:
        """The part of the address that lets the reader in."""
        return self._derive("token").hex()[:40]

    @property
    def cookie_secret(self) -> bytes:
        """What signs the cookie that keeps the reader in."""
        return self._derive("cookie")

    def _derive(self, purpose: str) -> bytes:
        return hmac.digest(self.secret, purpose.encode(), hashlib.sha256)


def read_key() -> Key:
    """Return the key of the folder with the answers; the first time, make it (mode 0600)."""
    path = data_folder() / "key"
    try:
        secret = path.read_bytes() if path.exists() else b""
        if len(secret) < _KEY_LENGTH:
            secret = secrets.token_bytes(_KEY_LENGTH)
            handle, draft = tempfile.mkstemp(dir=path.parent, prefix="key-")
            with os.fdopen(handle, "wb") as file:
                file.write(secret)
            Path(draft).replace(path)
    except OSError as error:
        raise PlaceError(f"The folder for your answers cannot be used: {path.parent}.") from error
    return Key(secret)


def require_start_page(folder: Path) -> None:
    """Refuse a folder in which the workbook cannot begin."""
    if not (folder / START_PAGE).is_file():
        raise ReconnectError(f"There is no notebook {START_PAGE} in {folder}.")


def require_free_port(ip: str, port: int) -> None:
    """Refuse a port that is in use.

    Drafts of answers are kept by the browser under the address, so another port would lose them.
    """
    try:
        socket.create_server((ip, port)).close()
    except OSError as error:
        raise ReconnectError(
            f"Port {port} cannot be used: is the workbook open already? "
            "Close it there, or choose another port with --port."
        ) from error


def require_known(settings: tuple[str, ...], known: set[str]) -> None:
    """Refuse what neither we nor Voila or JupyterLab understand, where they would carry on."""
    for setting in settings:
        name = setting.lstrip("-").split("=", 1)[0]
        if not setting.startswith("-") or ("." not in name and name not in known):
            raise ReconnectError(f"reconnect does not know {setting}. See reconnect --help.")


def use_own_kernel() -> None:
    """Let Jupyter start kernels of the Python that runs this, whatever else is installed."""
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"


def put_first(variable: str, folder: Path) -> None:
    """Put ``folder`` first on one of Jupyter's search paths, such as ``JUPYTER_PATH``."""
    before = os.environ.get(variable)
    os.environ[variable] = f"{folder}{os.pathsep}{before}" if before else str(folder)


def private_kernels() -> dict[str, str]:
    """Return the settings that keep other users of the computer from listening to a kernel.

    A kernel publishes what it shows on a port of this computer; encrypted, only its own page can
    read that. Older versions of jupyter_client do not have it.
    """
    import zmq
    from jupyter_client.manager import KernelManager

    able = zmq.has("curve") and "transport_encryption" in KernelManager.class_trait_names()
    return {"transport_encryption": "auto"} if able else {}


def say_address(page: str, token: str) -> None:
    """Print the full address to open, the first line on standard output."""
    print(f"{page}?token={token}" if token else page, flush=True)


class Discreet(logging.Filter):
    """Takes kernel ids, the queries of addresses and what an error held out of whatever is logged.

    A traceback, or the cell that failed, can hold an answer; the error's name is left.
    Jupyter's word on trust is left out: it is about stored outputs, and our notebooks have none.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        words = record.getMessage()
        if record.exc_info and record.exc_info[1]:
            error = record.exc_info[1]
            name = getattr(error, "ename", type(error).__name__)  # of an error in a notebook's cell
            words = f"{words.splitlines()[0].split(': {')[0]}: {name}"
            record.exc_info = record.exc_text = None
        record.msg = _QUERY.sub("?…", _KERNEL_ID.sub("…", words))
        record.args = ()
        return not words.endswith("is not trusted")


def log_quietly(app: Application) -> None:
    """Send what the application logs to standard error, without kernel ids and queries."""
    handler = logging.StreamHandler()
    handler.setLevel(cast(int, app.log_level))
    handler.addFilter(Discreet())
    handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    root = logging.getLogger()
    root.handlers, root.level = [handler], handler.level
    app.log.handlers, app.log.propagate = [], True
