"""One page of the workbook: built before its reader is known, filled when the browser says hello.

A notebook opens a page and adds parts to it, in the order of its cells. Nothing is read until a
browser shows a part and says hello; then the page opens the store once and fills every part.
After each answer the words that follow from the answers are made anew.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from itertools import chain
from threading import RLock
from typing import Any

from . import forms, tools
from .answers import Answer
from .change import change_reading, last_time
from .exceptions import BadAnswer, PromptError
from .forms import FormPlan, Tool
from .guidance import Advice, guidance_view
from .holds import (
    AGAIN,
    BEGAN_CONTACT,
    HOLDS,
    holds_after,
    holds_after_again,
    holds_kept,
    lift_no_contact,
)
from .places import answers_path
from .prompts import Choice, Log, Plan, Prompt, Reflection, Scale, Text
from .record import Record
from .stages import BY_NUMBER
from .store import Store
from .tools.calendar import DaysAfter, OneDay
from .tools.handout import Section
from .tools.sorting import Sentence
from .views import View
from .views.finish import what_is_open
from .views.notices import asked_again, first_words, holds_in_force, map_words, not_here, said_no
from .widgets import markup
from .widgets.form import Form
from .widgets.masthead import Masthead
from .widgets.part import Part
from .widgets.tools import widget_for
from .widgets.words import Words


class Page:
    """The parts of one page and the answers behind them."""

    def __init__(self, number: str) -> None:
        """Open page ``number``, such as ``"01"``. Raises :class:`PromptError` for an unknown one."""
        if number not in BY_NUMBER:
            raise PromptError(f"There is no page {number!r}. The pages are 00 to 13.")
        self.stage = BY_NUMBER[number]
        self.prompts: dict[str, Prompt] = {}
        self._forms: list[Form] = []
        self._words: list[Words] = []
        self._afters: dict[Form, View] = {}
        self._store: Store | None = None
        self._visit = ""
        self._mine: dict[tuple[str, str], Answer] = {}
        # JupyterLab lets widgets talk over subshells, each a thread of its own.
        self._turn = RLock()
        self._asks_again = False
        self._masthead = Masthead(self._heard, place=self.stage.place)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self._masthead._repr_mimebundle_(**options)

    def form(self, *prompts: Prompt, each_day: bool = False) -> Form:
        """Ask these questions; each answer saves itself. ``each_day`` asks them anew every day."""
        return self._ask(forms.form(*prompts, each_day=each_day))

    def assessment(self, *scales: Scale) -> Form:
        """Ask three to five scales, and say what changed since the last time."""
        return self._ask(forms.assessment(*scales), partial(change_reading, scales))

    def safety_check(self, *choices: Choice) -> Form:
        """Ask the private safety check. Its answers are not kept; the holds that follow are."""
        return self._ask(forms.safety_check(*choices), holds_in_force)

    def contact(self, *prompts: Prompt) -> Form:
        """Ask what belongs to getting in touch; not in the document while the page is held."""
        return self._ask(forms.contact(*prompts))

    def ask_again(self, *choices: Choice) -> Form:
        """Ask three questions of the safety check again; contact tools wait for the answers."""
        self._asks_again = True
        return self._ask(forms.ask_again(*choices), asked_again)

    def rehearse(self, *scenes: str, keep: str = "") -> Form:
        """Offer conversations to try out; ``keep`` is a log for the words that the reader liked."""
        return self._ask(tools.rehearse(*scenes, keep=keep))

    def sort(self, id: str, words: str, *sentences: Sentence, hint: str = "") -> Form:
        """Ask on which of two piles each sentence belongs, with a kind word at once."""
        return self._ask(tools.sort(id, words, *sentences, hint=hint))

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

    def finish(self) -> Form:
        """Say what is done and open on this page, and let the reader mark it as done for now."""
        asked = {q: p for form in self._forms if not form.private for q, p in form.prompts.items()}
        return self._ask(forms.finish(self.stage.number), partial(what_is_open, asked))

    def guidance(self, *pieces: Advice) -> Words:
        """Show the pieces of advice that fit the reader's earlier answers, and why."""
        return self.show(partial(guidance_view, pieces, page=self.stage.number))

    def show(self, view: View) -> Words:
        """Show what a view makes of the answers."""
        words = Words(self._heard, view)
        self._words.append(words)
        return words

    def _ask(self, plan: FormPlan, after: View | None = None) -> Form:
        for prompt in plan.prompts:
            if prompt.id in self.prompts or "." not in prompt.id:
                raise PromptError(f"The id {prompt.id!r} is taken on this page, or has no topic.")
            self.prompts[prompt.id] = prompt
        form = widget_for(plan)(self._heard, plan)
        self._forms.append(form)
        if plan.tool and plan.after:
            after = plan.tool.after
        if after:
            self._afters[form] = after
        return form

    # What the browser says

    def _heard(self, part: Part, message: Mapping[str, Any]) -> None:
        with self._turn:
            self._answer(part, message)

    def _answer(self, part: Part, message: Mapping[str, Any]) -> None:
        kind = message.get("type")
        if kind == "hello":
            self._hello(str(message.get("visit", ""))[:64])
        elif kind == "refresh":
            self._refresh(part)
        elif kind == "save":
            self._save(part, message)
        elif kind == "left":
            self._tell()
        elif kind == "check" and isinstance(part, Form):
            self._check(part, message.get("answers"))
        elif kind == "lift":
            self._lift(str(message.get("id")))
        elif kind == "unsay":
            self._unsay(str(message.get("id")))
        elif kind == "told":
            self.store.forget_set_aside()
            self._tell()
        elif isinstance(part, Form) and part.plan.tool:
            self._use(part, part.plan.tool, message)

    @property
    def store(self) -> Store:
        """The answers; opened when they are first needed."""
        if self._store is None:
            self._store = Store(answers_path())
        return self._store

    @property
    def record(self) -> Record:
        """The answers as they are now."""
        return Record(self.store, date.today())

    def _hello(self, visit: str) -> None:
        """Fill the page once; each part says hello, and the first one fills them all."""
        if self._store is not None and visit == self._visit:
            return
        self._visit = visit
        record = self.record
        for form in self._forms:
            self._fill(form, record)
        self._tell(record)

    def _refresh(self, part: Part) -> None:
        record = self.record
        if isinstance(part, Form):
            self._fill(part, record)
        else:
            self._tell(record)

    def may_contact(self, record: Record) -> bool:
        """Say whether tools for contact are there: checked, nothing held, and asked again today."""
        if not record.checked or record.marks[self.stage.number] == "held":
            return False
        return record.checked_today or not self._asks_again

    def _asked_now(self, form: Form, record: Record) -> FormPlan:
        """Return what a contact tool asks of this reader now."""
        if form.plan.tool is None:
            return form.plan
        return replace(form.plan, prompts=form.plan.tool.asked_now(form.plan.prompts, record))

    def _is_as_it_should(self, form: Form, record: Record) -> bool:
        """Say whether a contact tool shows what it may show now."""
        if not form.plan.contact:
            return True
        if not self.may_contact(record):
            return not form.filled
        return form.html == str(markup.form(self._asked_now(form, record)))

    def _fill(self, form: Form, record: Record) -> None:
        if form.plan.contact and not self.may_contact(record):
            form.filled = {}
            form.html = str(not_here(self.stage.number, record))
            return
        if form.plan.contact:
            form.html = str(markup.form(self._asked_now(form, record)))
        asked = {} if form.private else form.prompts
        logs = [q for q, prompt in asked.items() if isinstance(prompt, Log)]
        latest = record.store.latest_of(q for q in asked if q not in logs)
        rows = {log: record.newest_entries(log) for log in logs}
        form.filled = {
            "store": record.store.id,
            "answers": {
                q: _shown(answer, record, asked[q], form.each_day) for q, answer in latest.items()
            },
            "rows": {
                log: {row.entry: _shown(row, record) for row in found}
                for log, found in rows.items()
            },
            "words": _last_saved([*latest.values(), *chain.from_iterable(rows.values())]),
        }

    def _tell(self, record: Record | None = None) -> None:
        """Make all words that follow from the answers anew."""
        record = record or self.record
        for form, after in self._afters.items():
            shown = not form.plan.contact or self.may_contact(record)
            form.after = str(after(record)) if shown else ""
        for form in self._forms:
            if not self._is_as_it_should(form, record):
                self._fill(form, record)
        for words in self._words:
            words.tell(record)
        self._masthead.html = str(first_words(self.stage.number, record))
        self._masthead.map = {"marks": record.marks, "words": map_words(record)}

    def _save(self, part: Part, message: Mapping[str, Any]) -> None:
        prompt = self.prompts.get(str(message.get("id")))
        entry = str(message.get("entry") or "")
        if prompt is None or len(entry) > 64 or bool(entry) != isinstance(prompt, Log):
            raise BadAnswer("This page does not ask that question.")
        if isinstance(prompt, Log) and prompt.rows and entry not in prompt.rows:
            raise BadAnswer("This table has no such row.")
        if isinstance(part, Form) and part.plan.contact and not self.may_contact(self.record):
            raise BadAnswer("This page is held for now. What you wrote stays in this browser.")
        value = prompt.check(message.get("value"))
        at = _moment(message.get("at"))
        mine = self._mine.get((prompt.id, entry))
        answer = self.store.save(
            prompt,
            value,
            page=self.stage.number,
            visit=self._visit,
            entry=entry,
            replaces=mine,
            at=at,
        )
        self._mine[prompt.id, entry] = answer
        record = self.record
        compared = isinstance(prompt, Scale) or (isinstance(part, Form) and part.each_day)
        part.send(
            {
                "type": "saved",
                "id": prompt.id,
                "entry": entry,
                "seq": message.get("seq"),
                "words": f"Saved on this computer at {datetime.now():%H:%M}",
                "last": last_time(prompt, record) if compared else "",
            }
        )
        if not isinstance(prompt, Text | Plan):  # those are typed: see *left*
            self._tell(record)

    def _use(self, form: Form, tool: Tool, message: Mapping[str, Any]) -> None:
        if form.plan.contact and not self.may_contact(self.record):
            raise BadAnswer("This page is held for now.")
        reply = tool.answer(message, self.record, self._keep)
        if reply:
            form.send(reply)

    def _keep(self, question: str, value: Any) -> None:
        """Save what a tool made as the latest answer to a question, and show it where it is asked."""
        prompt = self.prompts.get(question) or Reflection(id=question, words="My message")
        value = prompt.check(value)
        self.store.save(prompt, value, page=self.stage.number, visit=self._visit)
        for form in self._forms:
            if question in form.prompts:
                self._fill(form, self.record)
        self._tell()

    def _check(self, form: Form, given: Any) -> None:
        if not isinstance(given, dict):
            raise BadAnswer("Please answer each of these. “Rather not say” is an answer too.")
        answers = {q: form.prompts[q].check(given.get(q)) for q in form.prompts}
        before = self.record.stored_holds
        if set(answers) == set(AGAIN):
            self._hold(holds_after_again(answers, before))
        else:
            kept = holds_kept(before, self.store.history(HOLDS.id), self._visit)
            after = {*holds_after(answers), *kept}
            self._hold([key for key in HOLDS.answers if key in after])
        if answers.get("safety.screen") in ("yes", "unsure"):
            form.after = str(holds_in_force(self.record, screen=True))
        form.send({"type": "done", "sentence": "Done. Your answers were not kept."})

    def _lift(self, hold: str) -> None:
        if hold == "no_contact":
            record = self.record
            today = record.today.isoformat()
            self.store.save(BEGAN_CONTACT, today, page=self.stage.number, visit=self._visit)
            self._hold(lift_no_contact(record.stored_holds))

    def _unsay(self, log: str) -> None:
        """Remove what was logged as a no by mistake."""
        for row in said_no(self.record):
            if row.question == log:
                prompt = tools.reply_log(log)
                self.store.save(prompt, None, page=row.page, visit=self._visit, entry=row.entry)
        self._tell()

    def _hold(self, holds: list[str]) -> None:
        self.store.save(HOLDS, holds, page=self.stage.number, visit=self._visit)
        self._tell()


