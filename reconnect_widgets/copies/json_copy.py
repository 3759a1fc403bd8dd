"""All answers as JSON: what stands in such a copy, how it is written, and how it is read.

Version 1 is one object:

    {"format": "reconnect-answers", "version": 1,
     "made": "2026-11-25T10:42:00.000+00:00",    when the copy was made
     "workbook": "5f0c…",                        the id of the file that it was made from
     "answers": [{…}, …]}                        oldest first

Each answer has the fields of :data:`.answer.FIELDS`: the ``question``'s permanent id, the key of the
``entry`` in a log, the ``page``'s number, the ``kind`` of question, its ``words`` and ``options`` as it
was asked, the ``value`` (null: cleared), the ``visit``, the reader's ``day``, and when it was
``answered_at`` and last ``changed_at``, in UTC to the millisecond. A field more or less is a new
version; a copy of a newer version is refused and left alone.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ..answers.answer import Answer, as_text, in_milliseconds
from ..answers.from_outside import checked, moment_in
from ..exceptions import BadCopy
from ..hosting import hosting
from ..prompts.numbers_and_dates import is_of_our_time

FORMAT, VERSION = "reconnect-answers", 1

CLOCKS_DIFFER = timedelta(days=2)
"""How far ahead of this computer's clock a copy may have been made."""

MOST_BYTES = 64_000_000
"""A copy that is larger is not read: it would fill the memory, and years of answers take a tenth."""

MOST_IN_BROWSER = 16_000_000
"""The same where a browser keeps the answers: it has room for some five million characters."""


@dataclass(frozen=True)
class Copy:
    """A JSON copy that was read and checked."""

    made: datetime
    workbook: str
    answers: tuple[Answer, ...]


def write_json(answers: Iterable[Answer], workbook: str, made: datetime) -> str:
    """Return the text of a copy, an answer to the line."""
    head = {
        "format": FORMAT,
        "version": VERSION,
        "made": in_milliseconds(made),
        "workbook": workbook,
    }
    lines = ",\n".join(map(as_text, answers))
    return f'{json.dumps(head)[:-1]}, "answers": [\n{lines}\n]}}\n'


def read_json(content: bytes) -> Copy:
    """Return what stands in a copy; raises :class:`BadCopy`, and nothing of it is used then."""
    require_size(len(content))
    try:
        found = json.loads(content, object_pairs_hook=_without_doubles)
    except (ValueError, RecursionError) as error:
        raise BadCopy(
            "It cannot be read. It may have been cut off, or be another kind of file."
        ) from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise BadCopy("It was not made by this workbook.")
    version = found.get("version")
    if isinstance(version, int) and version > VERSION:
        raise BadCopy("A newer version of this workbook made it. Please update the workbook first.")
    if version != VERSION or set(found) != {"format", "version", "made", "workbook", "answers"}:
        raise BadCopy("It is not whole.")
    answers, workbook = found["answers"], found["workbook"]
    if not isinstance(answers, list) or not isinstance(workbook, str):
        raise BadCopy("It is not whole.")
    return Copy(_made(found["made"]), workbook[:64], tuple(map(checked, answers)))


def most_bytes() -> int:
    """Return how large a copy may be where the workbook runs."""
    return MOST_IN_BROWSER if hosting().in_browser else MOST_BYTES


def too_large() -> str:
    """Say that a copy is larger than that."""
    why = "no browser has room for that" if hosting().in_browser else "no copy of this workbook is"
    return f"It is larger than {most_bytes() // 1_000_000} MB, and {why}."


def require_size(size: int) -> None:
    """Refuse what is too large to be read."""
    if size > most_bytes():
        raise BadCopy(too_large())


def _made(words: object) -> datetime:
    try:
        made = moment_in(words)
        if not is_of_our_time(made - CLOCKS_DIFFER):  # answers can come to stand beside it
            raise ValueError
    except (TypeError, ValueError, OverflowError) as error:
        raise BadCopy("It is not whole.") from error
    if made > datetime.now(UTC) + CLOCKS_DIFFER:
        raise BadCopy("It was made in the future. Please check the clock of this computer.")
    return made


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadCopy("It says one thing twice, so it was changed by other hands.")
    return found
