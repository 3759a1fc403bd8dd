"""The moment of the pull: what stands on every page for somebody who wants to write to them now.

What is said there becomes one row of the urge log, and what is written one letter of the drawer. The
questions are those of the pages that ask them.
"""

from functools import cache
from typing import Any

from ..declarations import asked_on
from ..exceptions import BadAnswer
from ..prompts import Prompt, is_entry

URGES = "urge.log"
LETTERS = "first.letters"
PAGES = {URGES: "01", LETTERS: "04"}
"""The pages that ask these questions."""

LEAD = "pull-"
"""How the names of rows begin that were begun there (widgets/pull.js)."""


def question_of(id: object, entry: object) -> Prompt:
    """Return the question that a row of the moment answers; raises :class:`BadAnswer` for any other."""
    prompt = _asked(id) if isinstance(id, str) and id in PAGES else None
    if prompt is None or not (is_entry(entry) and str(entry).startswith(LEAD)):
        raise BadAnswer("This page does not ask that question.")
    return prompt


def actions() -> dict[str, str]:
    """Return what can be done with an urge, by its key, as the urge log asks for it."""
    log = _asked(URGES)
    options: dict[str, Any] = log.options if log else {}
    answers: dict[str, str] = options.get("did", {}).get("options", {})
    return answers


@cache
def _asked(id: str) -> Prompt | None:
    """Return a question as its page asks it; of all pages only that one is read."""
    return next((prompt for prompt in asked_on(PAGES[id]) if prompt.id == id), None)