def open_page(number: str) -> Page:
    """Open one of the fourteen pages: ``page = open_page("01")``."""
    return Page(number)


def _moment(at: Any) -> datetime | None:
    """Return when a browser says that an answer was given; never later than now."""
    if not isinstance(at, int | float) or isinstance(at, bool):
        return None
    now = datetime.now(UTC)
    try:
        return min(datetime.fromtimestamp(at / 1000, UTC), now)
    except (ValueError, OverflowError, OSError):
        return None


def _shown(
    answer: Answer, record: Record, prompt: Prompt | None = None, each_day: bool = False
) -> dict[str, Any]:
    """Return what the browser is told of an answer."""
    fresh = not each_day or answer.day == record.today
    compared = each_day or (isinstance(prompt, Scale) and answer.day == record.today)
    return {
        "value": answer.value if fresh else None,
        "at": answer.changed_at.timestamp() * 1000,
        "last": last_time(prompt, record) if prompt and compared else "",
    }


def _last_saved(answers: list[Answer]) -> str:
    if not answers:
        return ""
    moment = max(answer.changed_at for answer in answers).astimezone()
    when = f"{moment:%H:%M}" if moment.date() == date.today() else f"{moment.day} {moment:%B %Y}"
    return f"Saved on this computer, last {'at' if ':' in when else 'on'} {when}"
