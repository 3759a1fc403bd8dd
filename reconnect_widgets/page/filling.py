"""The parts of one page, filled from the answers, with the words that follow from them."""

from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from markupsafe import Markup

from ..answers.answer import Answer
from ..days import today
from ..forms import ROWS_IN_A_FORM, FormPlan
from ..hosting import hosting
from ..prompts import Log, Prompt, Scale, Several, say_day
from ..rules.change import last_time
from ..rules.gate import SHUT, Gate, gate, is_left_out, readers
from ..rules.record import StoredRecord
from ..stages import Stage
from ..views import PageView
from ..views.hold_cards import a_no_was_logged, what_holds
from ..views.notices import first_words, map_words, to_be_asked
from ..views.pull import pull
from ..widgets.form import Form
from ..widgets.masthead import Masthead
from ..widgets.part import RunningCell
from ..widgets.words import Words
from ..zone import minutes_ahead
from .news import news


@dataclass
class Parts:
    """What stands on a page, in the order of its cells."""

    stage: Stage
    forms: list[Form] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    afters: dict[Form, PageView] = field(default_factory=dict)
    """The view that stands after a form."""

    @property
    def prompts(self) -> dict[str, Prompt]:
        """All that the page asks, by id."""
        return {q: prompt for form in self.forms for q, prompt in form.prompts.items()}

    @property
    def asks_again(self) -> bool:
        """Whether the page asks the three questions again."""
        return any(form.plan.again for form in self.forms)

    def make_room(self, cell: RunningCell) -> int:
        """Let go of what a cell made when it was run before, and return where its next form stands."""
        before = [form for form in self.forms if cell.is_again(form.cell)]
        place = self.forms.index(before[0]) if before else len(self.forms)
        self.words = [words for words in self.words if not cell.is_again(words.cell)]
        for form in before:
            self.forms.remove(form)
            self.afters.pop(form, None)
        return place

    def gate(self, record: StoredRecord) -> Gate:
        """Return whether tools for contact may be on the page, and if not, why."""
        return gate(record, asks_again=self.asks_again)


