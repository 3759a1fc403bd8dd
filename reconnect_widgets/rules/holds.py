"""Holds: why pages are held, what is offered instead, what lifts each, and which are in force.

The safety check's answers are never kept (see :mod:`safety_check`): only the holds that follow from
them, as the latest answer to :data:`HOLDS`. What was said on other pages holds as well.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..answers.answer import Answer
from ..days import is_over
from ..prompts import Date, Several, day_in
from ..stages import STAGES


@dataclass(frozen=True)
class Hold:
    """What follows from one kind of answer.

    ``closes`` says whether contact pages are held. ``lines`` names the helplines that fit, as the
    page's ``rc-own-lines`` knows them.
    """

    key: str
    title: str
    why: str
    instead: str
    lifts: str
    closes: bool = True
    lines: str = ""


AGAIN_AT_ANY_TIME = "You can answer the safety check again at any time."
THEY_BEGAN = "Your statement below that they began contact, of their own accord."
ALL = (
    Hold(
        "fear",
        "Your safety comes first",
        "You said that you were afraid of what they might do, or that they hurt or controlled you, "
        "or that you are not sure. Contact and getting back together can bring new danger, so the "
        "pages that lead there are held.",
        "The pages on space, on yourself and on your journey are all open.",
        "Only you can say how it was. " + AGAIN_AT_ANY_TIME,
        lines="fear",
    ),
    Hold(
        "harm",
        "Their safety comes first",
        "You said that you threatened, hurt, followed or tracked them, or that you are not sure. It "
        "takes courage to say so. Contact from you could frighten them again, so those pages are "
        "held.",
        "“Take time for yourself” is open, and there is help for people who want to act differently.",
        AGAIN_AT_ANY_TIME,
        lines="harm",
    ),
    Hold(
        "order",
        "There is, or may be, an order about contact",
        "You said that a court or the police have set rules for contact, or that you are not sure. "
        "It may be about the children, about a home, or about the two of you. Whatever it is about, "
        "its words come first: even a friendly text, a gift, or a friend who passes something on can "
        "break it.",
        "A lawyer or an advice center can tell you exactly what it allows. All that helps you let "
        "go is open.",
        "It stays for the rest of this visit and of this day. If there is no order, or it has ended, "
        "open the workbook again another day and answer the safety check again.",
    ),
    Hold(
        "no_contact",
        "They asked for no contact",
        "You said that they asked for no contact. It hurts to read that, and it is their answer. "
        "Leaving it at that is the kindest thing that you can do for both of you.",
        "The pages on space and on yourself are open, and you can use them to let go.",
        THEY_BEGAN,
    ),
    Hold(
        "blocked",
        "They blocked you",
        "You said that they blocked you. A closed door hurts, and it is an answer. Please do not "
        "look for another way in.",
        "The pages on space and on yourself are open, and you can use them to let go.",
        THEY_BEGAN,
    ),
    Hold(
        "said_no",
        "They said no to getting back together",
        "You said that they said no. That hurts, and nothing has to be written or settled today. "
        "Their answer stands, so this workbook helps with no further message.",
        "The pages “Be ready for a no” and “Don't beg” are there for just this. The pages on space and "
        "on yourself are open, and you can use them to let go.",
        THEY_BEGAN,
    ),
    Hold(
        "space",
        "They asked for space",
        "You said that they asked for space. It is hard to wait without knowing for how long. Until "
        "they say something else, the quiet is what they asked of you.",
        "The pages on space, on yourself and on your reasons are open.",
        "The day that they named lifts it, once it has passed: note it on “Give them space”. So does "
        "your statement below that they began contact, of their own accord.",
    ),
    Hold(
        "practical",
        "They asked for contact about practical things only",
        "You said that they want contact about practical things, and no other. It is a clear line, and "
        "it can hurt.",
        "The pages on space, on yourself and on your reasons are open.",
        THEY_BEGAN,
    ),
    Hold(
        "maybe_no",
        "It may be a no",
        "You said that you are not sure what they have asked for. Not knowing is hard. Please take it "
        "as a no for now. If it is not one, they can tell you.",
        "The pages on space, on yourself and on your reasons are open.",
        THEY_BEGAN,
    ),
    Hold(
        "crisis",
        "Please get help first",
        "You said that you have thoughts of ending your life or of hurting yourself, or that you are "
        "not sure. Many people do after a breakup, and for most it passes. You need not get through it "
        "alone.",
        "The first page, “Where things stand”, has room for a plan for a hard night, in your own "
        "words. This answer locks no page.",
        AGAIN_AT_ANY_TIME,
        closes=False,
        lines="crisis",
    ),
    Hold(
        "young",
        "You are under 18",
        "The pages about getting in touch and getting back together are made for adults.",
        "An adult you trust is a good person to talk to. The pages on space, on yourself and on "
        "your journey are open.",
        AGAIN_AT_ANY_TIME,
        lines="young",
    ),
)
BY_KEY = {hold.key: hold for hold in ALL}

THEIR_ANSWERS = frozenset({"no_contact", "blocked", "said_no", "space", "practical", "maybe_no"})
"""The holds that follow from what the other person said; one statement lifts them all."""

HOLDS = Several(
    id="safety.holds",
    words="What follows from the safety check",
    answers={hold.key: hold.title for hold in ALL},
)

BEGAN_CONTACT = Date(id="safety.began_contact", words="They began contact with me on")
"""The reader's statement that lifts the holds of :data:`THEIR_ANSWERS`."""

