"""The message desk: a draft with its marks, three reflections, a rest, and copy only.

Nothing is sent from here. After a message that was sent there is no second desk until an answer is
logged or the time of waiting is over; the logs stay.
"""

from dataclasses import asdict, dataclass
from datetime import date
from itertools import starmap

from markupsafe import Markup

from ..days import morning_in, now
from ..exceptions import PromptError
from ..forms import Ask, FormPlan, Message, Reply, Tool
from ..messages import check_message, is_english
from ..prompts import Choice, Date, Log, Prompt, Reflection, say_day
from ..rules.record import StoredRecord
from ..rules.waiting import TOPICS, WAIT_DAYS, reply_id, sent_id, waiting_until

DRAFT_END = Markup(
    '<div class="rc-desk-reading"><p class="rc-counts"></p><p class="rc-marked" aria-live="off"></p>'
    '<ul class="rc-marks"></ul></div>'
)
RESTS = {1: "until tomorrow morning", 2: "for two days", 7: "for a week"}
REST = Markup(
    '<button type="button" class="rc-quiet" data-rest="{}">'
    '<span class="rc-hidden">Sleep on it </span>{}</button>'
)
SLEEP = Markup(
    '<p class="rc-night" hidden>It is late. What is written at night often reads differently in the '
    'morning. The draft will still be here.</p><div class="rc-buttons rc-resting">'
    '<span class="rc-hint">Sleep on it:</span>{}</div>'
).format(Markup("").join(starmap(REST.format, RESTS.items())))
COPY = Markup('<div class="rc-copy-place"></div><p class="rc-copied" aria-live="off"></p>')


@dataclass(frozen=True)
class Desk(Tool):
    """A desk for messages of one ``stage``; a desk for a post knows no waiting."""

    stage: str

    def _waiting(self, record: StoredRecord) -> date | None:
        return None if self.stage == "post" else waiting_until(record)

    def asked_now(self, prompts: tuple[Prompt, ...], record: StoredRecord) -> tuple[Prompt, ...]:
        if self._waiting(record) is None:
            return prompts
        return tuple(prompt for prompt in prompts if isinstance(prompt, Log))

    def html(self, prompts: tuple[Prompt, ...], ask: Ask) -> Markup:
        desk = [prompt for prompt in prompts if not isinstance(prompt, Log)]
        logs = Markup("").join(ask(prompt) for prompt in prompts if isinstance(prompt, Log))
        if not desk:
            return logs
        draft, *reflections, rest = desk
        return Markup(
            '<div class="rc-desk"><div class="rc-draft">{}</div>{}{}'
            '<div class="rc-desk-copy">{}{}{}</div></div>{}'
        ).format(
            ask(draft),
            DRAFT_END,
            Markup("").join(map(ask, reflections)),
            SLEEP,
            ask(rest),
            COPY,
            logs,
        )

    def after(self, record: StoredRecord) -> Markup:
        end = self._waiting(record)
        if end is None:
            return Markup("")
        return Markup(
            '<div class="rc-notice"><p><strong>One message, and now the waiting.</strong> Silence is '
            "an answer for now. The desk comes back when you log an answer, or on {}. We chose {} days; "
            "no study says how long is right. A draft that you wrote is kept.</p></div>"
        ).format(say_day(end), WAIT_DAYS)

    def answer(self, message: Message, record: StoredRecord) -> Reply:
        if message.get("type") == "rest" and message.get("days") in RESTS:
            until = morning_in(message["days"], now())
            return {"type": "rest", "until": f"{until:%Y-%m-%dT%H:%M}"}
        if message.get("type") != "read":
            return None
        text = str(message.get("text") or "")
        marks = [asdict(mark) for mark in check_message(text, stage=self.stage)]
        return {
            "type": "read",
            "turn": message.get("turn"),
            "marks": marks,
            "english": is_english(text),
        }


def desk(id: str, *, stage: str, hope: str, lands: str, other: str) -> FormPlan:
    """Ask for a draft at the message desk, with these words for the three reflections.

    It is a tool for contact, but for ``stage="post"``, which is about what others see.
    """
    topic = id.split(".", maxsplit=1)[0]
    is_post = stage == "post"
    if not is_post and topic not in TOPICS:
        raise PromptError(f"A desk for messages begins with one of {', '.join(TOPICS)}.")
    prompts: tuple[Prompt, ...] = (
        Reflection(id=id, words="Your post" if is_post else "Your draft"),
        Reflection(id=f"{id}_hope", words=hope),
        Reflection(id=f"{id}_lands", words=lands),
        Reflection(id=f"{id}_else", words=other),
        Date(id=f"{id}_rest", words="The draft rests until", time=True),
    )
    if not is_post:
        prompts += (_sent(topic), reply_log(reply_id(topic)))
    return FormPlan(prompts, contact=not is_post, after=not is_post, tool=Desk(stage))


def drawer(id: str, words: str) -> FormPlan:
    """Ask for letters that are never sent. There is nothing here to copy them with."""
    letter = Reflection(id="letter", words="The letter")
    return FormPlan((Log(id=id, words=words, fields=(DAY, letter), add="Begin a letter"),))


DAY = Date(id="when", words="When")
WAYS = {"message": "Message", "call": "Call", "in_person": "In person", "other": "Another way"}
SAID = {
    "warm": "Something warm",
    "maybe": "Maybe, or a question",
    "later": "Not now",
    "no": "No",
    "no_contact": "They want no more contact",
    "blocked": "They blocked me",
    "space": "They asked for space",
    "nothing": "Nothing so far",
}


def _sent(topic: str) -> Log:
    way = Choice(id="way", words="In what way?", answers=WAYS)
    words = "If you sent something, note it here"
    return Log(id=sent_id(topic), words=words, fields=(DAY, way), add="Note that I sent it")


def reply_log(id: str) -> Log:
    """Return the log of what came back that has this id."""
    said = Choice(id="said", words="What came back?", answers=SAID)
    about = Reflection(id="about", words="In their words, as far as you remember")
    fields = (DAY, said, about)
    return Log(id=id, words="What came back", fields=fields, add="Log an answer")
