"""What a browser keeps where there is no file: how it arrives, and what is handed back.

The kernel works on a database in its memory. A browser's page fills it when it says hello, and gets
every change before it is told that something was saved. What comes from a browser is foreign input:
an answer is let through only if the workbook could have kept it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from .answers import Answer
from .copies.checked import checked, lies_ahead
from .exceptions import BadCopy

MOST_ANSWERS = 100_000
LONGEST_ERASED = 1_000
"""Answers, and ids of erased ones, that are taken from a browser; its storage holds fewer."""

_NAME = re.compile(r"[0-9a-f]{1,32}")


@dataclass(frozen=True)
class Kept:
    """What a browser sent: the id of its answers, those that came or changed, and those that went."""

    id: str
    erased: tuple[str, ...] = ()
    answers: Mapping[str, Answer] = field(default_factory=dict)
    """By the name under which the browser keeps each."""
    gone: tuple[str, ...] = ()
    unread: int = 0
    """How many were let be, because they could not be read."""


def kept_in(message: Mapping[str, Any]) -> Kept | None:
    """Return what a browser's message brings, or nothing if it brings no answers at all."""
    sent = message.get("kept")
    if not isinstance(sent, Mapping) or not _is_name(sent.get("id")):
        return None
    items = sent.get("answers")
    answers: dict[str, Answer] = {}
    unread = 0
    for name, text in [*(items.items() if isinstance(items, Mapping) else ())][:MOST_ANSWERS]:
        answer = _read(text) if _is_name(name) else None
        if answer is None:
            unread += 1
        else:
            answers[name] = answer
    gone = _names(sent.get("gone"), MOST_ANSWERS)
    return Kept(sent["id"], _names(sent.get("erased")), answers, gone, unread)


def _read(text: object) -> Answer | None:
    try:
        answer = checked(json.loads(text)) if isinstance(text, str) else None
    except (BadCopy, ValueError, RecursionError):
        return None
    return None if answer and lies_ahead(answer, of=datetime.now(UTC)) else answer


def _names(given: object, most: int = LONGEST_ERASED) -> tuple[str, ...]:
    found = given[:most] if isinstance(given, list) else []
    return tuple(name for name in found if _is_name(name))


def _is_name(name: object) -> bool:
    return isinstance(name, str) and bool(_NAME.fullmatch(name))
