"""Passphrases: the same one however its letters were composed, for the lock and for copies alike.

A keyboard gives an accented letter as one character (NFC), another system as two (NFD).
"""

import unicodedata
from getpass import getpass

from ..exceptions import BadAnswer
from ..terminal import shown

LEAST = 8
"""Characters of the shortest one."""

MOST = 1000
"""Characters of the longest one; more is a slip of the clipboard."""

FIELD = "passphrase"
"""The field in which one is typed that locks, seals or opens."""

NOT_TO_BE_SAVED = (
    "If your browser offers to save it, say no: it would fill it in for whoever uses this browser."
)
"""What is said wherever one is typed that opens more than this page."""


def composed(passphrase: str) -> str:
    """Return a passphrase as it makes a key, whichever way its letters came."""
    return unicodedata.normalize("NFC", passphrase)


def spellings(passphrase: str) -> tuple[str, ...]:
    """Return what may have sealed a file; one with half an emoji cannot have.

    Copies of before, and those of other tools, were sealed with the letters as they came.
    """
    forms = (composed(passphrase), passphrase, unicodedata.normalize("NFD", passphrase))
    return tuple(form for form in dict.fromkeys(forms) if can_be_typed(form))


def can_be_typed(passphrase: str) -> bool:
    """Say whether a passphrase can be written down, and so typed again: half an emoji cannot."""
    try:
        passphrase.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in passphrase


def fresh(passphrase: str) -> str:
    """Return a passphrase that is to be used from now on; raises :class:`BadAnswer`."""
    length = len(composed(passphrase))  # some letters grow by it
    if length < LEAST:
        raise BadAnswer(f"Please choose a passphrase of {LEAST} characters or more.", FIELD)
    if length > MOST:
        raise BadAnswer(f"Please choose a passphrase of at most {MOST} characters.", FIELD)
    if not can_be_typed(passphrase):
        raise BadAnswer(
            "This passphrase holds a sign that is not whole and could not be typed again. "
            "Please choose another one.",
            FIELD,
        )
    return composed(passphrase)


def ask(words: str) -> str:
    """Ask for a passphrase in the terminal, where it does not show."""
    try:
        typed = getpass(shown(words))
    except UnicodeDecodeError:
        typed = "\0"
    if not can_be_typed(typed):
        raise BadAnswer("The terminal did not pass on whole letters. Please try again.")
    return typed
