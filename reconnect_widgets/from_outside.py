"""Checks one answer that comes from outside: out of a copy, or out of a browser's storage.

Whoever wrote it, only what the workbook itself could have kept is let through. Nothing of what was
refused stands in the sentence that says so.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from .answers import Answer
from .exceptions import BadAnswer, BadCopy
from .prompts import APART, LONGEST_TEXT, Date, Log, Number, Prompt, Scale, is_entry
from .prompts.given import is_of_our_time
from .stages import BY_NUMBER

FIELDS = (
    "question",
    "entry",
    "page",
    "kind",
    "words",
    "options",
    "value",
    "visit",
    "day",
    "answered_at",
    "changed_at",
)
"""What an answer in a copy is made of, in this order; see :class:`Answer`."""

LONGEST_NAME = 64
LONGEST_WORDS = 2_000
LONGEST_OPTIONS = 50_000
ROWS = "rows"
"""What stands among a log's options for the rows that it has, if they are fixed."""

CLOCKS_DIFFER = timedelta(days=2)
"""How far ahead an answer may lie; one further ahead would stay the latest for as long."""

_QUESTION = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_NAME = re.compile(r"[\w.-]*", re.ASCII)


def as_fields(answer: Answer) -> dict[str, Any]:
    """Return an answer as it stands in a copy."""
    known = {name: getattr(answer, name) for name in FIELDS}
    return known | {
        "day": answer.day.isoformat(),
        "answered_at": _moment(answer.answered_at),
        "changed_at": _moment(answer.changed_at),
    }


def checked(fields: object) -> Answer:
    """Return the answer that these fields are, whenever it was given; raises :class:`BadCopy`."""
    if not isinstance(fields, Mapping) or set(fields) != set(FIELDS):
        raise BadCopy("An answer in it is not whole.")
    question, entry, kind = fields["question"], fields["entry"], fields["kind"]
    options, value = fields["options"], fields["value"]
    known = all(isinstance(name, str) for name in (kind, fields["page"]))
    known = known and kind in CHECKS and fields["page"] in BY_NUMBER and _fits(question, _QUESTION)
    known = known and _fits(fields["visit"], _NAME)
    if not known or not (is_entry(entry) if kind == "log" else entry == ""):
        raise BadCopy("An answer in it belongs to no question of this workbook.")
    if not _is_text(fields["words"], LONGEST_WORDS) or not _are_options(options, kind):
        raise BadCopy("A question in it cannot be read.")
    if value is not None and not CHECKS[kind](value, options):
        raise BadCopy("An answer in it does not fit its question.")
    answered_at, changed_at = (_time(fields[name]) for name in ("answered_at", "changed_at"))
    return Answer(
        id=0,
        question=question,
        entry=entry,
        page=fields["page"],
        kind=kind,
        words=fields["words"],
        options=dict(options),
        value=value,
        visit=fields["visit"],
        day=_day(fields["day"]),
        answered_at=answered_at,
        changed_at=changed_at,
    )


def lies_ahead(answer: Answer, of: datetime) -> bool:
    """Say whether an answer was given so long after a moment that a clock must have been wrong."""
    return max(answer.answered_at, answer.changed_at) > of + CLOCKS_DIFFER


def require_fit(answer: Answer, prompt: Prompt) -> None:
    """Raise :class:`BadCopy` for an answer of another shape than the workbook's question asks for.

    What the pages show and draw counts on that shape. Which choices there were can have changed.
    """
    same_kind = CHECKS[answer.kind] is CHECKS[prompt.kind]
    if not same_kind or (answer.value is not None and not _is_like(answer, prompt)):
        raise BadCopy("An answer in it does not fit its question.")


def _is_like(answer: Answer, prompt: Prompt) -> bool:
    if not isinstance(prompt, Log):
        return _is_of(prompt, answer.value, answer.options)
    return all(
        _is_of(field, answer.value[field.id], answer.options[field.id]["options"])
        for field in prompt.fields
        if field.id in answer.value
    )


