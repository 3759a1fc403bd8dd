"""One page of the workbook, as its notebook builds it: it opens a page and adds parts to it.

A page is built before its reader is known; what happens when a browser shows it is in
:mod:`session`.
"""

from collections.abc import Callable
from functools import partial, wraps
from inspect import signature
from pathlib import Path
from typing import Any

from markupsafe import Markup

from .. import forms
from ..declarations import TOOLS, questions
from ..exceptions import PromptError
from ..forms import FormPlan, Questions
from ..journey.period import PERIOD
from ..own_memory import keep_memory_private
from ..prompts import Choice, Prompt, Scale, require
from ..rules.change import change_reading
from ..rules.guidance import Advice, guidance_view
from ..rules.record import NAME, StoredRecord
from ..stages import BY_NUMBER
from ..views import PageView
from ..views.finish import what_is_open
from ..views.hold_cards import holds_in_force
from ..views.notices import asked_again
from ..widgets.form import Form
from ..widgets.part import running_cell
from ..widgets.words import Words
from .filling import Parts
from .session import Session


class Page:
    """The parts of one page and the answers behind them.

    Each tool of :mod:`.tools` is a method of it as well.
    """

    def __init__(self, number: str) -> None:
        """Open page ``number``, such as ``"01"``. Raises :class:`PromptError` for an unknown one."""
        keep_memory_private()  # of a kernel, forked or ordinary, before any word is in it
        if number not in BY_NUMBER:
            raise PromptError(f"There is no page {number!r}. The pages are {', '.join(BY_NUMBER)}.")
        self.parts = Parts(BY_NUMBER[number])
        self.session = Session(self.parts)

    def _ipython_display_(self) -> None:
        self.session.masthead._ipython_display_()

    def form(self, *prompts: Prompt, each_day: bool = False, unless: str = "") -> Form:
        """Ask these questions; each answer saves itself. ``each_day`` asks them anew every day.

        ``unless`` leaves them out for some readers: ``"shut"`` while the gate before contact is,
        ``"fear"`` for somebody who was afraid of the other person.
        """
        return self._ask(forms.without(forms.form(*prompts, each_day=each_day), unless))

    def assessment(self, *scales: Scale) -> Form:
        """Ask three to five scales, and say what changed since the last time."""
        return self._ask(forms.assessment(*scales), partial(change_reading, scales))

    def safety_check(self, *choices: Choice) -> Form:
        """Ask the private safety check. Its answers are not kept; the holds that follow are."""
        return self._ask(forms.safety_check(*choices), holds_in_force)

    def contact(self, *prompts: Prompt) -> Form:
        """Ask what belongs to getting in touch; in no document before the page's gate is open."""
        return self._ask(forms.contact(*prompts))

    def ask_again(self, *choices: Choice) -> Form:
        """Ask three questions of the safety check again; contact tools wait for the answers."""
        return self._ask(forms.ask_again(*choices), asked_again)

    def finish(self) -> Form:
        """Say what is done and open on this page, and let the reader mark it as done for now."""
        before = self.parts.make_room(running_cell())

        def view(record: StoredRecord) -> Markup:
            there = [
                form
                for form in self.parts.forms[:before]
                if not form.private and self.session.filling.may_use(form, record)
            ]
            asked = {q: prompt for form in there for q, prompt in form.prompts.items()}
            for setting in (NAME, PERIOD):  # nobody is to miss a name, or how far back to look
                asked.pop(setting, None)
            return what_is_open(asked, record)

        return self._ask(forms.finish(self.parts.stage.number), view)

    def guidance(self, *pieces: Advice) -> Words:
        """Show the pieces of advice that fit the reader's earlier answers, and why."""
        require(Advice, pieces, "Guidance is made by advice(…) or otherwise(…)")
        return self.show(partial(guidance_view, pieces, page=self.parts.stage.number))

    def show(self, view: PageView, *, unless: str = "") -> Words:
        """Show what a view makes of the answers; ``unless`` is as in :meth:`form`."""
        if not callable(view) or hasattr(view, "__wrapped__"):
            raise PromptError("A view is called where it is shown, as in page.show(progress()).")
        self.parts.make_room(running_cell())
        words = Words(self.session, view, unless)
        self.parts.words.append(words)
        self.session.added(words)
        return words

    def _ask(self, plan: FormPlan, after: PageView | None = None) -> Form:
        place = self.parts.make_room(running_cell())
        taken = {*self.parts.prompts}
        for prompt in plan.prompts:
            if prompt.id in taken:
                raise PromptError(f"The id {prompt.id!r} is taken on this page.")
            if "." not in prompt.id:
                raise PromptError(
                    f"The id {prompt.id!r} has no topic before it: space.{prompt.id}."
                )
            taken.add(prompt.id)
        form = Form(self.session, plan)
        self.parts.forms.insert(place, form)
        if plan.tool and plan.after:
            after = plan.tool.after
        if after:
            self.parts.afters[form] = after
        self.session.added(form)
        return form


def _asked_here() -> Questions:
    """Return what the workbook of this page asks: a page lives in the folder of its notebook."""
    return questions(Path.cwd())


def _offering(make: Callable[..., FormPlan]) -> Callable[..., Form]:
    """Return the method of a page that offers a tool; ``unless`` is as in :meth:`Page.form`."""
    # Those that look through the workbook are handed its questions, and fetch none.
    handed = {"questions": _asked_here} if "questions" in signature(make).parameters else {}

    @wraps(make)
    def offer(page: Page, *given: Any, unless: str = "", **named: Any) -> Form:
        return page._ask(forms.without(make(*given, **named, **handed), unless))

    return offer


for _name, _make in TOOLS.items():
    setattr(Page, _name, _offering(_make))


def open_page(number: str) -> Page:
    """Open a page of the workbook: ``page = open_page("01")``."""
    return Page(number)
