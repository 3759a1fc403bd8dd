"""The words builder: parts, joined to one text that the reader edits and takes to the desk."""

from dataclasses import dataclass

from markupsafe import Markup

from ..exceptions import BadAnswer, PromptError
from ..forms import Ask, FormPlan, Message, Reply, Tool
from ..prompts import Prompt, Reflection, Text
from ..rules.record import StoredRecord

BUTTON = Markup(
    '<div class="rc-buttons"><button type="button" class="{}">{}</button></div>'
    '<div class="rc-ask" aria-live="off"></div>'
)
JOIN = BUTTON.format("rc-quiet rc-join", "Put the parts together")
HAND = BUTTON.format("rc-button rc-hand", "Take it to the desk")
HTML = Markup('<div class="rc-builder">{}</div>{}<div class="rc-joined">{}</div>{}')


@dataclass(frozen=True)
class Builder(Tool):
    """The parts come first, the whole last; ``to`` is the draft at the desk that it becomes."""

    to: str

    def html(self, prompts: tuple[Prompt, ...], ask: Ask) -> Markup:
        parts, whole = super().html(prompts[:-1], ask), ask(prompts[-1])
        return HTML.format(parts, JOIN, whole, HAND if self.to else "")

    def answer(self, message: Message, record: StoredRecord) -> Reply:
        if message.get("type") != "hand" or not self.to:
            return None
        text = str(message.get("text") or "").strip()
        if not text:
            raise BadAnswer("There are no words to take yet.")
        there = str(record.value(self.to) or "").strip()
        if there == text:
            return {"type": "handed"}
        if there and message.get("replace") is not True:
            return {"type": "ask"}
        return {"type": "handed", "save": (self.to, text)}


def builder(id: str, words: str, *parts: Text, to: str = "", hint: str = "") -> FormPlan:
    """Ask for parts, and for the whole that they make; ``to`` takes it to a draft at the desk.

    It is a tool for contact, so it is in no document while the page is held.
    """
    if len(parts) < 2:
        raise PromptError(f"The words {id!r} need at least two parts.")
    whole = Reflection(id=id, words=words, hint=hint)
    return FormPlan((*parts, whole), contact=True, tool=Builder(to))
