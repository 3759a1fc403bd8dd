"""Says an answer in words from what was kept with it, without the page that asked."""

from ..prompts import KINDS, ROWS
from .answer import Answer


def say_answer(answer: Answer) -> str:
    """Return an answer in words; a log's row becomes one line of its parts."""
    if answer.value is None:
        return ""
    said = KINDS[answer.kind].said(answer.value, answer.options)
    row = answer.options.get(ROWS, {}).get(answer.entry) if answer.entry else None
    return f"{row}: {said}" if row else said
