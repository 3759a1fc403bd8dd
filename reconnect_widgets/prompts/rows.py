"""A question that is answered in rows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..exceptions import BadAnswer, PromptError
from .chosen import Several
from .numbers_and_dates import YEARS_LOGGED, Date
from .prompt import KINDS, Prompt, are_words_by_key, require
from .written import Plan

_ENTRY = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a row can be called, everywhere: in a notebook, a browser, the file and a copy. The browser
has the same rule (widgets/rows.js), because a row's name becomes part of the page."""


ROWS = "rows"
"""What stands among a log's options for the rows that it has, if they are fixed."""


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
    kind = "log"
    copied = "logs"
    seconds = 75

    def __post_init__(self) -> None:
        require(Prompt, self.fields, f"The log {self.id!r} asks questions, such as text(…)")
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
        return asked | ({ROWS: self.rows} if self.rows else {})

    def _check(self, value: Any) -> Any:
        if not isinstance(value, dict):
            raise BadAnswer("A row holds one answer for each of its questions.")
        known = {prompt.id: prompt for prompt in self.fields}
        if not set(value) <= set(known):
            raise BadAnswer("That row has a question that this page does not ask.")
        row = {name: _check_field(known[name], answer) for name, answer in value.items()}
        return {name: answer for name, answer in row.items() if answer is not None} or None

    @classmethod
    def can_be_in(cls, entry: object) -> bool:
        return is_entry(entry)

    @classmethod
    def are_options(cls, options: object) -> bool:
        """Say so of what each field asks, and of which rows there are."""
        if not isinstance(options, dict) or not are_words_by_key(options.get(ROWS, {})):
            return False
        return all(_is_field(asked) for name, asked in options.items() if name != ROWS)

    @classmethod
    def fits(cls, value: Any, options: Mapping[str, Any]) -> bool:
        """Say so of each field as well; of which kind it was is not kept."""
        if not isinstance(value, dict) or not set(value) <= set(options) - {ROWS}:
            return False
        kinds = [kind for kind in KINDS.values() if kind is not cls]
        return all(
            any(kind.fits(one, options[name]["options"]) for kind in kinds)
            for name, one in value.items()
        )

    def suits(self, value: Any, options: Mapping[str, Any]) -> bool:
        return all(
            one.suits(value[one.id], options[one.id]["options"])
            for one in self.fields
            if one.id in value
        )

    @classmethod
    def said(cls, value: Any, options: Mapping[str, Any]) -> str:
        said = (_said(options.get(name, {}), answer) for name, answer in value.items())
        return "; ".join(part for part in said if part)


def log(
    id: str,
    words: str,
    *fields: Prompt,
    add: str = "Add a row",
    rows: dict[str, str] | None = None,
    hint: str = "",
) -> Log:
    """Ask for rows, each with the same few questions; ``rows`` fixes which rows there are."""
    return Log(id=id, words=words, fields=fields, add=add, rows=rows or {}, hint=hint)


def _in_a_log(prompt: Prompt) -> Prompt:
    if not isinstance(prompt, Date):
        return prompt
    # A year that was mistyped would be drawn as weeks of decades.
    return replace(prompt, happened=prompt.happened is not False, years_back=YEARS_LOGGED)


def _is_field(asked: object) -> bool:
    if not isinstance(asked, dict) or set(asked) != {"words", "options"}:
        return False
    return isinstance(asked["words"], str) and are_words_by_key(asked["options"])


def _check_field(prompt: Prompt, value: Any) -> Any:
    try:
        return prompt.check(value)
    except BadAnswer as error:
        error.field = prompt.id
        raise


def _said(asked: Mapping[str, Any], value: Any) -> str:
    """Say a field of a row: with its question where the answer is a point or a number alone."""
    options, words = asked.get("options", {}), str(asked.get("words", "")).rstrip("?. ")
    if isinstance(value, int):
        return f"{words}: {options.get(str(value), value)}"
    if isinstance(value, dict):
        return Plan.said(value, options)
    if isinstance(value, list):
        return Several.said(value, options)
    return str(options[value]) if value in options else Date.said(value, options)
