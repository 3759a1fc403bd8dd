"""The kinds of form that a page can hold: which questions, and what stands around them.

Both the page's widgets and the HTML that is shown before any kernel is there come from these.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from markupsafe import Markup

from .exceptions import PromptError
from .holds import AGAIN, CHECK
from .prompts import Prompt, Several
from .record import Record, done_id

ROWS_IN_A_FORM = 200
"""Rows of a log that a form holds: those begun last. It says so where there are more."""


class Tool:
    """What stands in a form beside plain questions: a rehearsal, a deck of cards, a calendar file.

    The widget of the same ``name`` brings it to life. A tool draws all of its questions itself.
    """

    name: ClassVar[str] = ""

    def asked_now(self, prompts: tuple[Prompt, ...], record: Record) -> tuple[Prompt, ...]:
        """Return those of a contact tool's questions that are asked of this reader now."""
        return prompts

    def html(self, prompts: tuple[Prompt, ...], ask: Callable[..., Markup]) -> Markup:
        """Return what stands in the form; ``ask`` draws one question as any form does."""
        return Markup("").join(ask(prompt) for prompt in prompts)

    def after(self, record: Record) -> Markup:
        """Return the words that follow from the answers."""
        return Markup("")

    def answer(
        self, message: Mapping[str, Any], record: Record, save: Callable[[str, Any], None]
    ) -> dict[str, Any] | None:
        """Do what the browser asks, and return what to tell it; ``save`` keeps an answer.

        ``refill`` among what is told is for the page alone: the answers changed as a whole, so
        every form is filled anew after it.
        """
        return None


@dataclass(frozen=True)
class FormPlan:
    """What a form asks, and what stands around the questions.

    ``note`` is a line of small print. A form with a ``button`` keeps nothing by itself. ``after``
    leaves room for words that follow from the answers. ``each_day`` asks anew every day, with the
    answer of last time beside the question. ``contact`` marks a tool for contact: it is in no
    document while its page is held. ``tool`` draws the questions in a way of its own.
    """

    prompts: tuple[Prompt, ...]
    note: str = ""
    button: str = ""
    after: bool = False
    each_day: bool = False
    contact: bool = False
    tool: Tool | None = None


def form(*prompts: Prompt, each_day: bool = False) -> FormPlan:
    """Ask these questions; each answer saves itself."""
    return FormPlan(prompts, each_day=each_day)


def assessment(*scales: Prompt) -> FormPlan:
    """Ask scales anew each day, with room for what changed since the last time."""
    return FormPlan(scales, after=True, each_day=True)


def safety_check(*choices: Prompt) -> FormPlan:
    """Ask the private safety check, whose answers are not kept."""
    if {choice.id for choice in choices} != set(CHECK):
        raise PromptError(f"The safety check asks just these questions: {', '.join(CHECK)}.")
    return FormPlan(
        choices,
        note="These answers are not kept. Only what follows from them is.",
        button="See what follows",
        after=True,
    )


def contact(*prompts: Prompt) -> FormPlan:
    """Ask what belongs to getting in touch; not there at all while the page is held."""
    return FormPlan(prompts, contact=True)


def ask_again(*choices: Prompt) -> FormPlan:
    """Ask briefly again, before a page that leads to contact, whether it would be safe."""
    if {choice.id for choice in choices} != set(AGAIN):
        raise PromptError(f"What is asked again is just this: {', '.join(AGAIN)}.")
    return FormPlan(
        choices,
        note="These answers are not kept. Only what follows from them is.",
        button="Go on",
        after=True,
    )


def finish(page: str) -> FormPlan:
    """Let the reader mark a page as done for now, with room for what is open."""
    done = Several(
        id=done_id(page),
        words="This page",
        answers={"done": "I am done with this page for now"},
    )
    return FormPlan((done,), after=True)
