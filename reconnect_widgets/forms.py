"""The kinds of form that a page can hold: which questions, and what stands around them.

Both the page's widgets and the HTML that is shown before any kernel is there come from these.
"""

from dataclasses import dataclass

from .exceptions import PromptError
from .holds import AGAIN, CHECK
from .prompts import Prompt, Several
from .record import done_id


@dataclass(frozen=True)
class FormPlan:
    """What a form asks, and what stands around the questions.

    ``note`` is a line of small print. A form with a ``button`` keeps nothing by itself. ``after``
    leaves room for words that follow from the answers. ``each_day`` asks anew every day, with the
    answer of last time beside the question. ``contact`` marks a tool for contact: it is in no
    document while its page is held.
    """

    prompts: tuple[Prompt, ...]
    note: str = ""
    button: str = ""
    after: bool = False
    each_day: bool = False
    contact: bool = False


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
