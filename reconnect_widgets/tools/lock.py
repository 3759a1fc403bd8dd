"""The lock: a passphrase for the answers, switched on, changed, or taken off."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from ..answers.locked import can_lock
from ..answers.passphrases import FIELD, NOT_TO_BE_SAVED, composed, fresh
from ..answers.store import Store
from ..exceptions import BadAnswer
from ..forms import Ask, FormPlan, Message, Reply, Tool
from ..hosting import hosting
from ..prompts import Prompt
from ..protocol import Opened
from ..rules.record import StoredRecord
from ..views.files import say_not_reached

OFF = Markup(
    '<div data-state="off"><p>Your answers are <strong>not locked</strong>.</p><p class="rc-notice">'
    "<strong>Nobody can recover a forgotten passphrase.</strong> There is no second key. "
    "Without the passphrase your answers are lost, so keep a copy of them first, and write the "
    "passphrase down where only you find it. {}</p>"
    "<p>The lock is for what is in {}. Traces of words that you typed before it was on can stay in "
    "your browser’s own files and in backups.</p></div>"
)
ON = Markup(
    '<div data-state="on"><p>Your answers are <strong>locked</strong>. {} Nobody can recover a forgotten '
    "passphrase.</p></div>"
)
CLOSES = Markup("<em>Exit this page</em> and ending the workbook close them.")
CLOSES_IN_BROWSER = Markup(
    "<em>Exit this page</em> closes them in all tabs. A tab that is opened or loaded again asks for the "
    "passphrase."
)
NONE = Markup(
    '<div data-state="none"><p>The lock is not installed here. It comes with the package '
    "<code>sqlcipher3</code>, which whoever set the workbook up can install beside it.</p></div>"
)
COPIES = Markup('<p class="rc-note">Older copies beside the file would be removed: {}.</p>')


def _field(name: str, words: str, when: str) -> Markup:
    return Markup(
        '<div class="rc-field" data-when="{2}" hidden><label for="lock-{0}">{1}</label>'
        '<input type="password" id="lock-{0}" name="{0}" autocomplete="off" autocapitalize="none" '
        'spellcheck="false"></div>'
    ).format(name, words, when)


def _button(what: str, words: str, when: str) -> Markup:
    return Markup(
        '<button type="button" class="rc-quiet" data-lock="{}" data-when="{}" hidden>{}</button>'
    ).format(what, when, words)


HTML = Markup('<div class="rc-lock">{}<div class="rc-buttons">{}</div></div>').format(
    _field("current", "The passphrase that you have now", "on")
    + _field(FIELD, "A new passphrase, of eight characters or more", "off on")
    + _field("again", "The new passphrase again", "off on"),
    _button("lock", "Lock my answers", "off")
    + _button("relock", "Change the passphrase", "on")
    + _button("unlock_for_good", "Take the lock off", "on"),
)


@dataclass(frozen=True)
class Locking(Tool):
    """Passphrases are asked here in fields of their own: they are no answers and leave no drafts."""

    def html(self, prompts: tuple[Prompt, ...], ask: Ask) -> Markup:
        return HTML

    def after(self, record: StoredRecord) -> Markup:
        place, keeper = hosting(), record.store.keeper
        if not (place.in_browser or can_lock()):
            return NONE
        if keeper.key:
            words = ON.format(CLOSES_IN_BROWSER if place.in_browser else CLOSES)
        else:
            kept_in = f"this {place.answers}" if place.in_browser else "the file"
            words = OFF.format(NOT_TO_BE_SAVED, kept_in)
        copies = keeper.older_copies()
        return words + COPIES.format(", ".join(copies)) if copies else words

    def answer(self, message: Message, record: StoredRecord) -> Reply:
        store, kind = record.store, message.get("type")
        keeper = store.keeper
        if kind == "lock" and not keeper.key:
            keeper.lock(_fresh(message))
            locked = "Locked. From now on your answers open with the passphrase."
            return _turned(store, locked + say_not_reached(store))
        if kind == "relock" and keeper.key:
            _require_current(store, message)
            keeper.lock(_fresh(message))
            return _turned(store, "The passphrase is changed." + say_not_reached(store))
        if kind == "unlock_for_good" and keeper.key:
            _require_current(store, message)
            keeper.unlock()
            return _turned(store, "The lock is off. Your answers open without a passphrase.")
        return None


def _turned(store: Store, sentence: str) -> dict[str, Any]:
    """Say that the lock was turned, and what opens the answers now."""
    return {"type": "lock_turned", "sentence": sentence, "refill": True, **opened(store)}


def opened(store: Store) -> Opened:
    """Return what a page keeps in its memory to open the answers, and what seals drafts of them."""
    return {"key": store.keeper.key.hex() if store.keeper.key else "", "seals": store.seals}


def _fresh(message: Message) -> str:
    first, again = (str(message.get(name) or "") for name in (FIELD, "again"))
    passphrase = fresh(first)
    if passphrase != composed(again):
        raise BadAnswer("The two new passphrases are not the same. Nothing was changed.", "again")
    return passphrase


def _require_current(store: Store, message: Message) -> None:
    if not store.keeper.is_passphrase(str(message.get("current") or "")):
        raise BadAnswer(
            "That is not the passphrase that you have now. Nothing was changed.", "current"
        )


def lock() -> FormPlan:
    """Let the reader lock the answers, change the passphrase, or take the lock off."""
    return FormPlan((), after=True, tool=Locking())
