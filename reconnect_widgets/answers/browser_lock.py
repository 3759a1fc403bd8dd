"""The lock on answers that a browser keeps: one key seals each of them, and a passphrase wraps it.

Another passphrase wraps the same key anew: then one item changes in the browser, and no answer. Python
there has no cryptography, so the page lends what it needs.
"""

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from .passphrases import composed

LENT = "reconnect_sealing"
"""The module that the page makes of what it lends (``lite/page_script/sealing.js``)."""

WORK, MOST_WORK = 17, 20
"""How often scrypt doubles its work, and how often a lock may ask for it; 17 take 128 MB and half a second."""

KEY, SALT = 32, 16
"""Bytes of a key, and of what a passphrase is stretched with."""

AROUND = 40
"""Bytes that sealing adds: 24 that never come twice, and 16 that show whether it was changed."""

_SALT = re.compile(r"([0-9a-f]{2})+")
_SEALED = '{"sealed":'
"""How a sealed answer begins where the browser keeps it; drafts are sealed in the same form."""


def _cryptography() -> Any:
    """Return what the page lends; bytes are in hexadecimal digits."""
    return import_module(LENT)


@dataclass(frozen=True)
class KeptLock:
    """What a browser keeps of a lock, beside the answers."""

    salt: str
    work: int
    wrapped: str
    """The key, sealed with what the passphrase makes."""
    drafts: str
    """What seals drafts, sealed with the key. It stays as long as the key does, and so tells it from others."""

    @classmethod
    def made(cls, passphrase: str, key: bytes, drafts: str) -> "KeptLock":
        """Return a lock for a key; ``drafts`` is what seals drafts."""
        sealed = _cryptography().seal(key.hex(), "drafts", drafts)
        return cls("", WORK, "", sealed).with_passphrase(passphrase, key)

    def with_passphrase(self, passphrase: str, key: bytes) -> "KeptLock":
        """Return the same lock with another passphrase."""
        salt = secrets.token_hex(SALT)
        wrapped = _cryptography().seal(_stretched(passphrase, salt, WORK), "key", key.hex())
        return KeptLock(salt, WORK, wrapped, self.drafts)

    def key_of(self, passphrase: str) -> bytes | None:
        """Return the key, if this is the passphrase."""
        stretched = _stretched(passphrase, self.salt, self.work)
        key = _cryptography().unseal(stretched, "key", self.wrapped)
        return bytes.fromhex(key) if key else None

    def drafts_key(self, key: bytes | None) -> str:
        """Return what seals drafts; nothing, if this is not the key."""
        return str(_cryptography().unseal(key.hex(), "drafts", self.drafts)) if key else ""


def _stretched(passphrase: str, salt: str, work: int) -> str:
    letters = composed(passphrase).encode("utf-8", "surrogatepass")
    return str(_cryptography().stretch(letters.hex(), salt, work))


def lock_in(sent: object) -> KeptLock | None:
    """Return the lock that a browser sent. One that was damaged is a lock, and nothing opens it."""
    if sent is None:
        return None
    told = sent if isinstance(sent, Mapping) else {}
    salt, wrapped, drafts = (str(told.get(name, "")) for name in ("salt", "wrapped", "drafts"))
    work = told.get("work")
    work = work if isinstance(work, int) and 0 < work <= MOST_WORK else WORK
    return KeptLock(salt if _SALT.fullmatch(salt) else "", work, wrapped, drafts)


def is_sealed(text: str) -> bool:
    """Say whether an answer is sealed, as the browser keeps it."""
    return text.startswith(_SEALED)


def seal(key: bytes, name: str, words: str) -> str:
    """Seal an answer that the browser keeps under a name."""
    return f'{_SEALED}"{_cryptography().seal(key.hex(), name, words)}"}}'


def sealed_size(words: str) -> int:
    """Return how many characters words take when they are sealed."""
    return len(f'{_SEALED}""}}') + 4 * -(-(len(words.encode()) + AROUND) // 3)


def unseal(key: bytes, name: str, text: str) -> str:
    """Open it again; nothing, if it was not sealed so."""
    try:
        sealed = json.loads(text)["sealed"]
    except (ValueError, RecursionError):
        return ""
    return str(_cryptography().unseal(key.hex(), name, sealed)) if isinstance(sealed, str) else ""
