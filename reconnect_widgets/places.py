"""Where things are: the folder with the answers, and the folder with the notebooks.

The workbook of the example reader has a folder of its own inside it. A kernel works for one of the
two, and its environment says for which.
"""

import os
from pathlib import Path

from platformdirs import user_data_path

from .exceptions import PlaceError

ANSWERS_FILE = "answers.sqlite3"
EXAMPLE = "example"

WORKBOOK = "RECONNECT_WORKBOOK"
"""Set to :data:`EXAMPLE` in the environment of kernels whose pages show the example."""


def data_folder() -> Path:
    """Return the folder that holds the answers, made when it is not there (mode 0700).

    ``RECONNECT_DATA`` names another folder than the platform's own.
    In a kernel of the example it is the example's own folder.
    Raises :class:`PlaceError` when the folder cannot be made or written to.
    """
    named = os.environ.get("RECONNECT_DATA")
    folder = Path(named).expanduser() if named else user_data_path("reconnect", appauthor=False)
    return _made(folder / EXAMPLE if is_example() else folder)


def is_example() -> bool:
    """Say whether this process works for the example reader's workbook."""
    return os.environ.get(WORKBOOK) == EXAMPLE


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
    except OSError as error:
        raise PlaceError(f"The folder for your answers cannot be used: {folder}.") from error
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise PlaceError(f"The folder for your answers cannot be written to: {folder}.")
    return folder


def answers_path() -> Path:
    """Return the path of the file with the answers; the file itself may not be there yet."""
    return data_folder() / ANSWERS_FILE


def example_path() -> Path:
    """Return the path of the example's file, seen from the server; it may not be there yet."""
    return _made(data_folder() / EXAMPLE) / ANSWERS_FILE


def notebooks_folder() -> Path:
    """Return the workbook's own notebooks: in the package when installed, beside it in a checkout."""
    package = Path(__file__).parent
    for folder in (package / "notebooks", package.parent / "notebooks"):
        if folder.is_dir():
            return folder
    raise PlaceError("The workbook's notebooks are missing. Please install it again.")
