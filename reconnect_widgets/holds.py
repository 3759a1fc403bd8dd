"""When a page is held, why, what is offered instead and what lifts it.

This is the one place that decides. The safety check's answers are never kept: only the holds that
follow from them, as the latest answer to :data:`HOLDS`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .answers import Answer
from .exceptions import BadAnswer
from .prompts import Date, Several
from .stages import STAGES


@dataclass(frozen=True)
class Hold:
    """What follows from one kind of answer. ``closes`` says whether contact pages are held."""

    key: str
    title: str
    why: str
    instead: str
    lifts: str
    closes: bool = True


ALL = (
    Hold(
        "fear",
        "Your safety comes first",
        "You said that you were afraid of them, or that they hurt or controlled you, or that you are "
        "not sure. Contact and getting back together can bring new danger, so the pages that lead "
        "there are held.",
        "Help has people to talk to who know this well, by country. The pages on space, on yourself "
        "and on your journey are all open, and make a full way through.",
        "Only you can say how it was. You can answer the safety check again at any time.",
    ),
    Hold(
        "harm",
        "Their safety comes first",
        "You said that you frightened, followed or hurt them, or that you are not sure. It takes "
        "courage to say so. Contact from you could frighten them again, so those pages are held.",
        "Help lists people who listen to anyone worried about what they have done. Step 2 has room "
        "for your own part and for what you will do differently.",
        "You can answer the safety check again at any time.",
    ),
    Hold(
        "order",
        "An order or a warning is in force",
        "You said that a court or the police have limited contact, or that you are not sure. Even a "
        "friendly text, a gift, or asking a friend to pass something on can break such an order.",
        "A lawyer or an advice center can tell you exactly what it allows. The way of letting go is "
        "open, all of it.",
        "It stays for the rest of this visit. If the order has ended, close this tab, open the "
        "workbook again another time, and answer the safety check again.",
    ),
    Hold(
        "no_contact",
        "They asked for no contact",
        "You said that they do not want contact, or blocked you, or said no, or that you are not "
        "sure. That is their answer. Respecting it is the kindest thing that you can do for both of "
        "you, and repeated contact that someone does not want can be against the law.",
        "The pages on space and on yourself are open, and letting go is a full way through.",
        "It is lifted when you state that they began contact with you, of their own accord.",
    ),
    Hold(
        "crisis",
        "Please get help first",
        "You said that you have thoughts of ending your life or of hurting yourself, or that you are "
        "not sure. Many people do after a breakup, and it passes. You need not get through it alone.",
        "Help lists crisis lines by country. Below is a plan for a hard night, in your own words. "
        "Nothing in the workbook is locked.",
        "You can answer the safety check again at any time.",
        closes=False,
    ),
    Hold(
        "young",
        "You are under 18",
        "The pages about getting in touch and getting back together are made for adults.",
        "Help lists lines for young people. An adult whom you trust is a good person to talk to. The "
        "pages on space, on yourself and on your journey are open.",
        "You can answer the safety check again at any time.",
    ),
)
BY_KEY = {hold.key: hold for hold in ALL}

HOLDS = Several(
    id="safety.holds",
    words="What follows from the safety check",
    answers={hold.key: hold.title for hold in ALL},
)

BEGAN_CONTACT = Date(id="safety.began_contact", words="They began contact with me on")
"""The reader's statement that lifts the hold for no contact."""

STATED: Mapping[str, frozenset[str]] = {
    "space.asked": frozenset({"none"}),
    "ready.signs_no": frozenset({"said_no", "blocked"}),
}
"""Answers on other pages that say the same as *they asked for no contact*."""

REPLIES = ("first.reply", "slow.reply", "meet.reply", "feel.reply")
"""The logs of what came back after a message; a row that says *no* is such an answer too."""

CHECK: Mapping[str, str] = {
    "safety.fear": "fear",
    "safety.control": "fear",
    "safety.harm": "harm",
    "safety.order": "order",
    "safety.no_contact": "no_contact",
    "safety.crisis": "crisis",
    "safety.adult": "young",
    "safety.screen": "",
}
"""The questions of the safety check, each with the hold that can follow from it."""


