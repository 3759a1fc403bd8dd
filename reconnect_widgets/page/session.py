"""What the browser says of one page, and what is answered: hello, each save, and what follows.

Nothing is read until a browser shows a part and says hello; then the store is opened once and every
part is filled. After each answer the words that follow from the answers are made anew.
"""

from collections.abc import Mapping
from datetime import date
from threading import RLock
from typing import Any
from uuid import uuid4

from .. import protocol
from ..answers.store import Store
from ..days import now
from ..exceptions import BadAnswer, StoreErased, StoreLocked
from ..forms import Tool
from ..hosting import hosting
from ..prompts import Plan, Prompt, Reflection, Scale, Text
from ..rules.change import last_time
from ..rules.guidance import ABOUT_NOW
from ..rules.holds import (
    BEGAN_CONTACT,
    HOLDS,
    SAYING_NO,
    THEIR_ANSWERS,
    last_stated,
    without_what_holds,
)
from ..rules.record import StoredRecord
from ..rules.safety_check import ASKED_AGAIN, CHECKED, SCREEN, SEEN, gone_through, holds_after
from ..stages import START
from ..tools.lock import opened
from ..views.hold_cards import holds_in_force, slips
from ..views.notices import unlock_form
from ..widgets.form import Form
from ..widgets.masthead import Masthead
from ..widgets.part import Part, QuietLayout
from ..zone import keep_time, minutes_ahead
from .filling import Filling, Parts
from .opening import Opening
from .saving import Saving


