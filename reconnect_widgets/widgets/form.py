"""A form: several questions that save themselves."""

import traitlets
from markupsafe import Markup

from ..forms import FormPlan
from . import markup
from .part import Listener, Part


class Form(Part):
    """Questions as native controls; drafts stay in the browser until each answer is on the disk."""

    filled = traitlets.Dict(help="the answers, their rows and last time's words").tag(sync=True)
    after = traitlets.Unicode("", help="words that follow from the answers").tag(sync=True)
    private = traitlets.Bool(False, help="nothing is kept, here or in the browser").tag(sync=True)

    def __init__(self, listener: Listener, plan: FormPlan) -> None:
        """Ask what ``plan`` says; a tool among the questions has a module of its own."""
        self.module = plan.module
        self.plan = plan
        self.shown: FormPlan | Markup = plan if plan.is_for_all else Markup("")
        super().__init__(listener, private=bool(plan.button))
        self.each_day = plan.each_day
        self.prompts = {prompt.id: prompt for prompt in plan.prompts}

    @traitlets.default("html")
    def _default_html(self) -> str:
        return _drawn(self.shown)  # mostly the page has drawn it already, and nobody asks

    def show(self, shown: FormPlan | Markup) -> None:
        """Show what is asked of this reader, or the words in its place."""
        if shown != self.shown:
            self.shown = shown
            self.html = _drawn(shown)


def _drawn(shown: FormPlan | Markup) -> str:
    return str(shown if isinstance(shown, Markup) else markup.form(shown))
