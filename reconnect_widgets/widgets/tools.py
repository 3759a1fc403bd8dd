"""Forms with a tool among their questions: each is brought to life by the JavaScript of its name."""

from collections.abc import Mapping

from ..forms import FormPlan
from .form import Form


class Rehearsal(Form):
    """Conversations to try out, again and again."""

    module = "rehearsal"


class Sorting(Form):
    """Sentences for one of two piles."""

    module = "sorting"


class Deck(Form):
    """Conversation cards, one at a time."""

    module = "deck"


class Builder(Form):
    """Words built from parts."""

    module = "builder"


class Desk(Form):
    """A draft for a message, with its marks."""

    module = "desk"


class Pair(Form):
    """The same questions for two people, week by week."""

    module = "pair"


class CalendarFile(Form):
    """A file for the reader's calendar."""

    module = "calendar"


class Handout(Form):
    """A sheet of chosen answers."""

    module = "handout"


class Erasing(Form):
    """What can be erased."""

    module = "erase"


class Export(Form):
    """What goes into a copy of the answers."""

    module = "export"


class Restore(Form):
    """A copy that is brought back."""

    module = "restore"


TOOLS: Mapping[str, type[Form]] = {
    "rehearsal": Rehearsal,
    "sorting": Sorting,
    "deck": Deck,
    "builder": Builder,
    "desk": Desk,
    "pair": Pair,
    "calendar": CalendarFile,
    "handout": Handout,
    "erase": Erasing,
    "export": Export,
    "restore": Restore,
}


def widget_for(plan: FormPlan) -> type[Form]:
    """Return the widget that a form needs."""
    return TOOLS[plan.tool.name] if plan.tool else Form
