"""Encrypts a copy with a passphrase, in the age format that other tools can open.

age (https://age-encryption.org/v1) is small, documented and has a dozen implementations; with a
passphrase it stretches that by scrypt and encrypts with ChaCha20-Poly1305. ``age --decrypt FILE``
opens a copy without this workbook. Where Python runs in a browser, the page does all this by itself
(``widgets/files.js``), and no passphrase comes here.
"""

import os
import re
from importlib.util import find_spec

from ..answers.passphrases import FIELD, fresh, spellings
from ..exceptions import BadCopy, ReconnectError

HEADER = b"age-encryption.org/v1\n"
MOST_WORK = 21
"""How often scrypt may double its work. Each time doubles its memory, too: 20 take a gigabyte."""

MOST_TRIES = 100
"""How often the library may measure this computer: each time takes a hundredth of a second."""

TOO_SLOW = "Excessive work"
"""How it says that this computer would need too long."""

_WORK = re.compile(rb"-> scrypt [A-Za-z0-9+/]+ ([1-9]\d?)\n")
MISSING = "Copies cannot be encrypted here, because the package pyrage is not installed."


def can_seal() -> bool:
    """Say whether the library that encrypts is installed."""
    return find_spec("pyrage") is not None


def is_sealed(content: bytes) -> bool:
    """Say whether this is encrypted in age's format."""
    return content.startswith(HEADER)


def seal(content: bytes, passphrase: str) -> bytes:
    """Encrypt a copy; raises :class:`ReconnectError` without a passphrase or without pyrage."""
    if not passphrase:
        raise ReconnectError("Please write a passphrase, or make the copy without one.", FIELD)
    if not can_seal():
        raise ReconnectError(MISSING)
    from pyrage import passphrase as age

    return bytes(age.encrypt(content, fresh(passphrase)))


def unseal(content: bytes, passphrase: str) -> bytes:
    """Decrypt a copy; raises :class:`BadCopy` when that is not possible."""
    if not can_seal():
        raise BadCopy("It is encrypted, and the package pyrage that opens it is not installed.")
    if not passphrase:
        raise BadCopy("It is encrypted. Please write its passphrase.", FIELD)
    work = _WORK.match(content, len(HEADER))
    if work and int(work[1]) > _most_work():
        raise BadCopy(
            "Opening it would take too much memory of this computer, so it was not tried."
        )
    for spelling in spellings(passphrase) if work else ():
        if (opened := _opened(content, spelling)) is not None:
            return opened
    raise BadCopy("That passphrase does not open it, or it was cut off or changed.", FIELD)


def _opened(content: bytes, passphrase: str) -> bytes | None:
    """Decrypt a copy; nothing when that is not its passphrase, or when it was changed.

    The library measures for a moment how quick this computer is, and tries nothing that would take it
    long. Where it was interrupted just then, it is asked again.
    """
    from pyrage import DecryptError
    from pyrage import passphrase as age

    for _ in range(MOST_TRIES):
        try:
            return bytes(age.decrypt(content, passphrase))
        except DecryptError as error:
            if TOO_SLOW not in str(error):
                return None
        except (ValueError, OSError):
            return None
    raise BadCopy("This computer is too slow to open it, or too busy just now.")


def _most_work() -> int:
    """Return how much work a copy may ask for: at most half of this computer's memory."""
    try:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # elsewhere than on Unix nobody tells
        return MOST_WORK
    return min(MOST_WORK, (memory // 2 // 1024).bit_length() - 1)
