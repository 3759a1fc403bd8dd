"""Drafts of answers in a browser: whose they are, where they wait, and what seals them there.

Somebody else may come to hold the address of the workbook while it does not run, and reads then what
the browser keeps under it. So drafts are sealed, but where the browser keeps the answers themselves.
"""

from ..hosting import hosting
from .keys import read_key
from .store import Store


def seals(store: Store) -> list[str]:
    """Return the key that seals drafts, and after it others that open what was sealed before.

    Each is 32 bytes in hexadecimal digits. Drafts of locked answers have a key that lies in the locked file.
    """
    own = [] if hosting().in_browser else [read_key().drafts.hex()]
    of_lock = [store.drafts_key] if store.drafts_key else []
    return of_lock + own if store.keeper.key else own + of_lock
