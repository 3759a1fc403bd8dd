"""The tool that brings a copy back: it says first what would come in, and asks once."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from ..answers.passphrases import NOT_TO_BE_SAVED
from ..copies.json_copy import Copy, most_bytes, too_large
from ..copies.restore import preview, read_copy, say_preview
from ..copies.restore import restore as bring_back
from ..exceptions import BadCopy
from ..forms import Ask, FormPlan, Message, Questions, Reply, Tool
from ..prompts import Prompt
from ..rules.record import StoredRecord
from ..words import counted

HTML = Markup(
    '<div class="rc-pick"><label for="rc-restore-file">The file</label><p class="rc-hint">A copy that was made '
    "as JSON, encrypted or not. Nothing changes before you have seen what is in it.</p>"
    '<input type="file" id="rc-restore-file" accept=".json,.age" data-rc-most="{}" data-rc-too-large="{}">'
    "</div>"
    '<div class="rc-pick rc-passphrases" hidden><label>Its passphrase'
    '<input type="password" name="passphrase" autocomplete="off"></label><p class="rc-hint">{}</p></div>'
    '<div class="rc-buttons"><button type="button" class="rc-button rc-look">See what is in it</button></div>'
    '<div class="rc-found" tabindex="-1"></div>'
)
FOUND = Markup(
    '<div class="rc-reading"><p><strong>{}</strong></p><p>{}</p><p>{}</p><div class="rc-buttons">{}'
    '<button type="button" class="rc-quiet rc-leave">Leave it</button></div></div>'
)
BRING = Markup('<button type="button" class="rc-button rc-bring">Bring these answers back</button>')


@dataclass
class Arriving:
    """A copy on its way: the pieces so far, or what was read of them."""

    pieces: list[bytes] = field(default_factory=list)
    copy: Copy | None = None

    def clear(self) -> None:
        """Let go of all of it."""
        self.pieces, self.copy = [], None


@dataclass(frozen=True)
class Restore(Tool):
    """Takes a copy in pieces, says what is in it, and merges it when the reader says so."""

    questions: Callable[[], Questions]
    arriving: Arriving = field(default_factory=Arriving, compare=False, repr=False)

    def html(self, prompts: tuple[Prompt, ...], ask: Ask) -> Markup:
        return HTML.format(most_bytes(), too_large(), NOT_TO_BE_SAVED)

    def answer(self, message: Message, record: StoredRecord) -> Reply:
        kind = message.get("type")
        if kind == "piece":
            return self._take(message, record)
        if kind == "bring":
            return self._bring(record)
        if kind == "leave":
            self.arriving.clear()
        return None

    def _take(self, message: Message, record: StoredRecord) -> dict[str, Any]:
        arriving = self.arriving
        if message.get("number") == 0:
            arriving.clear()
        try:
            arriving.pieces.append(base64.b64decode(str(message.get("data")), validate=True))
            size = sum(map(len, arriving.pieces))
            if message.get("number") != len(arriving.pieces) - 1 or size > most_bytes():
                raise ValueError
        except ValueError as error:
            arriving.clear()
            raise BadCopy("The file did not arrive whole. Please try again.") from error
        if len(arriving.pieces) != message.get("of"):
            return {"type": "more"}
        return self._look(str(message.get("passphrase") or ""), record)

    def _look(self, passphrase: str, record: StoredRecord) -> dict[str, Any]:
        content = b"".join(self.arriving.pieces)
        self.arriving.clear()
        copy = read_copy(content, self.questions(), passphrase)
        self.arriving.copy = copy
        found = preview(copy, record)
        html = FOUND.format(*say_preview(found), BRING if found.new else "")
        return {"type": "found", "html": str(html), "room": found.characters}

    def _bring(self, record: StoredRecord) -> dict[str, Any]:
        copy = self.arriving.copy
        if copy is None:
            raise BadCopy("The file is not here anymore. Please choose it again.")
        count = bring_back(copy.answers, record)
        self.arriving.clear()
        return {
            "type": "brought",
            "refill": True,
            "words": f"{counted(count, 'answer')} brought back.",
        }


def restore(questions: Callable[[], Questions] = dict) -> FormPlan:
    """Let the reader bring a copy back, after they have seen what is in it.

    ``questions`` gives those of the workbook, when a copy is there.
    """
    return FormPlan((), tool=Restore(questions))
