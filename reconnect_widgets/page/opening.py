"""How a page comes by the reader's answers: from the file, with its key, or from the browser."""

from ..answers.browser_store import BrowserStore
from ..answers.from_browser import Kept, kept_in
from ..answers.locked import make_key, salt_of
from ..answers.passphrases import given
from ..answers.store import Store
from ..exceptions import StoreError, StoreLocked
from ..hosting import hosting, keep_in_tab
from ..places import answers_path
from ..protocol import Hello, Keep, Sync, Unlock

NOT_SAID = "Your browser has not said yet what it keeps. Please wait a moment."


class Opening:
    """The answers as one page has them open."""

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
            raise StoreLocked("Your answers are locked. Please unlock them at the top of the page.")
        if self._store is None and hosting().in_browser:
            raise StoreError(NOT_SAID)
        if self._store is None:
            self._store = Store(answers_path(), self._key)
        else:
            self._store.refresh()
        return self._store

    def greet(self, message: Hello) -> bool:
        """Take what a hello brings, the key or what the browser keeps; say whether that will do."""
        self._key = _key_in(message)
        if not hosting().in_browser:
            return True
        kept = kept_in(message)
        if kept is None:
            return False
        keep_in_tab(message.get("area") == "tab")
        try:
            self._open(kept)
        except StoreLocked:
            self.shut()  # the passphrase is asked for where the page is filled
        return True

    def sync(self, message: Sync) -> bool:
        """Take over what another tab has changed in the browser; say whether there was anything."""
        kept = kept_in(message)
        if kept and not kept.lock and self._is_shut:
            self._open(kept)
        elif kept and isinstance(self._store, BrowserStore):
            self._store.take(kept)
        else:
            return False
        return True

    def handed_over(self) -> Keep | None:
        """Return what has changed for a browser that keeps the answers."""
        return self._store.handed_over() if isinstance(self._store, BrowserStore) else None

    def was_kept(self, no: int) -> None:
        """Take a browser's word that it has written what it was handed."""
        if isinstance(self._store, BrowserStore):
            self._store.was_kept(no)

    def hand_over_again(self) -> None:
        """Hand over once more what may have been lost with a line to the browser."""
        if isinstance(self._store, BrowserStore):
            self._store.hand_over_again()

    def unlock(self, message: Unlock) -> Store:
        """Open locked answers with a passphrase, or with the key that the browser had before."""
        passphrase = given(message.get("passphrase"))
        self._key = _key_in(message)
        if hosting().in_browser:
            kept = kept_in(message)
            if kept is None:
                raise StoreError(NOT_SAID)
            if kept.lock and not self._key:
                self._key = kept.lock.key_of(passphrase)
            return self._open(kept)
        path = answers_path()
        self._key = self._key or make_key(passphrase, salt_of(path))
        self._store = Store(path, self._key)
        return self._store

    def _open(self, kept: Kept) -> Store:
        self._store, self._is_shut = BrowserStore(kept, self._key), False
        return self._store

    def close(self) -> None:
        """Close the answers, and let the key go."""
        if self._store:
            self._store.close()
        self._store = self._key = None

    def shut(self) -> None:
        """Let the answers go, and the key with them, until they are unlocked."""
        self._store = self._key = None
        self._is_shut = hosting().in_browser


def _key_in(message: Hello | Unlock) -> bytes | None:
    """Return the key that a browser's page remembers, if there is one."""
    key = message.get("key") or ""
    if len(key) != 64:
        return None
    try:
        return bytes.fromhex(key)
    except ValueError:
        return None
