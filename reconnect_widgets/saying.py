"""Says an answer in words from what was kept with it, without the page that asked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from .answers import Answer
from .prompts import say_day

NOTHING = "Nothing"
"""What an empty list says: no hold follows from the safety check."""


def say_answer(answer: Answer) -> str:
    """Return an answer in words; a log's row becomes one line of its parts."""
    said = _say(answer.kind, answer.value, answer.options)
    row = answer.options.get("rows", {}).get(answer.entry) if answer.kind == "log" else None
    return f"{row}: {said}" if row else said


def _say(kind: str, value: Any, options: Mapping[str, Any]) -> str:
    if value is None:
        return ""
    if kind == "log":
        parts = [_field(options.get(name, {}), answer) for name, answer in value.items()]
        return "; ".join(part for part in parts if part)
    if kind == "plan":
        return f"If {value.get('if') or '…'}, then I will {value.get('then') or '…'}"
    if isinstance(value, list):
        return ", ".join(str(options.get(key, key)) for key in value) or NOTHING
    if kind == "date":
        return _day(str(value))
    return str(options.get(str(value), value))


def _field(asked: Mapping[str, Any], value: Any) -> str:
    """Say a field of a row: with its question where the answer is a point or a number alone."""
    options, words = asked.get("options", {}), str(asked.get("words", "")).rstrip("?. ")
    if isinstance(value, dict):
        return _say("plan", value, {})
    if isinstance(value, list):
        return _say("several", value, options)
    if str(value) in options:
        return f"{words}: {options[str(value)]}" if isinstance(value, int) else str(options[value])
    if isinstance(value, int):
        return f"{words}: {value}"
    return _day(str(value))


def _day(value: str) -> str:
    """Say a day where the words are one, and the words otherwise."""
    if len(value) not in (10, 16) or not value[:4].isdigit():
        return value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return say_day(moment.date()) + (f", {moment:%H:%M}" if len(value) == 16 else "")
