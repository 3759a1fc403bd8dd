"""The browsers that are let in, and for each a secret that its cookie alone does not give.

A browser gives its cookies to every port of a host, and so to every user of the computer who can get
the reader to open a page of theirs. The secret is kept in the storage of the workbook's own origin.
Here are only hashes of it, in a file for each browser beside the answers, so that open tabs and
bookmarks go on when the workbook is started again.
"""

import json
import secrets
import shutil
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from ..days import today
from ..places import data_folder, named_folder, write_whole

FOLDER = "browsers"
KEPT = 2
"""Secrets of a browser that are good: one may be on its way when the page with it is closed."""


@dataclass(frozen=True)
class Browser:
    """One browser: on which days it was let in first and used last, and the hashes of its secrets."""

    since: date
    last: date
    secrets: tuple[str, ...] = ()


def let_in(name: str) -> str:
    """Return a new secret for the browser whose cookie says ``name``."""
    secret, day = secrets.token_urlsafe(32), today()
    before = _read(_file(name)) or Browser(day, day)
    good = (_hash(secret), *before.secrets)[:KEPT]
    _write(_file(name), Browser(before.since, day, good))
    return secret


def is_let_in(name: str, secret: str) -> bool:
    """Say whether the browser whose cookie says ``name`` has brought a secret of its own."""
    browser = _read(_file(name))
    if not browser or _hash(secret) not in browser.secrets:
        return False
    if browser.last != (day := today()):
        _write(_file(name), Browser(browser.since, day, browser.secrets))
    return True


def browsers() -> list[Browser]:
    """Return all that are let in, the one that was used last first."""
    found = [_read(file) for file in _folder().glob("*.json")]
    return sorted((one for one in found if one), key=lambda one: (one.last, one.since))[::-1]


def forget_browsers() -> None:
    """Let none of them in any more."""
    if _folder().exists():
        shutil.rmtree(_folder())


def _folder() -> Path:
    return named_folder() / FOLDER


def _file(name: str) -> Path:
    return _folder() / f"{_hash(name)[:32]}.json"


def _hash(words: str) -> str:
    return sha256(words.encode()).hexdigest()


def _read(file: Path) -> Browser | None:
    """Return what a file says; nothing when it is gone or was cut."""
    try:
        said = json.loads(file.read_text("utf-8"))
        since, last = (date.fromisoformat(said[name]) for name in ("since", "last"))
        return Browser(since, last, tuple(map(str, said["secrets"])))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _write(file: Path, browser: Browser) -> None:
    (data_folder() / FOLDER).mkdir(mode=0o700, exist_ok=True)
    write_whole(file, json.dumps(asdict(browser), default=str).encode())