UNTIL = "space.until"
"""The question until which day they asked for space."""

REPLIES = ("first.reply", "slow.reply", "meet.reply", "feel.reply", "meet.after_same")
"""The logs in which a row can say what they answered, in its field ``said``."""

SAID_IN_A_LOG: Mapping[str, str] = {
    "no": "said_no",
    "no_contact": "no_contact",
    "blocked": "blocked",
    "space": "space",
}

STATED: Mapping[str, Mapping[str, str]] = {
    "space.asked": {
        "none": "no_contact",
        "space": "space",
        "practical": "practical",
        "unclear": "maybe_no",
    },
    "ready.signs_no": {
        "said_no": "said_no",
        "blocked": "blocked",
        "wants_none": "no_contact",
        "wants_space": "space",
        "space": "no_contact",  # an older page asked for both in one
    },
}
"""Which answers on other pages hold, and as what."""

SAYING_NO = frozenset({*REPLIES, *STATED})
"""The questions of other pages in whose answers a no, or a wish for space, can be said."""


def holds_said(answer: Answer) -> set[str]:
    """Return the holds that follow from an answer to one of :data:`STATED`, or from a log's row."""
    if answer.question in REPLIES:
        hold = SAID_IN_A_LOG.get(answer.value.get("said", ""))
        return {hold} if hold else set()
    given = answer.value if isinstance(answer.value, list) else [answer.value]
    known = STATED[answer.question]
    return {known[key] for key in given if key in known}


def without_what_holds(answer: Answer) -> Any:
    """Return what is left of an answer to one of :data:`SAYING_NO` when nothing in it holds."""
    if answer.question in REPLIES:
        return {name: value for name, value in answer.value.items() if name != "said"} or None
    return [key for key in answer.value if key not in STATED[answer.question]] or None


def in_order(keys: Iterable[str]) -> tuple[str, ...]:
    """Return the keys of holds in the order of :data:`ALL`, each once."""
    known = set(keys)
    return tuple(hold.key for hold in ALL if hold.key in known)


def statements(history: Iterable[Answer]) -> dict[str, Answer]:
    """Return the holds that were said in answers to one question, each with the answer that said it.

    ``history`` is every answer to it, oldest first. What was taken back on the day on which it was
    said was a slip. On a later day it is no longer the reader who can take it back, not even by saying
    it once more first.
    """
    said = defaultdict[str, list[Answer]](list)
    before: set[str] = set()
    for answer in history:
        now = holds_said(answer) if answer.value is not None else set()
        for hold in now - before:
            said[hold].append(answer)
        for hold in before - now:
            if said[hold][-1].day == answer.day:
                said[hold].pop()
        before = now
    return {hold: answers[-1] for hold, answers in said.items() if answers}


def last_stated(key: str, history: Iterable[Answer]) -> Answer | None:
    """Return the last answer to :data:`HOLDS` in which a hold stands."""
    said = [answer for answer in history if key in (answer.value or [])]
    return said[-1] if said else None


def is_space_over(until: Answer | None, asked_on: date, today: date) -> bool:
    """Say whether the space that they asked for is over: a day was named, and has passed.

    A day before that on which they asked belongs to an earlier time, and says nothing.
    """
    last = day_in(until.value) if until else None
    return last is not None and asked_on <= last and is_over(last, today)


def held_pages(holds: Iterable[str]) -> frozenset[str]:
    """Return the numbers of the pages that these holds close."""
    if any(BY_KEY[key].closes for key in holds):
        return frozenset(stage.number for stage in STAGES if stage.leads_to_contact)
    return frozenset()