def _is_of(prompt: Prompt, value: Any, options: Mapping[str, Any]) -> bool:
    if not CHECKS[prompt.kind](value, options):
        return False
    try:
        if isinstance(prompt, Date):
            prompt.read(value)  # a version before this took days that lie far ahead
        elif isinstance(prompt, Number | Scale):
            prompt.check(value)
    except BadAnswer:
        return False
    return True


def _fits(name: object, form: re.Pattern[str]) -> bool:
    return isinstance(name, str) and len(name) <= LONGEST_NAME and bool(form.fullmatch(name))


def _is_text(value: object, longest: int = LONGEST_TEXT) -> bool:
    """Say whether this is text that can be kept; half an emoji cannot."""
    if not isinstance(value, str) or len(value) > longest:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _are_options(options: object, kind: str) -> bool:
    """Options are words by key, or for a log what each field asks, and which rows there are."""
    if not isinstance(options, dict):
        return False
    if kind == "log":
        fields = [asked for name, asked in options.items() if name != ROWS]
        known = all(map(_is_field, fields)) and _are_words_by_key(options.get(ROWS, {}))
    else:
        known = _are_words_by_key(options)
    return known and _is_text(json.dumps(options, ensure_ascii=False), LONGEST_OPTIONS)


def _is_field(asked: object) -> bool:
    if not isinstance(asked, dict) or set(asked) != {"words", "options"}:
        return False
    return isinstance(asked["words"], str) and _are_words_by_key(asked["options"])


def _are_words_by_key(found: object) -> bool:
    return isinstance(found, dict) and all(isinstance(words, str) for words in found.values())


def _is_choice(value: object, options: Mapping[str, Any]) -> bool:
    return isinstance(value, str) and value in options


def _are_choices(value: object, options: Mapping[str, Any]) -> bool:
    return isinstance(value, list) and all(_is_choice(one, options) for one in value)


def _is_point(value: object, options: Mapping[str, Any]) -> bool:
    return (value == APART or _is_number(value, options)) and str(value) in options


def _is_number(value: object, options: Mapping[str, Any]) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9


def _is_moment(value: object, options: Mapping[str, Any]) -> bool:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return False
    return isinstance(value, str) and len(value) in (10, 16) and is_of_our_time(moment)


def _is_writing(value: object, options: Mapping[str, Any]) -> bool:
    return _is_text(value)


def _is_plan(value: object, options: Mapping[str, Any]) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"if", "then"}
        and all(map(_is_text, value.values()))
    )


def _is_row(value: object, options: Mapping[str, Any]) -> bool:
    if not isinstance(value, dict) or not set(value) <= set(options) - {ROWS}:
        return False
    return all(
        _is_text(one) or _is_number(one, {}) or _are_words(one) or _is_plan(one, {})
        for one in value.values()
    )


def _are_words(value: object) -> bool:
    return isinstance(value, list) and all(_is_text(one, LONGEST_WORDS) for one in value)


CHECKS = {
    "choice": _is_choice,
    "several": _are_choices,
    "scale": _is_point,
    "number": _is_number,
    "date": _is_moment,
    "text": _is_writing,
    "reflection": _is_writing,
    "plan": _is_plan,
    "log": _is_row,
}
"""For each kind of question, what says whether a value could be its answer."""


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def _time(words: object) -> datetime:
    """Read a moment with its zone, in milliseconds as the file keeps it."""
    try:
        moment = datetime.fromisoformat(words if isinstance(words, str) else "")
        if moment.tzinfo is None or not is_of_our_time(moment):
            raise ValueError
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadCopy("A date in it cannot be read.") from error
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _day(words: object) -> date:
    try:
        day = date.fromisoformat(words if isinstance(words, str) else "")
        if not is_of_our_time(day):
            raise ValueError
    except ValueError as error:
        raise BadCopy("A date in it cannot be read.") from error
    return day
