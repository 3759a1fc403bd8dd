"""The reader's key: a file beside the answers with what lets in, and what seals drafts in a browser.

The token in the address and the cookie that follows it come from it, so a bookmark, an open tab and
its drafts live on when the server is started again, and no other user of the computer can open the
workbook.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..exceptions import PlaceError
from ..places import data_folder, write_whole

KEY = "key"
_LENGTH = 32
_UNUSABLE = "The folder for your answers cannot be used: {} ({})."
_ANOTHERS = (
    "{} is not the workbook's, or is damaged. Please move that file away, or choose another folder; "
    "RECONNECT_DATA names it."
)


@dataclass(frozen=True)
class Key:
    """The secrets of one reader's folder, 32 bytes each: the door's, and what seals drafts."""

    door: bytes
    drafts: bytes

    @property
    def token(self) -> str:
        """The part of the address that lets the reader in."""
        return _derive(self.door, "token").hex()[:40]

    @property
    def cookie_secret(self) -> bytes:
        """What signs the cookie that keeps the reader in."""
        return _derive(self.door, "cookie")

    @property
    def base(self) -> str:
        """What begins every address where a cookie alone opens answers: a browser gives it to no other."""
        return f"/{_derive(self.door, 'base').hex()[:16]}/"

    @property
    def of_drafts(self) -> str:
        """A name for this folder's drafts: a browser may keep those of another under one address."""
        return _derive(self.drafts, "name").hex()[:16]


def _derive(secret: bytes, purpose: str) -> bytes:
    return hmac.digest(secret, purpose.encode(), hashlib.sha256)


def read_key() -> Key:
    """Return the key of the folder with the answers; the first time, make it (mode 0600)."""
    if kept := kept_key(data_folder()):
        return kept
    _write(Key(secrets.token_bytes(_LENGTH), secrets.token_bytes(_LENGTH)), _put_first)
    return read_key()


def renew_key() -> Key:
    """Make a new key: no address and no cookie of before lets anybody in any more.

    What waits in a browser can be opened once that is let in again.
    """
    key = Key(secrets.token_bytes(_LENGTH), read_key().drafts)
    _write(key, Path.replace)
    return key


def kept_key(folder: Path) -> Key | None:
    """Return the key that lies in a folder, if there is one; nothing is made."""
    path = folder / KEY
    try:
        if not path.exists():
            return None
        kept = path.read_bytes()
        if not kept:  # a program that syncs folders can leave that
            path.unlink(missing_ok=True)
            return None
        if len(kept) != 2 * _LENGTH:
            raise PlaceError(_ANOTHERS.format(path))
    except OSError as error:
        raise PlaceError(_UNUSABLE.format(path.parent, error.strerror)) from error
    return Key(kept[:_LENGTH], kept[_LENGTH:])


def _write(key: Key, put: Callable[[Path, Path], object]) -> None:
    path = data_folder() / KEY
    try:
        write_whole(path, key.door + key.drafts, put)
    except OSError as error:
        raise PlaceError(_UNUSABLE.format(path.parent, error.strerror)) from error


def _put_first(draft: Path, path: Path) -> None:
    """Put a first key in its place, unless another process was quicker: there is one for all."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    except (OSError, NotImplementedError):  # a disk without links, or Python in a browser
        draft.replace(path)
