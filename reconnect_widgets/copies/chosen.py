"""Which answers go into a copy: of which pages, and of which kinds."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .. import prompts
from ..answers.answer import Answer
from ..exceptions import ReconnectError
from ..stages import STAGES

PAGES = {stage.number: stage.title for stage in STAGES}
KINDS = {
    "short": "Short answers and scales",
    "writing": "Free writing and plans",
    "logs": "Logs and tables",
    "letters": "Messages, posts and letters",
    "safety": "What follows from the safety check",
}

_LETTERS = re.compile(r"\w+\.(letters|message|post|words|part)(_\w+)?")
"""The ids of drawers, desks and of the words that are built for them."""


@dataclass(frozen=True)
class Chosen:
    """The pages, by number, and the kinds that are taken; all of them at first."""

    pages: frozenset[str] = frozenset(PAGES)
    kinds: frozenset[str] = frozenset(KINDS)

    def takes(self, answer: Answer) -> bool:
        """Say whether an answer goes in."""
        return answer.page in self.pages and kind_of(answer) in self.kinds

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return self == Chosen()


def kind_of(answer: Answer) -> str:
    """Return the kind of an answer, as :data:`KINDS` names it."""
    if answer.question.startswith("safety."):
        return "safety"
    if _LETTERS.fullmatch(answer.question):
        return "letters"
    return prompts.KINDS[answer.kind].copied


def choose(pages: Iterable[str], kinds: Iterable[str]) -> Chosen:
    """Return a choice of known pages and kinds, and at least one of each."""
    chosen = Chosen(frozenset(pages), frozenset(kinds))
    if not chosen.pages or not chosen.kinds:
        raise ReconnectError("Please choose at least one page and one kind of answer.")
    if not chosen.pages <= set(PAGES) or not chosen.kinds <= set(KINDS):
        raise ReconnectError(
            f"Pages are {', '.join(PAGES)}, and kinds of answers are {', '.join(KINDS)}."
        )
    return chosen
