"""What the browser says of one page, and what is answered: hello, each save, and what follows.

Nothing is read until a browser shows a part and says hello; then the store is opened once and every
part is filled. After each answer the words that follow from the answers are made anew.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from threading import RLock
from typing import Any
from uuid import uuid4

from ipywidgets import Layout

from . import tools
from .answers import Answer
from .browser_store import BrowserStore
from .change import last_time
from .database import make_key, salt_of
from .exceptions import BadAnswer, StoreErased, StoreError, StoreLocked
from .forms import FormPlan, Tool
from .holds import (
    AGAIN,
    BEGAN_CONTACT,
    HOLDS,
    holds_after,
    holds_after_again,
    holds_kept,
    lift_no_contact,
)
from .hosting import COMPUTER, hosting, keep_in_tab
from .kept import kept_in
from .places import answers_path
from .prompts import Log, Plan, Prompt, Reflection, Scale, Text
from .record import ROWS_IN_A_FORM, Record
from .stages import Stage
from .store import Store
from .tools.lock import MOST, opened
from .views import View
from .views.notices import UNLOCK, first_words, holds_in_force, map_words, not_here
from .widgets import markup
from .widgets.form import Form
from .widgets.masthead import Masthead
from .widgets.part import Part
from .widgets.words import Words
from .zone import move_to

JUST_NOW = timedelta(seconds=2)
"""What was given within this time did not wait in a browser: it is the latest, whatever the clock."""


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


class Session:
    """One reader at one page."""

    def __init__(self, parts: Parts) -> None:
        self.id = uuid4().hex
        self.layout = Layout()
        self.is_quiet = False
        self.parts = parts
        self.masthead = Masthead(self, place=parts.stage.place)
        self._store: Store | None = None
        self._key: bytes | None = None
        self._visit = ""
        self._mine: dict[tuple[str, str], Answer] = {}
        # JupyterLab lets widgets talk over subshells, each a thread of its own.
        self._turn = RLock()
        self._answers: Mapping[str, Callable[[Part, Mapping[str, Any]], None]] = {
            "hello": self._hello,
            "refresh": self._refresh,
            "save": self._save,
            "left": self._left,
            "check": self._check,
            "lift": self._lift,
            "unsay": self._unsay,
            "told": self._told,
            "unlock": self._unlock,
            "sync": self._sync,
        }

    def heard(self, part: Part, message: Mapping[str, Any]) -> None:
        """Do what the browser asks of a part."""
        with self._turn:
            try:
                self._do(part, message)
            except StoreErased:
                self.refill()  # so that the page shows what is there
                raise
            except StoreLocked:
                self._shut()
                if message.get("type") not in ("hello", "refresh", "left"):
                    raise

    def _do(self, part: Part, message: Mapping[str, Any]) -> None:
        answer = self._answers.get(str(message.get("type")))
        try:
            if answer:
                answer(part, message)
            elif isinstance(part, Form) and part.plan.tool:
                self._use(part, part.plan.tool, message)
        finally:
            self._hand_over(part)

    @property
    def store(self) -> Store:
        """The answers; opened when they are first needed."""
        if self._store is None and hosting().in_browser:
            raise StoreError("Your browser has not said yet what it keeps. Please wait a moment.")
        if self._store is None:
            self._store = Store(answers_path(), self._key)
        else:
            self._store.refresh()
        return self._store

    @property
    def record(self) -> Record:
        """The answers as they are now."""
        return Record(self.store, date.today())

    def _hello(self, part: Part, message: Mapping[str, Any]) -> None:
        """Fill the page once; the first part that is shown says hello for all of them."""
        visit = str(message.get("visit", ""))[:64]
        if hosting().name != COMPUTER.name:
            move_to(message.get("zone"))
        if self._store is not None and visit == self._visit:
            return
        if hosting().in_browser and not self._begin(message):
            return
        self._visit = visit
        self._key = _key_in(message)
        self.is_quiet = message.get("early") is True
        try:
            self.refill()
        finally:
            self.is_quiet = False

    def _begin(self, message: Mapping[str, Any]) -> bool:
        """Take over what the browser keeps, and say whether it told."""
        kept = kept_in(message)
        if kept is None:
            return False
        keep_in_tab(message.get("area") == "tab")
        self._store = BrowserStore(kept)
        return True

    def _sync(self, part: Part, message: Mapping[str, Any]) -> None:
        """Take over what another tab has changed in the browser."""
        kept = kept_in(message)
        if kept and isinstance(self._store, BrowserStore):
            self._store.take(kept)
            self.refill()

    def _hand_over(self, part: Part) -> None:
        """Give a browser that keeps the answers whatever has changed, before it is told *Saved*."""
        if isinstance(self._store, BrowserStore) and (changes := self._store.handed_over()):
            part.send(changes)

    def _unlock(self, part: Part, message: Mapping[str, Any]) -> None:
        """Open locked answers with a passphrase, or with the key that the browser had before."""
        if hosting().in_browser:
            return
        passphrase = str(message.get("passphrase") or "")[:MOST]
        path = answers_path()
        self._key = _key_in(message) or make_key(passphrase, salt_of(path))
        self._store = Store(path, self._key)
        part.send({"type": "unlocked", **opened(self._store)})
        self.refill()

    def _shut(self) -> None:
        """Ask for the passphrase at the top of the page; the forms stay as they are."""
        self._store = self._key = None
        self.masthead.html = str(UNLOCK)
        self.masthead.lock = "shut"

    def added(self, part: Part) -> None:
        """Fill a part that was added after the page said hello, as when a cell is run again."""
        if self._store is not None:
            self._refresh(part, {})

    def refill(self) -> None:
        """Fill every form and make all words anew, after the answers changed as a whole."""
        self._mine.clear()
        record = self.record
        record.store.accept()
        self.masthead.lock = "open" if record.store.key else ""
        for form in self.parts.forms:
            self._fill(form, record)
        self._tell(record)

    def _refresh(self, part: Part, message: Mapping[str, Any]) -> None:
        record = self.record
        is_open = self.masthead.lock == "open"
        if not record.store.is_known or bool(record.store.key) != is_open:
            self.refill()
        elif isinstance(part, Form):
            self._fill(part, record)
        else:
            self._tell(record)

    def may_contact(self, record: Record) -> bool:
        """Say whether tools for contact are there: checked, nothing held, and asked again today."""
        if not record.checked or record.marks[self.parts.stage.number] == "held":
            return False
        return record.checked_today or not self.parts.asks_again

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
            form.html = str(not_here(self.parts.stage.number, record))
            return
        if form.plan.contact:
            form.html = str(markup.form(self._asked_now(form, record)))
        asked = {} if form.private else form.prompts
        logs = [q for q, prompt in asked.items() if isinstance(prompt, Log)]
        latest = record.store.latest_of(q for q in asked if q not in logs)
        rows = {log: record.entries(log, ROWS_IN_A_FORM) for log in logs}
        form.filled = {
            "store": record.workbook,
            "erased": record.erased,
            "locked": bool(record.store.key),
            "drafts": hosting().drafts,
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
        for form, after in self.parts.afters.items():
            shown = not form.plan.contact or self.may_contact(record)
            form.after = str(after(record)) if shown else ""
        for form in self.parts.forms:
            if not self._is_as_it_should(form, record):
                self._fill(form, record)
        for words in self.parts.words:
            words.tell(record)
        self.masthead.html = str(first_words(self.parts.stage.number, record))
        self.masthead.map = {
            "marks": record.marks,
            "words": map_words(record),
            "name": record.name,
        }

    def _save(self, part: Part, message: Mapping[str, Any]) -> None:
        prompt = self.parts.prompts.get(str(message.get("id")))
        entry = str(message.get("entry") or "")
        if prompt is None or len(entry) > 64 or bool(entry) != isinstance(prompt, Log):
            raise BadAnswer("This page does not ask that question.")
        if isinstance(prompt, Log) and prompt.rows and entry not in prompt.rows:
            raise BadAnswer("This table has no such row.")
        if isinstance(part, Form) and part.plan.contact and not self.may_contact(self.record):
            kept_in = hosting().kept_in
            raise BadAnswer(f"This page is held for now. What you wrote stays in {kept_in}.")
        value = prompt.check(message.get("value"))
        self.store.require(str(message.get("store") or self.store.id))
        at = _moment(message.get("at"))
        mine = self._mine.get((prompt.id, entry))
        answer = self.store.save(
            prompt,
            value,
            page=self.parts.stage.number,
            visit=self._visit,
            entry=entry,
            replaces=mine,
            at=at,
        )
        self._mine[prompt.id, entry] = answer
        self._hand_over(part)
        record = self.record
        compared = isinstance(prompt, Scale) or (isinstance(part, Form) and part.each_day)
        part.send(
            {
                "type": "saved",
                "id": prompt.id,
                "entry": entry,
                "seq": message.get("seq"),
                "words": f"{hosting().saved} at {datetime.now():%H:%M}",
                "last": last_time(prompt, record) if compared else "",
            }
        )
        if not isinstance(prompt, Text | Plan):  # those are typed: see *left*
            self._tell(record)

    def _use(self, form: Form, tool: Tool, message: Mapping[str, Any]) -> None:
        if form.plan.contact and not self.may_contact(self.record):
            raise BadAnswer("This page is held for now.")
        reply = tool.answer(message, self.record, self._keep)
        refill = bool(reply and reply.pop("refill", False))
        self._hand_over(form)
        if reply:
            form.send(reply)
        if refill:
            self.refill()

    def _keep(self, question: str, value: Any) -> None:
        """Save what a tool made as the latest answer to a question, and show it where it is asked."""
        prompt = self.parts.prompts.get(question) or Reflection(id=question, words="My message")
        value = prompt.check(value)
        self.store.save(prompt, value, page=self.parts.stage.number, visit=self._visit)
        for form in self.parts.forms:
            if question in form.prompts:
                self._fill(form, self.record)
        self._tell()

    def _left(self, part: Part, message: Mapping[str, Any]) -> None:
        """Make the words anew that follow from what was typed."""
        self._tell()

    def _told(self, part: Part, message: Mapping[str, Any]) -> None:
        self.store.forget_set_aside()
        self._tell()

    def _check(self, form: Part, message: Mapping[str, Any]) -> None:
        given = message.get("answers")
        if not isinstance(form, Form) or not isinstance(given, dict):
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

    def _lift(self, part: Part, message: Mapping[str, Any]) -> None:
        if message.get("id") == "no_contact":
            record = self.record
            today = record.today.isoformat()
            self.store.save(BEGAN_CONTACT, today, page=self.parts.stage.number, visit=self._visit)
            self._hold(lift_no_contact(record.stored_holds))

    def _unsay(self, part: Part, message: Mapping[str, Any]) -> None:
        """Remove the no that was logged by mistake; an older one is shown in its place."""
        for row in self.record.said_no:
            if row.question == message.get("id"):
                prompt = tools.reply_log(row.question)
                self.store.save(prompt, None, page=row.page, visit=self._visit, entry=row.entry)
        self._tell()

    def _hold(self, holds: list[str]) -> None:
        self.store.save(HOLDS, holds, page=self.parts.stage.number, visit=self._visit)
        self._tell()


def _key_in(message: Mapping[str, Any]) -> bytes | None:
    """Return the key that a browser's page remembers, if there is one."""
    key = message.get("key")
    if not isinstance(key, str) or len(key) != 64:
        return None
    try:
        return bytes.fromhex(key)
    except ValueError:
        return None


def _moment(at: Any) -> datetime | None:
    """Return when a browser says that an answer was given, if that is some time ago."""
    if not isinstance(at, int | float) or isinstance(at, bool):
        return None
    now = datetime.now(UTC)
    try:
        moment = datetime.fromtimestamp(at / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment < now - JUST_NOW else None


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
    return f"{hosting().saved}, last {'at' if ':' in when else 'on'} {when}"
