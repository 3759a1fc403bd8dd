"""How a page comes by the reader's answers: from the file, with its key, or from the browser."""

import re
from collections.abc import Mapping
from typing import ClassVar

from ..answers.database import NO_KEY
from ..answers.from_browser import NOT_SAID, kept_in
from ..answers.in_file import InFile
from ..answers.in_memory import InMemory
from ..answers.locked import make_key, salt_of
from ..answers.lookups import Keeper
from ..answers.store import Store
from ..exceptions import StoreError, StoreLocked
from ..hosting import hosting, keep_in_tab
from ..places import answers_path
from ..protocol import Hello, Sync, Unlock

_KEY = re.compile("[0-9a-fA-F]{64}")


class Opening:
    """The answers as one page has them open."""

    _left: ClassVar[Store | None] = None
    """What a browser told the page before: the next need not read all of it again."""

    def __init__(self) -> None:
        self._store: Store | None = None
        self._key: bytes | None = None
        self._is_shut = False

    @property
    def is_open(self) -> bool:
        """Whether the answers have been opened."""
        return self._store is not None

    @property
    def store(self) -> Store:
        """The answers; opened when they are first needed."""
        if self._store is None and self._is_shut:
            raise StoreLocked(NO_KEY)
        if self._store is None and hosting().in_browser:
            raise StoreError(NOT_SAID)
        if self._store is None:
            return self._open(InFile(answers_path(), self._key))
        self._store.keeper.refresh()
        return self._store

    @property
    def memory(self) -> InMemory | None:
        """What has the answers while a browser keeps them; elsewhere nothing."""
        keeper = self._store.keeper if self._store else None
        return keeper if isinstance(keeper, InMemory) else None

    def greet(self, message: Hello) -> None:
        """Take what a hello brings, the key or what the browser keeps."""
        self._key = _key_in(message)
        if not hosting().in_browser:
            return
        self._store = self._taken_over(message)
        kept = kept_in(message, self.memory.known if self.memory else None)
        keep_in_tab(message.get("area") == "tab")
        try:
            if self.memory:
                self.memory.take(kept)
            else:
                self._open(InMemory(kept, self._key))
        except StoreLocked:
            self.shut()  # the passphrase is asked for where the page is filled

    def sync(self, message: Sync) -> bool:
        """Take over what another tab has changed in the browser; say whether there was anything."""
        kept = kept_in(message)
        if self._is_shut and not kept.lock:
            self._open(InMemory(kept, self._key))
        elif self.memory:
            self.memory.take(kept)
        else:
            return False
        return True

    def unlock(self, message: Unlock) -> Store:
        """Open locked answers with a passphrase, or with the key that the browser had before."""
        passphrase = message.get("passphrase", "")
        self._key = _key_in(message)
        if hosting().in_browser:
            kept = kept_in(message)
            if kept.lock and not self._key:
                self._key = kept.lock.key_of(passphrase)
            return self._open(InMemory(kept, self._key))
        path = answers_path()
        self._key = self._key or make_key(passphrase, salt_of(path))
        return self._open(InFile(path, self._key))

    def _open(self, keeper: Keeper) -> Store:
        self._store, self._is_shut = Store(keeper), False
        return self._store

    def _taken_over(self, message: Hello) -> Store | None:
        """Return what the page before had, if this one is of the same answers and has their key."""
        left, Opening._left = Opening._left, None
        if not left:
            return None
        sent = message.get("kept")
        kept = sent if isinstance(sent, Mapping) else {}
        has_key = not kept.get("lock") or left.keeper.key == self._key
        if has_key and left.id == kept.get("id"):
            return left
        left.close()
        return None

    def leave(self) -> None:
        """Let go of the answers with their page; those that a browser told, the next one can take up."""
        if self.memory:  # each part of the page says it
            Opening._left, self._store = self._store, None
        self.close()

    def close(self) -> None:
        """Close the answers, and let the key go."""
        if self._store:
            self._store.close()
        self._store = self._key = None

    def shut(self) -> None:
        """Let the answers go, and the key with them, until they are unlocked."""
        self.close()
        self._is_shut = hosting().in_browser


def _key_in(message: Hello | Unlock) -> bytes | None:
    """Return the key that a browser's page remembers, if there is one."""
    key = message.get("key") or ""
    return bytes.fromhex(key) if _KEY.fullmatch(key) else None
