"""What the browser says of one page, and what is answered: hello, each save, and what follows.

Nothing is read until a browser shows a part and says hello; then the store is opened once and every
part is filled. After each answer the words that follow from the answers are made anew.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from threading import RLock
from typing import Any
from uuid import uuid4

from ipywidgets import Layout

from . import tools
from .access import Access
from .change import last_time
from .exceptions import BadAnswer, StoreErased, StoreLocked
from .filling import Filling, Parts
from .forms import Tool
from .holds import (
    AGAIN,
    BEGAN_CONTACT,
    HOLDS,
    holds_after,
    holds_after_again,
    holds_kept,
    lift_no_contact,
)
from .hosting import COMPUTER, hosting
from .prompts import Plan, Reflection, Scale, Text
from .record import Record
from .saving import Saving
from .store import Store
from .tools.lock import opened
from .views.notices import UNLOCK, holds_in_force
from .widgets.form import Form
from .widgets.masthead import Masthead
from .widgets.part import Part
from .zone import move_to


class Session:
    """One reader at one page."""

    def __init__(self, parts: Parts) -> None:
        self.id = uuid4().hex
        self.layout = Layout()
        self.is_quiet = False
        self.parts = parts
        self.masthead = Masthead(self, place=parts.stage.place)
        self._filling = Filling(parts, self.masthead)
        self._saving = Saving(parts)
        self._access = Access()
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
            "kept": self._kept,
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
        if message.get("again"):
            self._access.hand_over_again()
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
        return self._access.store

    @property
    def record(self) -> Record:
        """The answers as they are now."""
        return Record(self.store, date.today())

    def _hello(self, part: Part, message: Mapping[str, Any]) -> None:
        """Fill the page once; the first part that is shown says hello for all of them."""
        visit = str(message.get("visit", ""))[:64]
        if hosting().name != COMPUTER.name:
            move_to(message.get("zone"))
        if self._access.is_open and visit == self._saving.visit:
            return
        if not self._access.greet(message):
            return
        self._saving.visit = visit
        self.is_quiet = message.get("early") is True
        try:
            self.refill()
        finally:
            self.is_quiet = False

    def _sync(self, part: Part, message: Mapping[str, Any]) -> None:
        """Take over what another tab has changed in the browser."""
        if self._access.sync(message):
            self.refill()

    def _kept(self, part: Part, message: Mapping[str, Any]) -> None:
        """Note what the browser has written of what it was handed."""
        self._access.was_kept(message)

    def _hand_over(self, part: Part) -> None:
        """Give a browser that keeps the answers whatever has changed, before it is told *Saved*."""
        if changes := self._access.handed_over():
            part.send(changes)

    def _unlock(self, part: Part, message: Mapping[str, Any]) -> None:
        """Open locked answers, and tell the browser what opens them again."""
        if hosting().in_browser:
            return
        part.send({"type": "unlocked", **opened(self._access.unlock(message))})
        self.refill()

    def _shut(self) -> None:
        """Ask for the passphrase at the top of the page; the forms stay as they are."""
        self._access.shut()
        self.masthead.html = str(UNLOCK)
        self.masthead.lock = "shut"

    def added(self, part: Part) -> None:
        """Fill a part that was added after the page said hello, as when a cell is run again."""
        if self._access.is_open:
            self._refresh(part, {})

    def refill(self) -> None:
        """Fill every form and make all words anew, after the answers changed as a whole."""
        self._saving.forget()
        record = self.record
        record.store.accept()
        self.masthead.lock = "open" if record.store.key else ""
        self._filling.everything(record)

    def _refresh(self, part: Part, message: Mapping[str, Any]) -> None:
        record = self.record
        is_open = self.masthead.lock == "open"
        if not record.store.is_known or bool(record.store.key) != is_open:
            self.refill()
        elif isinstance(part, Form):
            self._filling.fill(part, record)
        else:
            self._filling.tell(record)

    def _save(self, part: Part, message: Mapping[str, Any]) -> None:
        if isinstance(part, Form):
            self._require_contact(part, f"What you wrote stays in {hosting().kept_in}.")
        prompt = self._saving.take(message, self.store)
        self._hand_over(part)
        record = self.record
        compared = isinstance(prompt, Scale) or (isinstance(part, Form) and part.each_day)
        part.send(
            {
                "type": "saved",
                "id": prompt.id,
                "entry": str(message.get("entry") or ""),
                "seq": message.get("seq"),
                "words": f"{hosting().saved} at {datetime.now():%H:%M}",
                "last": last_time(prompt, record) if compared else "",
            }
        )
        if not isinstance(prompt, Text | Plan):  # those are typed: see *left*
            self._filling.tell(record)

    def _require_contact(self, form: Form, closing: str = "") -> None:
        """Raise :class:`BadAnswer` for a tool for contact that may not be used now."""
        if form.plan.contact and not self._filling.may_contact(self.record):
            raise BadAnswer(f"This page is held for now. {closing}".rstrip())

    def _use(self, form: Form, tool: Tool, message: Mapping[str, Any]) -> None:
        self._require_contact(form)
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
        self._saving.keep(prompt, prompt.check(value), self.store)
        for form in self.parts.forms:
            if question in form.prompts:
                self._filling.fill(form, self.record)
        self._filling.tell(self.record)

    def _left(self, part: Part, message: Mapping[str, Any]) -> None:
        """Make the words anew that follow from what was typed."""
        self._filling.tell(self.record)

    def _told(self, part: Part, message: Mapping[str, Any]) -> None:
        self.store.forget_set_aside()
        self._filling.tell(self.record)

    def _check(self, form: Part, message: Mapping[str, Any]) -> None:
        given = message.get("answers")
        if not isinstance(form, Form) or not isinstance(given, dict):
            raise BadAnswer("Please answer each of these. “Rather not say” is an answer too.")
        answers = {q: form.prompts[q].check(given.get(q)) for q in form.prompts}
        before = self.record.stored_holds
        if set(answers) == set(AGAIN):
            self._hold(holds_after_again(answers, before))
        else:
            kept = holds_kept(before, self.store.history(HOLDS.id), self._saving.visit)
            after = {*holds_after(answers), *kept}
            self._hold([key for key in HOLDS.answers if key in after])
        if answers.get("safety.screen") in ("yes", "unsure"):
            form.after = str(holds_in_force(self.record, screen=True))
        form.send({"type": "done", "sentence": "Done. Your answers were not kept."})

    def _lift(self, part: Part, message: Mapping[str, Any]) -> None:
        if message.get("id") == "no_contact":
            record = self.record
            self._saving.keep(BEGAN_CONTACT, record.today.isoformat(), record.store)
            self._hold(lift_no_contact(record.stored_holds))

    def _unsay(self, part: Part, message: Mapping[str, Any]) -> None:
        """Remove the no that was logged by mistake; an older one is shown in its place."""
        for row in self.record.said_no:
            if row.question == message.get("id"):
                prompt = tools.reply_log(row.question)
                self.store.save(
                    prompt, None, page=row.page, visit=self._saving.visit, entry=row.entry
                )
        self._filling.tell(self.record)

    def _hold(self, holds: list[str]) -> None:
        self._saving.keep(HOLDS, holds, self.store)
        self._filling.tell(self.record)
