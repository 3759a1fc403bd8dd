"""One page of the workbook, as its notebook builds it: it opens a page and adds parts to it.

A page is built before its reader is known; what happens when a browser shows it is in
:mod:`session`.
"""

from functools import partial

from markupsafe import Markup

from . import forms, tools
from .change import change_reading
from .declarations import questions
from .exceptions import PromptError
from .filling import Parts
from .forms import FormPlan
from .guidance import Advice, guidance_view
from .journey.period import PERIOD
from .own_memory import keep_memory_private
from .prompts import Choice, Prompt, Scale, Text
from .record import NAME, Record
from .session import Session
from .stages import BY_NUMBER
from .tools.calendar import DaysAfter, OneDay
from .tools.handout import Section
from .tools.sorting import Sentence
from .views import View
from .views.finish import what_is_open
from .views.hold_cards import holds_in_force
from .views.notices import asked_again
from .widgets.form import Form
from .widgets.words import Words


class Page:
    """The parts of one page and the answers behind them."""

    def __init__(self, number: str) -> None:
        """Open page ``number``, such as ``"01"``. Raises :class:`PromptError` for an unknown one."""
        keep_memory_private()  # of a kernel, forked or ordinary, before any word is in it
        if number not in BY_NUMBER:
            raise PromptError(f"There is no page {number!r}. The pages are 00 to 13.")
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

    def rehearse(self, *scenes: str, keep: str = "", unless: str = "") -> Form:
        """Offer conversations to try out; ``keep`` is a log for the words that the reader liked.

        ``unless`` is as in :meth:`form`.
        """
        return self._ask(forms.without(tools.rehearse(*scenes, keep=keep), unless))

    def sort(
        self, id: str, words: str, *sentences: Sentence, hint: str = "", unless: str = ""
    ) -> Form:
        """Ask on which of two piles each sentence belongs, with a kind word at once.

        ``unless`` is as in :meth:`form`.
        """
        return self._ask(forms.without(tools.sort(id, words, *sentences, hint=hint), unless))

    def cards(
        self, id: str, *, memories: str = "", interests: str = "", own: tuple[str, ...]
    ) -> Form:
        """Deal a shuffled deck from these answers and cards of ours; favorites are kept."""
        return self._ask(tools.cards(id, memories=memories, interests=interests, own=own))

    def builder(self, id: str, words: str, *parts: Text, to: str = "", hint: str = "") -> Form:
        """Join parts to words that the reader edits and takes to the desk; a tool for contact."""
        return self._ask(tools.builder(id, words, *parts, to=to, hint=hint))

    def desk(self, id: str, *, stage: str, hope: str, lands: str, other: str) -> Form:
        """Offer the message desk; a tool for contact, but for a post."""
        return self._ask(tools.desk(id, stage=stage, hope=hope, lands=lands, other=other))

    def drawer(self, id: str, words: str) -> Form:
        """Offer a drawer for letters that are never sent."""
        return self._ask(tools.drawer(id, words))

    def two_person(self, id: str, words: str, *fields: Prompt, hint: str = "") -> Form:
        """Ask two people the same questions side by side, week by week; a tool for contact."""
        return self._ask(tools.two_person(id, words, *fields, hint=hint))

    def calendar(self, words: str, *sources: OneDay | DaysAfter) -> Form:
        """Offer a calendar file of days that were answered; a tool for contact."""
        return self._ask(tools.calendar(words, *sources))

    def handout(self, id: str, words: str, *sections: Section, hint: str = "") -> Form:
        """Make a sheet for a first appointment from the answers that the reader ticks."""
        return self._ask(tools.handout(id, words, *sections, hint=hint))

    def erase(self) -> Form:
        """Let the reader erase one answer, one page or everything."""
        return self._ask(tools.erase(questions))

    def export(self) -> Form:
        """Let the reader make a copy of chosen answers and take it along."""
        return self._ask(tools.export())

    def restore(self) -> Form:
        """Let the reader bring a copy of answers back."""
        return self._ask(tools.restore(questions))

    def lock(self) -> Form:
        """Let the reader lock the workbook with a passphrase, change it, or take the lock off."""
        return self._ask(tools.lock())

    def finish(self) -> Form:
        """Say what is done and open on this page, and let the reader mark it as done for now."""
        kept = [form for form in self.parts.forms if not form.private]

        def view(record: Record) -> Markup:
            there = [form for form in kept if self.session.filling.may_use(form, record)]
            asked = {q: prompt for form in there for q, prompt in form.prompts.items()}
            for setting in (NAME, PERIOD):  # nobody is to miss a name, or how far back to look
                asked.pop(setting, None)
            return what_is_open(asked, record)

        return self._ask(forms.finish(self.parts.stage.number), view)

    def guidance(self, *pieces: Advice) -> Words:
        """Show the pieces of advice that fit the reader's earlier answers, and why."""
        return self.show(partial(guidance_view, pieces, page=self.parts.stage.number))

    def show(self, view: View, *, unless: str = "") -> Words:
        """Show what a view makes of the answers; ``unless`` is as in :meth:`form`."""
        words = Words(self.session, view, unless)
        self.parts.words.append(words)
        self.session.added(words)
        return words

    def _ask(self, plan: FormPlan, after: View | None = None) -> Form:
        for prompt in plan.prompts:
            if prompt.id in self.parts.prompts or "." not in prompt.id:
                raise PromptError(f"The id {prompt.id!r} is taken on this page, or has no topic.")
            self.parts.prompts[prompt.id] = prompt
        form = Form(self.session, plan)
        self.parts.forms.append(form)
        if plan.tool and plan.after:
            after = plan.tool.after
        if after:
            self.parts.afters[form] = after
        self.session.added(form)
        return form


def open_page(number: str) -> Page:
    """Open one of the fourteen pages: ``page = open_page("01")``."""
    return Page(number)
