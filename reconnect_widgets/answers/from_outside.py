"""Checks one answer that comes from outside: out of a copy, or out of a browser's storage.

Whoever wrote it, only what the workbook itself could have kept is let through. Nothing of what was
refused stands in the sentence that says so.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from ..exceptions import BadCopy
from ..prompts import KINDS, Prompt, is_text
from ..prompts.numbers_and_dates import is_of_our_time
from ..stages import BY_NUMBER
from .answer import FIELDS, Answer

LONGEST_NAME = 64
LONGEST_WORDS = 2_000
LONGEST_OPTIONS = 50_000

_QUESTION = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_NAME = re.compile(r"[\w.-]*", re.ASCII)


def checked(fields: object) -> Answer:
    """Return the answer that these fields are, whenever it was given; raises :class:`BadCopy`."""
    if not isinstance(fields, Mapping) or set(fields) != set(FIELDS):
        raise BadCopy("An answer in it is not whole.")
    question, entry, kind = fields["question"], fields["entry"], fields["kind"]
    options, value = fields["options"], fields["value"]
    known = all(isinstance(name, str) for name in (kind, fields["page"]))
    known = known and kind in KINDS and fields["page"] in BY_NUMBER and _fits(question, _QUESTION)
    known = known and _fits(fields["visit"], _NAME)
    if not known or not KINDS[kind].can_be_in(entry):
        raise BadCopy("An answer in it belongs to no question of this workbook.")
    if not is_text(fields["words"], LONGEST_WORDS) or not _are_options(options, kind):
        raise BadCopy("A question in it cannot be read.")
    if value is not None and not KINDS[kind].fits(value, options):
        raise BadCopy("An answer in it does not fit its question.")
    try:
        times = {name: moment_in(fields[name]) for name in ("answered_at", "changed_at")}
        day = date.fromisoformat(fields["day"])
        if not is_of_our_time(day):
            raise ValueError
    except (TypeError, ValueError, OverflowError) as error:
        raise BadCopy("A date in it cannot be read.") from error
    return Answer(id=0, **{**fields, **times, "options": dict(options), "day": day})


def require_fit(answer: Answer, prompt: Prompt) -> None:
    """Raise :class:`BadCopy` for an answer of another shape than the workbook's question asks for.

    What the pages show and draw counts on that shape. Which choices there were can have changed.
    """
    is_like = KINDS[answer.kind].shape == prompt.shape
    if not is_like or (answer.value is not None and not prompt.suits(answer.value, answer.options)):
        raise BadCopy("An answer in it does not fit its question.")


def _fits(name: object, form: re.Pattern[str]) -> bool:
    return isinstance(name, str) and len(name) <= LONGEST_NAME and bool(form.fullmatch(name))


def _are_options(options: object, kind: str) -> bool:
    return KINDS[kind].are_options(options) and is_text(
        json.dumps(options, ensure_ascii=False), LONGEST_OPTIONS
    )


def moment_in(words: Any) -> datetime:
    """Read a moment with its zone, in milliseconds as the file keeps it; else raise what Python raises."""
    moment = datetime.fromisoformat(words)
    if moment.tzinfo is None:
        raise ValueError
    moment = moment.astimezone(UTC)  # as it is written again
    if not is_of_our_time(moment):
        raise ValueError
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
