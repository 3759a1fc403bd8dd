"""A question that is answered in rows."""

import re
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from ..exceptions import BadAnswer, PromptError
from .given import Date
from .prompt import Prompt

_ENTRY = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a row can be called, everywhere: in a notebook, a browser, the file and a copy. The browser
has the same rule (widgets/rows.js), because a row's name becomes part of the page."""


def is_entry(name: object) -> bool:
    """Say whether this can be the name of a row."""
    return isinstance(name, str) and bool(_ENTRY.fullmatch(name))


@dataclass(frozen=True, kw_only=True)
class Log(Prompt):
    """A table whose rows the reader adds, changes and removes.

    ``fields`` are prompts with short ids of their own. With ``rows`` (permanent keys to words) the
    table has just those rows. Each row is answered by itself: ``{"field": value, ...}``.
    """

    fields: tuple[Prompt, ...]
    add: str = "Add a row"
    rows: dict[str, str] = field(default_factory=dict)
    kind: ClassVar[str] = "log"

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "fields", tuple(map(_in_a_log, self.fields)))
        ids = [prompt.id for prompt in self.fields]
        if not ids or len(ids) != len(set(ids)) or any(isinstance(p, Log) for p in self.fields):
            raise PromptError(
                f"The log {self.id!r} needs fields with different ids, and no log inside."
            )
        if not all(map(is_entry, self.rows)):
            raise PromptError(
                f"The rows of the log {self.id!r} are named by letters, digits, - and _, at most 64."
            )

    @property
    def options(self) -> dict[str, Any]:
        asked = {f"{p.id}": {"words": p.words, "options": p.options} for p in self.fields}
        return asked | ({"rows": self.rows} if self.rows else {})

    def _check(self, value: Any) -> Any:
        if not isinstance(value, dict):
            raise self._refuse("A row holds one answer for each of its questions.")
        known = {prompt.id: prompt for prompt in self.fields}
        if not set(value) <= set(known):
            raise self._refuse("That row has a question that this page does not ask.")
        row = {name: _check_field(known[name], answer) for name, answer in value.items()}
        return {name: answer for name, answer in row.items() if answer is not None} or None

    def _say(self, value: Any) -> str:
        said = (p.say(value[p.id]) for p in self.fields if p.id in value)
        return "; ".join(words for words in said if words)


def _in_a_log(prompt: Prompt) -> Prompt:
    is_open = isinstance(prompt, Date) and prompt.happened is None
    return replace(prompt, happened=True) if is_open else prompt  # type: ignore[call-arg]


def _check_field(prompt: Prompt, value: Any) -> Any:
    try:
        return prompt.check(value)
    except BadAnswer as error:
        error.field = prompt.id
        raise
