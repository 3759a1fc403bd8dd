"""What a browser keeps where there is no file: how it arrives, and what is handed back.

The kernel works on a database in its memory. A browser's page fills it when it says hello, and gets
every change before it is told that something was saved. What comes from a browser is foreign input:
an answer is let through only if the workbook could have kept it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..exceptions import BadCopy, StoreError
from ..protocol import Hello, Sync, Unlock
from .answer import Answer
from .browser_lock import KeptLock, is_sealed, lock_in, unseal
from .from_outside import checked

NOT_SAID = "Your browser has not said yet what it keeps. Please wait a moment."
_NAME = re.compile(r"[0-9a-f]{1,32}")


@dataclass(frozen=True)
class Kept:
    """What a browser sent: the id of its answers, those that came or changed, and those that went."""

    id: str
    erased: tuple[str, ...] = ()
    answers: Mapping[str, Answer] = field(default_factory=dict)
    """By the name under which the browser keeps each."""
    gone: tuple[str, ...] = ()
    unread: Mapping[str, str] = field(default_factory=dict)
    """What could not be read and is let be, by name: a newer version may read it."""
    lock: KeptLock | None = None
    sealed: Mapping[str, str] = field(default_factory=dict)
    """What only the key of the lock opens, by name."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """Each of these as it came, by name."""

    def opened(self, key: bytes) -> "Kept":
        """Return the same with what was sealed; what the key does not open is let be."""
        words = {name: unseal(key, name, text) for name, text in self.sealed.items()}
        answers, unread = _read_all({name: text for name, text in words.items() if text})
        return replace(
            self,
            answers={**self.answers, **answers},
            unread={**self.unread, **unread},
            sealed={name: text for name, text in self.sealed.items() if not words[name]},
        )


def kept_in(message: Hello | Sync | Unlock, known: Mapping[str, str] | None = None) -> Kept:
    """Return what a browser's message brings; raises :class:`StoreError` if it brings no answers at all.

    ``known`` has, by name, what came with an earlier message. It is not read again; what does not come
    any more is gone.
    """
    known = known or {}
    sent = message.get("kept")
    if not isinstance(sent, Mapping) or not is_name(sent.get("id")):
        raise StoreError(NOT_SAID)
    came: Mapping[str, str] = sent.get("answers", {})
    texts = {n: t for n, t in came.items() if known.get(n) != t} if came != known else {}
    lock = lock_in(sent.get("lock"))
    sealed = {
        name: text for name, text in texts.items() if lock and is_name(name) and is_sealed(text)
    }
    answers, unread = _read_all({name: texts[name] for name in texts if name not in sealed})
    gone = (*_names(sent.get("gone")), *(known.keys() - came.keys()))
    erased = _names(sent.get("erased"))
    return Kept(sent["id"], erased, answers, gone, unread, lock, sealed, texts)


def _read_all(items: Mapping[str, str]) -> tuple[dict[str, Answer], dict[str, str]]:
    """Return the answers that can be read, and the texts of those that cannot."""
    read = {name: _read(text) for name, text in items.items() if is_name(name)}
    answers = {name: answer for name, answer in read.items() if answer}
    return answers, {name: text for name, text in items.items() if name not in answers}


def _read(text: str) -> Answer | None:
    try:
        return checked(json.loads(text))
    except (BadCopy, ValueError, RecursionError):
        return None


def _names(given: object) -> tuple[str, ...]:
    return tuple(filter(is_name, given)) if isinstance(given, list) else ()


def is_name(name: object) -> bool:
    """Say whether a browser can have given this name, to an answer or to all of them."""
    return isinstance(name, str) and bool(_NAME.fullmatch(name))
