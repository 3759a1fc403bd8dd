"""What the two servers share: what the reader asked for, and what is looked at before they begin."""

import errno
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .answers.neighbors import has_journal
from .answers.store import Store
from .exceptions import ReconnectError, StoreError
from .own_memory import limit
from .places import ANSWERS_FILE, data_folder
from .stages import STAGES

PRIVATE_KERNELS = {"KernelManager": {"transport_encryption": "auto"}}
"""Where a kernel and its server meet at ports, other users of the computer could listen."""

START_PAGE = STAGES[0].file

MOST_FILES = 10_000
"""Files and sockets of a server; macOS gives no process more than 10,240."""


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


def require_start_page(folder: Path) -> None:
    """Refuse a folder in which the workbook cannot begin."""
    if not (folder / START_PAGE).is_file():
        raise ReconnectError(f"There is no notebook {START_PAGE} in {folder}.")


def require_free_port(ip: str, port: int) -> None:
    """Refuse a port that is in use, or that is none.

    Drafts of answers are kept by the browser under the address, so another port would lose them.
    """
    if not 0 <= port <= 65535:
        raise ReconnectError(f"A port is a number from 1 to 65535, not {port}.")
    family = socket.AF_INET6 if ":" in ip else socket.AF_INET
    try:
        socket.create_server((ip, port), family=family).close()
    except OSError as error:
        raise ReconnectError(_why_not(error, ip, port)) from error


def _why_not(error: OSError, ip: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} cannot be used: is the workbook open already? "
            "Close it there, or choose another port with --port."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} needs rights that you do not have. Choose one above 1023 with --port."
    return f"This computer has no address {ip}, so nothing can be opened there."


def require_known(settings: tuple[str, ...], known: set[str]) -> None:
    """Refuse what neither we nor Voila or JupyterLab understand, where they would carry on."""
    for setting in settings:
        name = setting.lstrip("-").split("=", 1)[0]
        if not setting.startswith("-") or ("." not in name and name not in known):
            raise ReconnectError(f"reconnect does not know {setting}. See reconnect --help.")


def use_own_kernel() -> None:
    """Let Jupyter start kernels of the Python that runs this, whatever else is installed."""
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"


def take_many_files() -> None:
    """Have as many files and sockets as the system gives to whoever asks, as Jupyter's own server does.

    Unasked it gives 256 or 1,024, and a visit takes ten. A neighbor who only connects, and says nothing,
    could take all of them: then no page comes, and the server does nothing but try.
    """
    limit("NOFILE", MOST_FILES)


def put_first(variable: str, folder: Path) -> None:
    """Put ``folder`` first on one of Jupyter's search paths, such as ``JUPYTER_PATH``."""
    before = os.environ.get(variable)
    os.environ[variable] = f"{folder}{os.pathsep}{before}" if before else str(folder)


def leave_outputs_out(model: dict[str, Any], **_: Any) -> None:
    """Take outputs out of a notebook that is about to be saved."""
    if model["type"] != "notebook" or model["content"]["nbformat"] != 4:
        return
    for cell in model["content"]["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    model["content"]["metadata"].pop("widgets", None)


def bring_home() -> None:
    """Take back what a page that was ended had half written, so that nothing lies beside the file.

    In a locked file it is taken back when somebody opens it.
    """
    path = data_folder() / ANSWERS_FILE
    if has_journal(path):
        with suppress(StoreError):
            Store(path).close()


def say_address(server: Any, path: str) -> None:
    """Print the full address of a page to open, the first line on standard output."""
    page, token = server.connection_url.rstrip("/") + path, server.identity_provider.token
    print(f"{page}?token={token}" if token else page, flush=True)


def end_by(stop: Callable[[], object]) -> None:
    """Call ``stop`` when the process is asked to end, by Ctrl-C or with its terminal as well."""
    for number in {signal.SIGTERM, signal.SIGINT, getattr(signal, "SIGHUP", signal.SIGINT)}:
        signal.signal(number, lambda *_: stop())
