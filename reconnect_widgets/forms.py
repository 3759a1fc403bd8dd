"""The kinds of form that a page can hold: which questions, and what stands around them.

Both the page's widgets and the HTML that is shown before any kernel is there come from these.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from markupsafe import Markup

from .prompts import Choice, Prompt, Scale, Several, require
from .rules.gate import known_reader
from .rules.holds import SAYING_NO
from .rules.record import StoredRecord, done_id
from .rules.safety_check import AGAIN, CHECK, require_asked

ROWS_IN_A_FORM = 200
"""Rows of a log that a form holds: those begun last. It says so where there are more."""

Questions = Mapping[str, tuple[str, Prompt]]
"""Questions by their ids, each with the number of the page that asks it first."""


Ask = Callable[..., Markup]
"""Draws one question, as any form does."""

Message = Mapping[str, Any]
"""What the browser asks of a tool, by its ``type``."""

Reply = dict[str, Any] | None
"""What the browser is told, if anything.

Two things in it are for the page alone. ``save`` is a question and what is kept as the answer to it.
``refill`` tells that the answers changed as a whole, so every form is filled anew after it.
"""


class Tool:
    """What stands in a form beside plain questions: a rehearsal, a deck of cards, a calendar file.

    A tool draws all of its questions itself.
    """

    @property
    def name(self) -> str:
        """The name of its file, which the widget that brings it to life shares."""
        return type(self).__module__.rpartition(".")[2]

    def asked_now(self, prompts: tuple[Prompt, ...], record: StoredRecord) -> tuple[Prompt, ...]:
        """Return those of a contact tool's questions that are asked of this reader now."""
        return prompts

    def html(self, prompts: tuple[Prompt, ...], ask: Ask) -> Markup:
        """Return what stands in the form; ``ask`` draws one question as any form does."""
        return Markup("").join(ask(prompt) for prompt in prompts)

    def after(self, record: StoredRecord) -> Markup:
        """Return the words that follow from the answers."""
        return Markup("")

    def answer(self, message: Message, record: StoredRecord) -> Reply:
        """Do what the browser asks, and return what to tell it."""
        return None


@dataclass(frozen=True, eq=False)
class FormPlan:
    """What a form asks, and what stands around the questions.

    A form with a ``button`` keeps nothing by itself, and says so. ``after`` leaves room for words
    that follow from the answers. ``each_day`` asks anew every day, with the answer of last time
    beside the question. ``contact`` marks a tool for contact: it is in no document before its
    page's gate is open. ``again`` marks the three questions that open it for a day. ``unless``
    names readers for whom the form is not there: ``shut``, while the gate before contact is, or
    ``fear``, while that hold is in force. ``tool`` draws the questions in a way of its own.
    """

    prompts: tuple[Prompt, ...]
    button: str = ""
    after: bool = False
    each_day: bool = False
    contact: bool = False
    again: bool = False
    unless: str = ""
    tool: Tool | None = None

    def __post_init__(self) -> None:
        require(Prompt, self.prompts, "A form asks questions, such as text(…)")
        for prompt in self.prompts:
            for reader in prompt.unless.values() if isinstance(prompt, Several) else ():
                known_reader(reader)

    @cached_property
    def _said(self) -> str:
        """All of it in words: unlike dictionaries, two forms are not the same in another order."""
        return repr(self)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, FormPlan) and self._said == other._said)

    def __hash__(self) -> int:
        return hash(self._said)

    @property
    def is_for_all(self) -> bool:
        """Whether the form is there for every reader, so that it need not be known who reads."""
        of_answers = any(isinstance(one, Several) and one.unless for one in self.prompts)
        return not (self.contact or self.again or self.unless or of_answers)

    @property
    def module(self) -> str:
        """The name of the JavaScript that brings it to life."""
        return self.tool.name if self.tool else "form"


def without(plan: FormPlan, unless: str) -> FormPlan:
    """Leave a form out for some readers; see :class:`FormPlan`."""
    return replace(plan, unless=known_reader(unless))


def form(*prompts: Prompt, each_day: bool = False) -> FormPlan:
    """Ask these questions; each answer saves itself."""
    plan = FormPlan(prompts, each_day=each_day)
    return replace(plan, after=any(prompt.id in SAYING_NO for prompt in prompts))


def assessment(*scales: Prompt) -> FormPlan:
    """Ask scales anew each day, with room for what changed since the last time."""
    require(Scale, scales, "An assessment asks questions that are made by scale(…)")
    return FormPlan(scales, after=True, each_day=True)


def safety_check(*choices: Choice) -> FormPlan:
    """Ask the private safety check, whose answers are not kept."""
    require_asked(choices, CHECK)
    return FormPlan(choices, button="See what follows", after=True)


def contact(*prompts: Prompt) -> FormPlan:
    """Ask what belongs to getting in touch; not there at all before the page's gate is open."""
    return FormPlan(prompts, contact=True)


def ask_again(*choices: Choice) -> FormPlan:
    """Ask three questions of the check briefly again, before a page that leads to contact."""
    require_asked(choices, AGAIN)
    return FormPlan(choices, button="Go on", after=True, again=True)


def finish(page: str) -> FormPlan:
    """Let the reader mark a page as done for now, with room for what is open."""
    done = Several(
        id=done_id(page),
        words="This page",
        answers={"done": "I am done with this page for now"},
    )
    return FormPlan((done,), after=True)
