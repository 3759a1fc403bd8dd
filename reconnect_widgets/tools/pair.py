"""The weekly check-in for two: the same few questions side by side, each in a column of their own.

A week and a column are one row of a log: ``2026-W12-one``. Weeks are those of ISO 8601, from
Monday to Sunday.
"""

from dataclasses import dataclass

from markupsafe import Markup

from ..exceptions import PromptError
from ..forms import Ask, FormPlan, Tool
from ..prompts import Log, Prompt, Text

COLUMNS = {"one": "The first of us", "two": "The second of us"}


@dataclass(frozen=True)
class Pair(Tool):
    """The same questions in two columns, for one week at a time."""

    def html(self, prompts: tuple[Prompt, ...], ask: Ask) -> Markup:
        *names, log = prompts
        if not isinstance(log, Log):
            raise PromptError("The check-in for two is a log.")
        columns = Markup("").join(_column(log, key, words, ask) for key, words in COLUMNS.items())
        named = Markup('<div class="rc-two">{}</div>').format(super().html(tuple(names), ask))
        return named + HTML.format(log.id, log.words, log.hint, columns)


HTML = Markup(
    '<fieldset class="rc-q rc-log rc-pair" data-id="{}" data-kind="log"><legend>{}</legend>'
    '<p class="rc-hint">{}</p><div class="rc-buttons"><button type="button" class="rc-quiet"'
    ' data-weeks="-1">The week before</button><button type="button" class="rc-quiet" data-weeks="1">'
    'The week after</button></div><p class="rc-week" aria-live="off"></p>'
    '<div class="rc-two">{}</div></fieldset>'
)


def _column(log: Log, key: str, words: str, ask: Ask) -> Markup:
    fields = Markup("").join(
        ask(inner, f"{log.id}-{key}-{inner.id}", short=True) for inner in log.fields
    )
    return Markup(
        '<fieldset class="rc-row rc-column" data-entry="" data-column="{}"><legend dir="auto">{}</legend>{}'
        "</fieldset>"
    ).format(key, words, fields)


def two_person(id: str, words: str, *fields: Prompt, hint: str = "") -> FormPlan:
    """Ask two people the same few questions each week; both answers are kept.

    It belongs to being in contact, so it is in no document while the page is held.
    """
    topic = id.rsplit(".", 1)[0]
    names = tuple(
        Text(id=f"{topic}.name_{key}", words=f"{column}: a name, an initial or any word")
        for key, column in COLUMNS.items()
    )
    log = Log(id=id, words=words, fields=fields, hint=hint)
    return FormPlan((*names, log), contact=True, tool=Pair())
