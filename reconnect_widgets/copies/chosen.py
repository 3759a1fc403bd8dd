"""Which answers go into a copy: of which pages, and of which kinds."""

import re
from collections.abc import Set as AbstractSet
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
    """The pages, by number, and the kinds that are taken; all of them at first.

    Raises :class:`ReconnectError` for those that are not known, and where there are none.
    """

    pages: AbstractSet[str] = frozenset(PAGES)
    kinds: AbstractSet[str] = frozenset(KINDS)

    def __post_init__(self) -> None:
        if not self.pages or not self.kinds:
            raise ReconnectError("Please choose at least one page and one kind of answer.")
        if not self.pages <= set(PAGES) or not self.kinds <= set(KINDS):
            raise ReconnectError(
                f"Pages are {', '.join(PAGES)}, and kinds of answers are {', '.join(KINDS)}."
            )

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