class Session:
    """One reader at one page; a message of the protocol is answered by ``on_`` and its type."""

    def __init__(self, parts: Parts) -> None:
        self.id = uuid4().hex
        self.layout = QuietLayout()
        self.is_quiet = False
        self.parts = parts
        self.masthead = Masthead(self, place=parts.stage.place)
        self.filling = Filling(parts, self.masthead)
        self._saving = Saving(parts)
        self._opening = Opening()
        # JupyterLab lets widgets talk over subshells, each a thread of its own.
        self._turn = RLock()

    def heard(self, part: Part, message: Mapping[str, Any]) -> None:
        """Do what the browser asks of a part."""
        with self._turn:
            try:
                self._do(part, protocol.read(message))
            except StoreErased:
                self.refill()  # so that the page shows what is there
                raise
            except StoreLocked:
                self._shut()
                if message.get("type") not in ("hello", "refresh", "left", "sync"):
                    raise

    def _do(self, part: Part, message: Mapping[str, Any]) -> None:
        keep_time(message.get("zone"))
        answer = getattr(self, f"on_{message.get('type')}", None)
        try:
            if answer:
                answer(part, message)
            elif isinstance(part, Form) and part.plan.tool:
                self._use(part, part.plan.tool, message)
        finally:
            if message.get("early") is not True:  # no browser has the part yet
                self._hand_over(part)

    @property
    def store(self) -> Store:
        """The answers; opened when they are first needed."""
        return self._opening.store

    @property
    def record(self) -> StoredRecord:
        """The answers as they are now."""
        return StoredRecord(self.store, now().date(), self._saving.visit)

    def end(self) -> None:
        """Let go of the answers: the page has been left, and another comes in this process."""
        self._opening.leave()

    def on_hello(self, part: Part, message: protocol.Hello) -> None:
        """Fill the page once; the first part that is shown says hello for all of them."""
        visit = message["visit"][:64]
        if self._opening.is_open and visit == self._saving.visit:
            return
        self._opening.greet(message)
        self._saving.visit = self.filling.visit = visit
        self.filling.noting = self.filling.shut = None
        self.is_quiet = message.get("early") is True
        try:
            self.refill()
        finally:
            self.is_quiet = False

    def on_sync(self, part: Part, message: protocol.Sync) -> None:
        """Take over what another tab has changed in the browser."""
        if self._opening.sync(message):
            self.refill()

    def on_kept(self, part: Part, message: protocol.WasKept) -> None:
        """Note what the browser has written of what it was handed."""
        if self._opening.memory:
            self._opening.memory.was_kept(message["no"])

    def _hand_over(self, part: Part) -> None:
        """Give a browser that keeps the answers whatever has changed, before it is told *Saved*."""
        memory = self._opening.memory
        if memory and (changes := memory.handed_over()):
            part.send(changes)

    def on_unlock(self, part: Part, message: protocol.Unlock) -> None:
        """Open locked answers, and tell the browser what opens them again."""
        store = self._opening.unlock(message)
        part.send(protocol.Unlocked(type="unlocked", **opened(store)))
        self.refill()

    def _shut(self) -> None:
        """Ask for the passphrase at the top of the page; the forms stay as they are."""
        self._opening.shut()
        self.masthead.html = str(unlock_form())
        self.masthead.lock = "shut"

    def added(self, part: Part) -> None:
        """Fill a part that was added after the page said hello, as when a cell is run again."""
        if self._opening.is_open:
            self.on_refresh(part)
            if isinstance(part, Form):
                self.filling.tell_after(part, self.record)

    def refill(self, *, is_asked_for: bool = False) -> None:
        """Fill every form and make all words anew, after the answers changed as a whole."""
        self._saving.forget()
        record = self.record
        record.store.accept()
        self.masthead.lock = "open" if record.store.keeper.key else ""
        self.filling.everything(record, is_asked_for=is_asked_for)

    def on_refresh(self, part: Part, _message: protocol.Refresh | None = None) -> None:
        """Show what a part has to show by now; the whole page where its answers are others, or locked."""
        record = self.record
        is_open = self.masthead.lock == "open"
        if not record.store.is_known or bool(record.store.keeper.key) != is_open:
            self.refill()
        elif isinstance(part, Form):
            self.filling.fill(part, record)
        else:
            self.filling.tell(record)

    def on_save(self, part: Part, message: protocol.Save) -> None:
        """Save an answer, say so, and make the words anew that follow from it."""
        if isinstance(part, Form):
            self._require_there(part, f"What you wrote stays in {hosting().kept_in}.")
        is_pull = part is self.masthead
        take = self._saving.take_pull if is_pull else self._saving.take
        prompt = take(message, self.store)
        self._hand_over(part)
        record = self.record
        if isinstance(part, Form) and prompt.id in SAYING_NO:
            self.filling.meet(part, record)
        compared = isinstance(prompt, Scale) or (isinstance(part, Form) and part.each_day)
        saved = protocol.Saved(
            type="saved",
            id=prompt.id,
            entry=message.get("entry") or "",
            seq=message.get("seq"),
            words=f"{hosting().saved} at {now():%H:%M}",
            ahead=minutes_ahead(),
            last=last_time(prompt, record) if compared else "",
        )
        part.send(saved)
        if is_pull:
            self._show_anew(prompt.id)
        elif not isinstance(prompt, Text | Plan):  # those are typed: see *left*
            self.filling.tell(record)

    def _show_anew(self, question: str) -> None:
        """Show what was saved elsewhere where it is asked, and in all that follows from it."""
        for form in self.parts.forms:
            if question in form.prompts:
                self.filling.fill(form, self.record)
        self.filling.tell(self.record)

    def _require_there(self, form: Form, closing: str = "") -> None:
        """Raise :class:`BadAnswer` for a form that is not there for this reader now."""
        record = self.record
        if not (self.filling.may_use(form, record) or self.filling.stays_for_now(form)):
            self.filling.tell(record)  # the page was drawn before it was shut
            raise BadAnswer(f"This part is not open now. {closing}".rstrip())

    def _use(self, form: Form, tool: Tool, message: Mapping[str, Any]) -> None:
        self._require_there(form)
        reply = tool.answer(message, self.record) or {}
        if "save" in reply:
            self._keep(*reply.pop("save"))
        refill = reply.pop("refill", False)
        self._hand_over(form)
        if reply:
            form.send(reply)
        if refill:
            self.refill(is_asked_for=True)

    def _keep(self, question: str, value: Any) -> None:
        """Save what a tool made as the latest answer to a question, and show it where it is asked."""
        prompt = self.parts.prompts.get(question) or Reflection(id=question, words="My message")
        page, visit = self.parts.stage.number, self._saving.visit
        self.store.save(prompt, prompt.check(value), page=page, visit=visit)
        self._show_anew(question)

    def on_left(self, part: Part, message: protocol.Left) -> None:
        """Make the words anew that follow from what was typed."""
        self.filling.tell(self.record)

    def on_told(self, part: Part, message: protocol.Button) -> None:
        """Note that the reader has read of the file that was set aside."""
        self.store.keeper.forget_set_aside()
        self.filling.tell(self.record)

    def on_check(self, form: Part, message: protocol.Check) -> None:
        """Keep what follows from the safety check, or from its three questions, and no answer to them."""
        given = message["answers"]
        if not isinstance(form, Form):
            raise BadAnswer(protocol.NOT_OURS)
        self._require_there(form)
        answers = {q: form.prompts[q].check(given.get(q)) for q in form.prompts}
        record = self.record
        stays = ("order",) if self._is_of_today("order", record) else ()
        self._state(HOLDS, holds_after(answers, record.stored_holds, stays))
        self._state(ASKED_AGAIN if form.plan.again else CHECKED, gone_through(answers))
        self.filling.end_noting(form, self.record)
        if answers.get(SCREEN) in SEEN:
            form.after = str(holds_in_force(self.record, screen=True))
        form.send(protocol.Done(type="done", sentence="Done. Your answers were not kept."))

    def _is_of_today(self, hold: str, record: StoredRecord) -> bool:
        """Say whether a hold that is in force was stated on this day or in this visit."""
        if hold not in record.stored_holds:
            return False
        stated = last_stated(hold, record.history(HOLDS.id))
        return stated is not None and (
            stated.day == record.today or stated.visit == self._saving.visit
        )

    def on_lift(self, part: Part, message: protocol.Button) -> None:
        """Take the reader's statement that the other began contact; about what decides."""
        fields = message.get("fields", {})
        record = self.record
        day = BEGAN_CONTACT.check(fields.get("when"))
        if day is None or fields.get("about") not in ("more", "needed"):
            raise BadAnswer("Please say when they began, and what it was about.")
        began = date.fromisoformat(day)
        if began > record.today:
            raise BadAnswer("That day is still to come. Please say when they began.")
        if began < record.their_answer_on:
            raise BadAnswer("That was before they said so. What they said last is what counts.")
        if fields["about"] == "needed":
            raise BadAnswer(
                "Then the hold stays. Answering about what has to be settled is fine, and it does "
                "not mean that they want more."
            )
        self._state(BEGAN_CONTACT, day)
        self._state(HOLDS, [key for key in record.stored_holds if key not in THEIR_ANSWERS])
        self.filling.tell(self.record)

    def on_unsay(self, part: Part, message: protocol.Button) -> None:
        """Take a no out of an answer in which it was said by mistake; all else in it stays."""
        for said in slips(self.record):
            if f"{said.question}#{said.entry}" == message.get("id"):
                latest = self.store.latest(said.question, said.entry) or said
                self.store.amend(latest, without_what_holds(latest), visit=self._saving.visit)
        self.filling.end_noting(None, self.record)

    def on_still(self, part: Part, message: protocol.Button) -> None:
        """Take an answer about now, which is some weeks old, as one of today."""
        if (answer := self.record.latest(str(message.get("id")))) and answer.question in ABOUT_NOW:
            self.store.amend(answer, answer.value, visit=self._saving.visit)
            self._show_anew(answer.question)

    def on_written(self, part: Part, message: protocol.Button) -> None:
        """Say what is held, now that the reader has written what was said."""
        self.filling.end_noting(self.filling.noting, self.record)

    def _state(self, prompt: Prompt, value: Any) -> None:
        """Save what follows from the safety check, or is stated to it, wherever that was asked."""
        visit, after = self._saving.visit, self.record.last_on_contact
        self.store.save(prompt, value, page=START, visit=visit, anew=True, after=after)
