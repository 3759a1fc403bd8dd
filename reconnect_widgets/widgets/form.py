"""A form: several questions that save themselves."""

import traitlets

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
        html = str(markup.form(plan)) if plan.is_for_all else ""
        super().__init__(listener, html=html, private=bool(plan.button))
        self.plan = plan
        self.each_day = plan.each_day
        self.prompts = {prompt.id: prompt for prompt in plan.prompts}
