"""Locks of answers that open at once: to stretch a passphrase takes 0.2 s of a processor each time."""

from forking import CAN_FORK
from warmed import FEW_ROUNDS

from reconnect_widgets.answers import locked

ALL_ROUNDS = locked.ROUNDS
"""How often it is done for readers; so do the servers of the tests that are not forked."""


def stretch_little() -> None:
    """Let this process stretch passphrases as those do that are forked from ``warmed.py``."""
    if CAN_FORK:
        locked.ROUNDS = FEW_ROUNDS