class Filling:
    """Fills the parts of one page, and keeps off it what may not be there for this reader."""

    def __init__(self, parts: Parts, masthead: Masthead) -> None:
        self.parts = parts
        self.masthead = masthead
        self.visit = ""
        self.noting: Form | None = None
        """The form in which a no was logged: it stays until its reader has written what was said."""
        self.shut: Form | None = None
        """The form by which the page was shut: what is held is said in its place."""

    def everything(self, record: StoredRecord, *, is_asked_for: bool = False) -> None:
        """Fill every form and make all words anew."""
        record.last_of(self.parts.prompts)  # in one question, and not in one for each form
        for form in self.parts.forms:
            self.fill(form, record, is_asked_for=is_asked_for)
        self.tell(record)

    def fill(self, form: Form, record: StoredRecord, *, is_asked_for: bool = False) -> None:
        """Fill a form; one that may not be there gives way to the words that say so.

        It says why it changed, unless that is what was asked for, as when a copy is brought back.
        """
        if self.noting and form is not self.noting and not form.plan.is_for_all:
            return
        if form is not self.noting:
            form.show(self._to_show(form, record))
        if isinstance(form.shown, Markup):
            form.filled = {}
            return
        filled = _filled(form, record)
        why = "" if is_asked_for else news(form.filled, filled, record, self.visit)
        form.filled = filled | {"news": why}

    def tell(self, record: StoredRecord) -> None:
        """Make all words that follow from the answers anew."""
        if self.noting:  # all else stays as it is until what was said is written
            self.noting.after = str(a_no_was_logged(record))
            if "crisis" in record.holds:
                self.masthead.html = str(first_words(self.parts.stage.number, record))
            return
        record.last_of(self.parts.prompts)  # as above
        for form in self.parts.forms:
            if form.shown != self._to_show(form, record):
                self.fill(form, record)
            # Not before: what goes on there takes over the focus of what was pressed.
            self.tell_after(form, record)
        is_said = False
        for words in self.parts.words:
            words.tell(record, left_out=is_left_out(words.unless, record), is_said=is_said)
            is_said = is_said or words.is_missing
        self.masthead.html = str(first_words(self.parts.stage.number, record))
        self.masthead.map = {
            "marks": record.marks,
            "words": map_words(record),
            "name": record.name,
            "readers": readers(record),
        }
        self.masthead.pull = pull(record)

    def tell_after(self, form: Form, record: StoredRecord) -> None:
        """Say what follows from the answers to a form."""
        after = self.parts.afters.get(form)
        form.after = str(after(record)) if after and self.may_use(form, record) else ""

    def may_use(self, form: Form, record: StoredRecord) -> bool:
        """Say whether a form is there for this reader now."""
        return self._instead(form, record) is None

    def stays_for_now(self, form: Form) -> bool:
        """Say whether a form, of no tool for contact, is still seen because a no is being noted."""
        return self.noting is not None and not (form.plan.contact or form.plan.again)

    def meet(self, form: Form, record: StoredRecord) -> None:
        """Let a form stay in which a no was just logged, until its reader has written what was said."""
        self.noting = None
        if not self.may_use(form, record):
            self.noting = form

    def end_noting(self, form: Form | None, record: StoredRecord) -> None:
        """Say in the place of a form what is held, if the page was shut by it."""
        self.noting = None
        self.shut = form if form and not self.may_use(form, record) else None
        self.tell(record)

    def _instead(self, form: Form, record: StoredRecord) -> Markup | None:
        """Return what stands in the place of a form that may not be there; ``None`` if it may."""
        if form is self.noting or form.plan.is_for_all:
            return None
        if is_left_out(form.plan.unless, record):
            return what_holds(record) if form is self.shut else Markup("")
        if not (form.plan.contact or form.plan.again):
            return None
        state = self.parts.gate(record)
        if state is Gate.OPEN or (form.plan.again and state is Gate.ASK):
            return None
        if state in SHUT:  # said once, at the top of the page
            return what_holds(record) if form is self.shut else Markup("")
        first = next(form for form in self.parts.forms if form.plan.contact)
        return to_be_asked(record, is_here=self.parts.asks_again) if form is first else Markup("")

    def _to_show(self, form: Form, record: StoredRecord) -> FormPlan | Markup:
        """Return what a form asks of this reader now, or the words in its place."""
        instead = self._instead(form, record)
        if instead is not None:
            return instead
        if form.plan.is_for_all:
            return form.plan
        asked = form.plan.prompts
        if form.plan.tool:
            asked = form.plan.tool.asked_now(asked, record)
        prompts = tuple(_offered(prompt, record) for prompt in asked)
        return form.plan if prompts == form.plan.prompts else replace(form.plan, prompts=prompts)


def _offered(prompt: Prompt, record: StoredRecord) -> Prompt:
    """Leave out the answers that are not for this reader; what was ticked stays."""
    if not (isinstance(prompt, Several) and prompt.unless):
        return prompt
    ticked = record.value(prompt.id) or []
    left_out = {key for key, unless in prompt.unless.items() if is_left_out(unless, record)}
    answers = {k: words for k, words in prompt.answers.items() if k in ticked or k not in left_out}
    return replace(prompt, answers=answers)


def _filled(form: Form, record: StoredRecord) -> dict[str, Any]:
    """Return what a form's browser is told: its answers, and whose they are."""
    asked = {} if form.private else form.prompts
    logs = [q for q, prompt in asked.items() if isinstance(prompt, Log)]
    latest = record.last_of(q for q in asked if q not in logs)
    found = {log: record.entries(log, ROWS_IN_A_FORM + 1) for log in logs}
    rows = {log: there[-ROWS_IN_A_FORM:] for log, there in found.items()}
    return {
        **record.drafts,
        "ahead": minutes_ahead(),
        "asked_on": record.today.isoformat() if form.each_day else "",
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
    answer: Answer, record: StoredRecord, prompt: Prompt | None = None, each_day: bool = False
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
    when = f"{moment:%H:%M}" if moment.date() == today() else say_day(moment)
    return f"{hosting().saved}, last {'at' if ':' in when else 'on'} {when}"
