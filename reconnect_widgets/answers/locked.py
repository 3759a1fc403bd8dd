"""How a locked file is told from others, and what key its passphrase makes.

A locked file is an ordinary SQLCipher 4 database: other tools open it with the same passphrase. The
key that SQLCipher would make of the passphrase is made here, so that the passphrase is asked once
and only the key goes from page to page, in memory alone.
"""

import hashlib
import os
import zlib
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from .passphrases import composed

PLAIN = b"SQLite format 3\0"
"""How a file begins that is not locked; a locked one begins with its salt."""

SALT = 16
PAGE = 4096
ROUNDS = 256_000
"""What SQLCipher 4 makes a key of a passphrase with: PBKDF2, HMAC-SHA512, 32 bytes."""

LOOKED_AT = 16
"""Pages that are looked at to tell a locked file from one whose first page is damaged."""


def make_key(passphrase: str, salt: bytes) -> bytes:
    """Return the key that SQLCipher makes of a passphrase and the first bytes of a file."""
    words = composed(passphrase).encode("utf-8", "surrogatepass")
    return hashlib.pbkdf2_hmac("sha512", words, salt, ROUNDS, 32)


def can_lock() -> bool:
    """Say whether the library that opens locked files is installed."""
    return find_spec("sqlcipher3") is not None


def is_locked(path: Path) -> bool:
    """Say whether a file is locked. One that is damaged can be pressed together, a cipher cannot.

    Where noise was written over the beginning of a file that was not locked, the rest can still.
    """
    start = _start(path)
    if len(start) < PAGE or start.startswith(PLAIN) or not is_noise(start):
        return False
    others = list(map(is_noise, _others(path)))
    return not others or any(others)


def salt_of(path: Path) -> bytes:
    """Return the salt with which a locked file begins."""
    return _start(path)[:SALT]


def is_whole(path: Path) -> bool:
    """Say whether a file is there and has all its pages, as far as that can be told without a key."""
    start = _start(path)
    if not start.startswith(PLAIN):
        return len(start) == PAGE and path.stat().st_size % PAGE == 0
    page = int.from_bytes(start[16:18], "big")
    return path.stat().st_size >= max(PAGE, page * int.from_bytes(start[28:32], "big"))


def identity(path: Path) -> tuple[int, int]:
    """Return what tells a file from another one of the same name; nothing is there: zeros."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return (0, 0)
    return found.st_dev, found.st_ino


def kept_open(path: Path) -> int:
    """Return a handle on a file that is never closed.

    When a process closes any handle on a file, POSIX lets go of all its locks on it, those of
    SQLite's connections too (https://sqlite.org/howtocorrupt.html, section 2.2).
    """
    return _kept_open(path, *identity(path))


def _start(path: Path) -> bytes:
    """Return the first page of a file, or as much as there is."""
    return os.pread(kept_open(path), PAGE, 0) if path.exists() else b""


def _others(path: Path) -> Iterator[bytes]:
    """Give some of the pages after the first one, from all over the file."""
    file = kept_open(path)
    pages = os.fstat(file).st_size // PAGE
    for number in range(1, pages, max(1, pages // LOOKED_AT)):
        yield os.pread(file, PAGE, number * PAGE)


def is_noise(page: bytes) -> bool:
    """Say whether a page cannot be pressed together, as is so with what was locked."""
    return len(zlib.compress(page)) >= PAGE


@cache
def _kept_open(path: Path, device: int, inode: int) -> int:
    return os.open(path, os.O_RDONLY)
