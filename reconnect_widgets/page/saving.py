"""Writes what is answered on one page: each answer as it was asked, in place of one just given."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from ..answers.answer import Answer
from ..answers.store import Store
from ..exceptions import BadAnswer
from ..prompts import Log, Prompt, is_entry
from ..protocol import Save
from ..rules.holds import BEGAN_CONTACT, SAYING_NO, STATED, holds_said
from ..tools.pull import PAGES, question_of
from .filling import Parts


class Saving:
    """What one visit to a page writes to the answers."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.visit = ""
        self._mine: dict[tuple[str, str], Answer] = {}

    def forget(self) -> None:
        """Take no answer for this visit's own any more: the next ones stand beside it."""
        self._mine.clear()

    def take(self, message: Save, store: Store) -> Prompt:
        """Save an answer that a browser sent, and return what was asked.

        While it is the latest, what this visit answered before is replaced. Raises
        :class:`BadAnswer` for what the page does not ask or the question does not allow, and what
        :meth:`Store.save` raises; then nothing was changed.
        """
        prompt = self._asked(message)
        value = prompt.check(message["value"])
        store.require(message.get("store") or store.id)
        self._write(prompt, value, self.parts.stage.number, message, store)
        return prompt

    def take_pull(self, message: Save, store: Store) -> Prompt:
        """Save a row that was begun in the moment of the pull, which stands on every page.

        What else was answered in the row stays, and a row that its reader removed stays away.
        """
        prompt = question_of(message["id"], message.get("entry"))
        store.require(message.get("store") or store.id)
        there, said = store.latest(prompt.id, message.get("entry") or ""), message["value"]
        if not there or there.value is not None:
            known = there.value if there else {}
            value = prompt.check(known | said if isinstance(said, dict) else said)
            self._write(prompt, value, PAGES[prompt.id], message, store)
        return prompt

    def _write(self, prompt: Prompt, value: Any, page: str, message: Save, store: Store) -> None:
        entry = message.get("entry") or ""
        mine = self._mine.get((prompt.id, entry))
        self._mine[prompt.id, entry] = store.save(
            prompt,
            value,
            page=page,
            visit=self.visit,
            entry=entry,
            replaces=mine,
            at=_moment(message.get("at")),
            keeps=mine is not None and _says_no(mine, value),
            after=store.latest(BEGAN_CONTACT.id) if prompt.id in SAYING_NO else None,
        )

    def _asked(self, message: Save) -> Prompt:
        prompt = self.parts.prompts.get(message["id"])
        entry = message.get("entry") or ""
        fits = is_entry(entry) if isinstance(prompt, Log) else not entry
        if prompt is None or not fits:
            raise BadAnswer("This page does not ask that question.")
        if isinstance(prompt, Log) and prompt.rows and entry not in prompt.rows:
            raise BadAnswer("This table has no such row.")
        return prompt


def _says_no(before: Answer, value: Any) -> bool:
    """Say whether an answer or the one before it holds: each is kept, as what they say again holds again."""
    return before.question in STATED and bool(
        holds_said(before) or holds_said(replace(before, value=value))
    )


def _moment(at: float | None) -> datetime | None:
    """Return when a browser says that an answer was given, which is not later than now."""
    now = datetime.now(UTC).timestamp()
    return None if at is None else datetime.fromtimestamp(max(0, min(at / 1000, now)), UTC)
