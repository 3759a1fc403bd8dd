"""Forms with a tool among their questions: each is brought to life by the JavaScript of its name."""

from collections.abc import Mapping

from ..forms import FormPlan
from .assets import module
from .form import Form

SHARED = ("visit.js", "drafts.js", "saver.js", "controls.js", "rows.js")


class Rehearsal(Form):
    """Conversations to try out, again and again."""

    _esm = module(*SHARED, "rehearsal.js", "form.js")


class Sorting(Form):
    """Sentences for one of two piles."""

    _esm = module(*SHARED, "sorting.js", "form.js")


class Deck(Form):
    """Conversation cards, one at a time."""

    _esm = module(*SHARED, "print.js", "deck.js", "form.js")


class Builder(Form):
    """Words built from parts."""

    _esm = module(*SHARED, "builder.js", "form.js")


class Desk(Form):
    """A draft for a message, with its marks."""

    _esm = module(*SHARED, "desk.js", "form.js")


class Pair(Form):
    """The same questions for two people, week by week."""

    _esm = module(*SHARED, "pair.js", "form.js")


class CalendarFile(Form):
    """A file for the reader's calendar."""

    _esm = module(*SHARED, "calendar.js", "form.js")


class Handout(Form):
    """A sheet of chosen answers."""

    _esm = module(*SHARED, "print.js", "handout.js", "form.js")


TOOLS: Mapping[str, type[Form]] = {
    "rehearsal": Rehearsal,
    "sorting": Sorting,
    "deck": Deck,
    "builder": Builder,
    "desk": Desk,
    "pair": Pair,
    "calendar": CalendarFile,
    "handout": Handout,
}


def widget_for(plan: FormPlan) -> type[Form]:
    """Return the widget that a form needs."""
    return TOOLS[plan.tool.name] if plan.tool else Form
