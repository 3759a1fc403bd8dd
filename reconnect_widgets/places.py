"""Where things are: the folder with the answers, and the folder with the notebooks.

The workbook of the example reader has a folder of its own inside it. A kernel works for one of the
two, and its environment says for which.
"""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

from platformdirs import user_data_path

from .exceptions import PlaceError

ANSWERS_FILE = "answers.sqlite3"
EXAMPLE = "example"

SYNCED = {
    "Dropbox": ("dropbox",),
    "OneDrive": ("onedrive",),
    "iCloud Drive": ("icloud", "mobile documents", "com~apple~clouddocs"),
    "Google Drive": ("google drive", "googledrive", "my drive"),
    "Nextcloud": ("nextcloud", "owncloud"),
    "Syncthing": ("syncthing",),
}
"""Services that sync folders, and how the names of theirs begin."""

MARKS = {
    ".dropbox.cache": "Dropbox",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".stfolder": "Syncthing",
}
"""What lies in the folders of some, whatever they are called."""

LONGEST, LONGEST_NAME = 450, 255
"""Bytes of the path of a folder for answers, since SQLite opens no file beyond 512, and of a name in it."""

DATA = "RECONNECT_DATA"
"""Names another folder for the answers than the platform's own."""

WORKBOOK = "RECONNECT_WORKBOOK"
"""Set to :data:`EXAMPLE` in the environment of kernels whose pages show the example."""


def passing_places() -> list[str]:
    """Return where files can be that do not stay, in memory where the system has such a place."""
    named = os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir()
    return [place for place in named if Path(place).is_absolute()]


def begin_session() -> tempfile.TemporaryDirectory[str]:
    """Let answers be in a new folder, for this process and all that it starts, and return what removes it.

    Raises :class:`PlaceError` where there is no place for one.
    """
    for place in passing_places():
        with suppress(OSError):
            folder = tempfile.TemporaryDirectory(dir=place)
            os.environ |= {DATA: folder.name, "RECONNECT_PLACE": "session"}
            return folder
    raise PlaceError("There is no place here for temporary files, so answers would stay.")


def settle_data() -> None:
    """Make a relative ``RECONNECT_DATA`` a whole path, for this process and for all that it starts."""
    if named := os.environ.get(DATA):
        os.environ[DATA] = str(_expanded(named).absolute())


def named_folder() -> Path:
    """Return the folder for the answers, whether it is there or not; nothing is made or changed.

    In a kernel of the example it is the example's own folder.
    """
    folder = _folder(*map(os.environ.get, (DATA, "HOME", "XDG_DATA_HOME")))
    return folder / EXAMPLE if is_example() else folder


@cache
def _folder(named: str | None, *_home: str | None) -> Path:
    """Return the folder that is named, or the platform's own, which depends on where a home is."""
    if named:
        return _expanded(named)
    require_home()
    return user_data_path("reconnect", appauthor=False)


def require_home() -> None:
    """Refuse a user without a home, such as a number that is in no list; Jupyter wants one as well."""
    try:
        Path.home()
    except RuntimeError as error:
        raise PlaceError("You have no home folder here. Please set HOME to one.") from error


def data_folder() -> Path:
    """Return the folder that holds the answers, made when it is not there (mode 0700).

    One that was there keeps its mode; the files in it are the reader's alone by their own.
    Raises :class:`PlaceError` when the folder cannot be made or written to.
    """
    return _made(named_folder())


def is_example() -> bool:
    """Say whether this process works for the example reader's workbook."""
    return os.environ.get(WORKBOOK) == EXAMPLE


def _expanded(named: str) -> Path:
    try:
        return Path(named).expanduser()
    except RuntimeError as error:
        raise PlaceError(f"RECONNECT_DATA names the home of somebody unknown: {named}.") from error


def _made(folder: Path) -> Path:
    if not folder.is_absolute():  # a kernel cannot tell any more where the server was started
        raise PlaceError(f"RECONNECT_DATA must be a whole path here, such as /home/me/{folder}.")
    require_usable(folder)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise PlaceError(
            f"The folder for your answers cannot be used: {folder} ({error.strerror})."
        ) from error
    return require_usable(folder)


def require_usable(folder: Path) -> Path:
    """Return a folder that can be written to, or that can be made; raises :class:`PlaceError`."""
    names = max(len(os.fsencode(name)) for name in folder.parts)
    if len(os.fsencode(folder)) > LONGEST or names > LONGEST_NAME:
        raise PlaceError(
            f"The path of the folder for your answers is too long: {folder}. Please choose another one; "
            "RECONNECT_DATA names it."
        )
    there = folder
    while not is_there(there) and there != there.parent:
        there = there.parent
    if not there.is_dir():
        raise PlaceError(f"The folder for your answers cannot be used: {folder} ({there} is none).")
    if not os.access(there, os.R_OK | os.W_OK | os.X_OK):
        raise PlaceError(f"The folder for your answers cannot be written to: {folder}.")
    return folder


def is_there(path: Path) -> bool:
    """Say whether something is there, as far as whoever asks may know."""
    try:
        return path.exists()
    except OSError:  # in a folder that is closed to them, or its name is too long for the disk
        return False


def write_whole(
    path: Path, content: bytes, put: Callable[[Path, Path], object] = Path.replace
) -> None:
    """Write a file whole or not at all, readable by its owner alone; ``put`` gives it its name."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # mode 0600
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(handle)
        put(draft, path)
    finally:
        draft.unlink(missing_ok=True)


@cache
def synced_by(folder: Path) -> str:
    """Return the name of the service that seems to copy a folder elsewhere, or nothing."""
    for place in (folder, *folder.parents):
        for mark, service in MARKS.items():
            if is_there(place / mark):
                return service
        for service, names in SYNCED.items():
            if place.name.lower().startswith(names):
                return service
    return ""


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
