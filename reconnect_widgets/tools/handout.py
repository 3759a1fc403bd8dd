"""The hand-out for a first appointment: chosen answers on one sheet, printed alone."""

from dataclasses import dataclass

from markupsafe import Markup

from ..answers.answer import Answer
from ..charts import early
from ..exceptions import PromptError
from ..forms import Ask, FormPlan, Tool
from ..prompts import Prompt, Several, require, say_day
from ..rules.record import StoredRecord


@dataclass(frozen=True)
class Section:
    """A part of the hand-out: a permanent key, its title, and the questions whose answers it shows.

    ``unless`` names the readers who are not offered it.
    """

    key: str
    title: str
    questions: tuple[str, ...]
    unless: str = ""


@dataclass(frozen=True)
class Handout(Tool):
    """What can go on the sheet; the reader ticks what does."""

    id: str
    sections: tuple[Section, ...]

    def html(self, prompts: tuple[Prompt, ...], ask: Ask) -> Markup:
        return super().html(prompts, ask) + PRINT

    def after(self, record: StoredRecord) -> Markup:
        chosen = record.value(self.id) or []
        if not chosen:
            return early("Tick what may go on the sheet, and it appears here.")
        parts = (_part(one, record) for one in self.sections if one.key in chosen)
        return SHEET.format(say_day(record.today), Markup("").join(parts))


SHEET = Markup(
    '<div class="rc-reading rc-printable"><p><strong>For a first appointment</strong></p>'
    '<p class="rc-note">{}</p>{}</div>'
)
ANSWER = Markup('<dt>{}</dt><dd dir="auto">{}</dd>')
EMPTY = Markup('<p class="rc-note">Nothing written yet.</p>')
PRINT = Markup(
    '<div class="rc-buttons"><button type="button" class="rc-quiet rc-print">Print this sheet alone'
    "</button></div>"
)


def _part(section: Section, record: StoredRecord) -> Markup:
    answers = (found for question in section.questions for found in record.standing(question))
    items = Markup("").join(
        ANSWER.format(_asked(answer, record), _said(answer)) for answer in answers
    )
    body = Markup("<dl>{}</dl>").format(items) if items else EMPTY
    return Markup('<p class="rc-chart-title">{}</p>{}').format(section.title, body)


def _asked(answer: Answer, record: StoredRecord) -> str:
    """Return the question, and from when the answer is where that is some weeks ago."""
    return f"{answer.words} ({say_day(answer.day)})" if record.is_old(answer.day) else answer.words


def _said(answer: Answer) -> str:
    """Return the answer in words; what was ticked stands in a line each, to be read out one by one."""
    return "\n".join(answer.ticked()) if answer.kind == "several" else answer.said


def section(key: str, title: str, *questions: str, unless: str = "") -> Section:
    """Name a part of the hand-out and the questions whose answers it shows."""
    return Section(key, title, questions, unless)


def handout(id: str, words: str, *sections: Section, hint: str = "") -> FormPlan:
    """Let the reader tick what goes on a sheet for a first appointment, and print it alone."""
    require(Section, sections, "A hand-out has parts that are made by section(…)")
    keys = {part.key: part.title for part in sections}
    if len(keys) != len(sections):
        raise PromptError(f"The hand-out {id!r} has two sections of one key.")
    unless = {part.key: part.unless for part in sections if part.unless}
    ticks = Several(id=id, words=words, hint=hint, answers=keys, unless=unless)
    return FormPlan((ticks,), after=True, tool=Handout(id, sections))