def holds_after(given: Mapping[str, str | None]) -> list[str]:
    """Return the keys of the holds that follow from a whole safety check.

    ``given`` maps the check's question ids to ``yes``, ``unsure``, ``no`` or ``unsaid``. Raises
    :class:`BadAnswer` when one is missing: the check is the only thing that is not optional.
    """
    if any(not given.get(question) for question in CHECK):
        raise BadAnswer("Please answer each of these. “Rather not say” is an answer too.")
    found = set()
    for question, hold in CHECK.items():
        worrying = ("no",) if question == "safety.adult" else ("yes", "unsure")
        if hold and given[question] in worrying:
            found.add(hold)
    return [hold.key for hold in ALL if hold.key in found]


AGAIN: Mapping[str, str] = {
    "safety.fear_now": "fear",
    "safety.no_contact_now": "no_contact",
    "safety.crisis_now": "crisis",
}
"""The three questions that are asked again before pages that lead to contact."""


def holds_after_again(given: Mapping[str, str | None], before: Iterable[str]) -> list[str]:
    """Return the holds that follow from the three questions asked again.

    They add holds. Only the one for a crisis, which closes nothing, is lifted by a *no* here; the
    others need the whole safety check or the reader's statement. Raises :class:`BadAnswer` when an
    answer is missing.
    """
    if any(not given.get(question) for question in AGAIN):
        raise BadAnswer("Please answer each of these. “Rather not say” is an answer too.")
    found = set(before)
    for question, hold in AGAIN.items():
        if given[question] in ("yes", "unsure"):
            found.add(hold)
    if given["safety.crisis_now"] == "no":
        found.discard("crisis")
    return [hold.key for hold in ALL if hold.key in found]


def holds_in_force(
    stored: Answer | None, stated: Iterable[Answer], began_contact: Answer | None
) -> tuple[str, ...]:
    """Return the keys of the holds in force.

    ``stored`` is the latest answer to :data:`HOLDS`, ``stated`` are the latest answers to the
    questions of :data:`STATED` and the rows of :data:`REPLIES`, ``began_contact`` is the latest
    answer to :data:`BEGAN_CONTACT`.
    """
    found = set(stored.value or ()) if stored else set()
    for answer in stated:
        later = began_contact is None or answer.changed_at > began_contact.changed_at
        if later and says_no(answer):
            found.add("no_contact")
    return tuple(hold.key for hold in ALL if hold.key in found)


def says_no(answer: Answer) -> bool:
    """Say whether an answer to one of :data:`STATED`, or a row of :data:`REPLIES`, is a no."""
    if answer.question in REPLIES:
        return bool(answer.value.get("said") == "no")
    given = answer.value if isinstance(answer.value, list) else [answer.value]
    return bool(STATED[answer.question].intersection(given))


def holds_kept(before: Iterable[str], history: list[Answer], visit: str) -> set[str]:
    """Return which holds in force a new safety check cannot lift.

    A court order stays for the visit in which it was stated; asking for no contact stays until the
    reader states that the other person began contact (:func:`lift_no_contact`).
    """
    kept = {key for key in before if key == "no_contact"}
    if "order" in before and stated_in("order", history) == visit:
        kept.add("order")
    return kept


def stated_in(key: str, history: list[Answer]) -> str:
    """Return the visit in which a hold that is in force was last stated anew."""
    visit = ""
    held = False
    for answer in history:
        now = key in (answer.value or [])
        if now and not held:
            visit = answer.visit
        held = now
    return visit if held else ""


def lift_no_contact(before: Iterable[str]) -> list[str]:
    """Return the holds that stay once the reader has stated that the other began contact."""
    return [key for key in before if key != "no_contact"]


def held_pages(holds: Iterable[str]) -> frozenset[str]:
    """Return the numbers of the pages that these holds close."""
    if any(BY_KEY[key].closes for key in holds):
        return frozenset(stage.number for stage in STAGES if stage.leads_to_contact)
    return frozenset()
