"""The parts of one page, filled from the answers, with the words that follow from them."""

from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from typing import Any

from .answers import Answer
from .change import last_time
from .forms import ROWS_IN_A_FORM, FormPlan
from .hosting import hosting
from .prompts import Log, Prompt, Scale
from .record import Record
from .stages import Stage
from .views import View
from .views.notices import first_words, map_words, not_here
from .widgets import markup
from .widgets.form import Form
from .widgets.masthead import Masthead
from .widgets.words import Words


@dataclass
class Parts:
    """What stands on a page, in the order of its cells."""

    stage: Stage
    prompts: dict[str, Prompt] = field(default_factory=dict)
    forms: list[Form] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    afters: dict[Form, View] = field(default_factory=dict)
    """The view that stands after a form."""
    asks_again: bool = False
    """Whether the page asks briefly again if contact would be safe."""


class Filling:
    """Fills the parts of one page, and keeps tools for contact off it while they may not be there."""

    def __init__(self, parts: Parts, masthead: Masthead) -> None:
        self.parts = parts
        self.masthead = masthead

    def everything(self, record: Record) -> None:
        """Fill every form and make all words anew."""
        for form in self.parts.forms:
            self.fill(form, record)
        self.tell(record)

    def fill(self, form: Form, record: Record) -> None:
        """Fill a form; a tool for contact that may not be there gives way to the words that say so."""
        if form.plan.contact and not self.may_contact(record):
            form.filled = {}
            form.html = str(not_here(self.parts.stage.number, record))
            return
        if form.plan.contact:
            form.html = str(markup.form(_asked_now(form, record)))
        form.filled = _filled(form, record)

    def tell(self, record: Record) -> None:
        """Make all words that follow from the answers anew."""
        for form, after in self.parts.afters.items():
            shown = not form.plan.contact or self.may_contact(record)
            form.after = str(after(record)) if shown else ""
        for form in self.parts.forms:
            if not self._is_as_it_should(form, record):
                self.fill(form, record)
        for words in self.parts.words:
            words.tell(record)
        self.masthead.html = str(first_words(self.parts.stage.number, record))
        self.masthead.map = {
            "marks": record.marks,
            "words": map_words(record),
            "name": record.name,
        }

    def may_contact(self, record: Record) -> bool:
        """Say whether tools for contact are there: checked, nothing held, and asked again today."""
        if not record.checked or record.marks[self.parts.stage.number] == "held":
            return False
        return record.checked_today or not self.parts.asks_again

    def _is_as_it_should(self, form: Form, record: Record) -> bool:
        """Say whether a contact tool shows what it may show now."""
        if not form.plan.contact:
            return True
        if not self.may_contact(record):
            return not form.filled
        return form.html == str(markup.form(_asked_now(form, record)))


def _asked_now(form: Form, record: Record) -> FormPlan:
    """Return what a contact tool asks of this reader now."""
    if form.plan.tool is None:
        return form.plan
    return replace(form.plan, prompts=form.plan.tool.asked_now(form.plan.prompts, record))


def _filled(form: Form, record: Record) -> dict[str, Any]:
    """Return what a form's browser is told: its answers, and whose they are."""
    asked = {} if form.private else form.prompts
    logs = [q for q, prompt in asked.items() if isinstance(prompt, Log)]
    latest = record.store.latest_of(q for q in asked if q not in logs)
    found = {log: record.entries(log, ROWS_IN_A_FORM + 1) for log in logs}
    rows = {log: there[-ROWS_IN_A_FORM:] for log, there in found.items()}
    return {
        "store": record.workbook,
        "erased": record.erased,
        "locked": bool(record.store.key),
        "drafts": hosting().drafts,
        "answers": {
            q: _shown(answer, record, asked[q], form.each_day) for q, answer in latest.items()
        },
        "rows": {
            log: {row.entry: _shown(row, record) for row in there} for log, there in rows.items()
        },
        "older": [log for log in logs if len(found[log]) > ROWS_IN_A_FORM],
        "words": _last_saved([*latest.values(), *chain.from_iterable(rows.values())]),
    }


def _shown(
    answer: Answer, record: Record, prompt: Prompt | None = None, each_day: bool = False
) -> dict[str, Any]:
    """Return what the browser is told of an answer."""
    fresh = not each_day or answer.day == record.today
    compared = each_day or (isinstance(prompt, Scale) and answer.day == record.today)
    return {
        "value": answer.value if fresh else None,
        "at": answer.changed_at.timestamp() * 1000,
        "visit": answer.visit,
        "last": last_time(prompt, record) if prompt and compared else "",
    }


def _last_saved(answers: list[Answer]) -> str:
    if not answers:
        return ""
    moment = max(answer.changed_at for answer in answers).astimezone()
    when = f"{moment:%H:%M}" if moment.date() == date.today() else f"{moment.day} {moment:%B %Y}"
    return f"{hosting().saved}, last {'at' if ':' in when else 'on'} {when}"
