"""Brings the answers of a copy back: first what would come in, then all of it or nothing.

Answers are added to those that are there, each at its own time; none is changed or removed. So what
was answered last counts, wherever it came from. That goes for holds as well: a hold that was stated
after the copy was made stays, and a copy can lift one only by what its reader said later than that.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from ..answers import Answer
from ..asked import asked
from ..exceptions import BadCopy
from ..holds import BEGAN_CONTACT, HOLDS
from ..hosting import hosting
from ..store import Store
from .checked import LONGEST_NAME, as_fields, require_fit
from .json_copy import Copy, read_json, require_size
from .sealed import is_sealed, unseal


@dataclass(frozen=True)
class Preview:
    """What a copy would bring."""

    made: datetime
    first: date
    last: date
    answers: int
    new: int
    characters: int
    """What the new answers take where a browser keeps them; elsewhere none."""
    pages: tuple[str, ...]
    is_own: bool
    """Whether the copy was made from this very workbook."""


def read_copy(content: bytes, passphrase: str = "") -> Copy:
    """Return what stands in a copy, decrypted if need be; raises :class:`BadCopy`."""
    require_size(len(content))
    copy = read_json(unseal(content, passphrase) if is_sealed(content) else content)
    if not copy.answers:
        raise BadCopy("There is no answer in it.")
    own = {question: prompt for question, (_, prompt) in asked().items()}
    own |= {prompt.id: prompt for prompt in (HOLDS, BEGAN_CONTACT)}
    for answer in copy.answers:
        if prompt := own.get(answer.question):
            require_fit(answer, prompt)
    return copy


def preview(copy: Copy, store: Store) -> Preview:
    """Say what a copy would bring into a store; nothing is changed."""
    days = [answer.day for answer in copy.answers]
    new = store.unknown(copy.answers)
    return Preview(
        made=copy.made,
        first=min(days),
        last=max(days),
        answers=len(copy.answers),
        new=len(new),
        characters=sum(map(_characters, new)) if hosting().in_browser else 0,
        pages=tuple(sorted({answer.page for answer in copy.answers})),
        is_own=copy.workbook == store.id,
    )


def restore(answers: Iterable[Answer], store: Store) -> int:
    """Add what is not there yet, all of it or nothing, and return how many answers that were."""
    return store.add(answers)


def _characters(answer: Answer) -> int:
    """Return what an answer takes in a browser, which counts in units of UTF-16, with its name."""
    text = json.dumps(as_fields(answer), ensure_ascii=False)
    return len(text.encode("utf-16-le")) // 2 + LONGEST_NAME
