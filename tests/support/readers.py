"""Readers in different situations, as the workbook asks about them, and what fits each of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import nbformat

from reconnect_widgets.answers.store import Store
from reconnect_widgets.days import today
from reconnect_widgets.declarations import questions
from reconnect_widgets.page.session import Session
from reconnect_widgets.places import notebooks_folder
from reconnect_widgets.rules.holds import HOLDS
from reconnect_widgets.rules.safety_check import CHECKED
from reconnect_widgets.stages import Stage

LIST = questions()["cause.list"][1]


@dataclass(frozen=True)
class Reader:
    """What somebody answers, which holds follow, and words that they read, by page, or never."""

    cause: Mapping[str, Any]
    answers: Mapping[str, Any] = field(default_factory=dict)
    parted: int = 60
    """Days ago."""
    holds: tuple[str, ...] = ()
    checked: str = "all"
    seen: Mapping[str, str] = field(default_factory=dict)
    unseen: tuple[str, ...] = ()


LEADS_TO_CONTACT = (
    "a place for one line",
    "Say in the invitation",
    "An invitation is welcome",
    "<em>but</em> is enough",
    "who could move",
    "short and warm",
    "A game would cost more",
)
"""Words that nobody may read while the gate before contact is shut."""

READERS = {
    "somebody who fled": Reader(
        {"cause": "trust", "weight": 3, "who": "them"},
        {
            "start.who": "me",
            "start.shared": ["children"],
            "cause.trust": "them",
            "start.together": "life",
            "dating.now": "someone",
            "ready.signs_open": ["said_yes"],
        },
        parted=3,
        holds=("fear", "order"),
        seen={
            "00": "be careful in these first weeks",
            "01": "let somebody know where you are each day",
            "02": "What someone did to you is not your mistake",
            "03": "It is not whether you are ready",
            "08": "the no may need to be yours",
            "09": "you owe no answer and no reasons",
            "12": "no sessions together",
        },
        unseen=(
            "They broke the trust",
            "You cannot change it for them",
            "Bad sleep, no appetite",
            "You ended it",
            "might want to try again",
            "If your ex says no",
            "Writing to your ex",
            "After so many years",
        ),
    ),
    "somebody who followed their ex": Reader(
        {"cause": "quarrel", "weight": 3},
        {"start.who": "they"},
        holds=("harm",),
        seen={
            "00": "is the first thing you can put right",
            "02": "what you did that frightened",
            "09": "Do not send them",
        },
        unseen=(
            "One line that",
            "An invitation is welcome",
            "may feel guilty already",
            "they know how to find you",
            "still matters in two weeks",
            "point to one kind of help",
        ),
    ),
    "a carer under one roof, who was told no": Reader(
        {"cause": "drifted", "weight": 3},
        {"start.who": "they", "start.shared": ["care", "home"]},
        holds=("said_no",),
        seen={
            "01": "You live under one roof",
            "04": "What the care or the home needs",
            "08": "You have had the answer",
        },
        unseen=(
            "your limit is zero",
            "An invitation is welcome",
            "A second no",
            "A gentle no is still a no",
        ),
    ),
    "somebody of 58 with grown-up children": Reader(
        {"cause": "drifted", "weight": 3, "who": "both"},
        {"start.who": "they", "start.shared": ["grown", "friends"], "start.together": "life"},
        parted=400,
        seen={
            "00": "more than fifteen years",
            "01": "Your children are grown up",
            "03": "habit and love are hard to tell apart",
            "04": "an ordinary, true sentence",
            "08": "plans: a home, holidays",
            "11": "Change one fixed thing",
            "12": "grief like a death",
            "13": "compare months and not weeks",
        },
        unseen=(
            "only days ago",
            "only been a few days",
            "pickup times",
            "Meet without the children",
        ),
    ),
    "somebody who says rather not say": Reader(
        {"cause": "fighting", "weight": 3},
        {"start.who": "they"},
        checked="unsaid",
        seen={
            "01": "the next message can easily start another",
            "04": "You need not explain why you would rather not say",
            "05": "at ease with need not wait",
            "07": "plans no meeting",
            "10": "A friend can hear it first",
            "11": "can I say no without being afraid",
            "12": "learning how to fight",
        },
        unseen=("would be safe", "An invitation is welcome"),
    ),
    "somebody under 18": Reader(
        {"cause": "pressure", "weight": 3},
        {"start.who": "both"},
        holds=("young",),
        seen={"00": "tell one adult you trust", "12": "A school counselor"},
        unseen=("Say it in private, and say that",),
    ),
    "somebody in a crisis": Reader(
        {"cause": "love", "weight": 3},
        {"start.who": "they"},
        holds=("crisis",),
        seen={
            "00": "please open <strong>Help</strong>",
            "02": "Keep it very small",
            "08": "alone today",
        },
    ),
    "left in anger two days ago, and sorry": Reader(
        {"cause": "quarrel", "weight": 3, "who": "me", "possible": "yes"},
        {"start.who": "me", "start.contact": "none", "ready.signs_open": ["none"]},
        parted=2,
        seen={
            "00": "One evening need not be the whole story",
            "01": "clear it up tonight",
            "02": "smallest thing",
            "03": "not the same as being ready",
            "04": "I am sorry for how I left",
            "05": "Be plain and calm",
            "06": "neither how fine you are",
            "07": "sorry for how you left. Then listen",
            "08": "no while they are still angry",
            "09": "is an apology",
            "10": "That may be said soon",
            "11": "how either of you leaves a quarrel",
            "12": "If you often leave like that",
            "13": "swing widely",
        },
        unseen=(
            "half a year",
            "wait for two weeks",
            "raise hopes or open a wound",
            "After broken trust",
        ),
    ),
    "parted by distance, both of them open": Reader(
        {"cause": "distance", "weight": 3, "who": "circumstances", "possible": "yes"},
        {
            "start.who": "both",
            "start.contact": "often",
            "start.together": "years",
            "ready.signs_open": ["began", "warm", "said_yes"],
            "ready.signs_no": ["none"],
            "ready.know": "know",
        },
        seen={
            "00": "plan as if everything stays as it is",
            "01": "If you lived far apart",
            "02": "You decided it together",
            "03": "As long as there is no date and no fact",
            "04": "they have shown some openness",
            "05": "Plan one real visit",
            "06": "A game would cost more now",
            "07": "could travel home earlier",
            "08": "can still become a no",
            "09": "just wait for me",
            "10": "Bring one fact",
            "11": "planning early",
            "12": "work by video",
            "13": "with the calendar",
        },
        unseen=(
            "no sign of openness",
            "They ended it",
            "You ended it.",
            "At the moment there is no contact",
        ),
    ),
    "somebody who broke the trust": Reader(
        {"cause": "trust", "weight": 3, "who": "me", "possible": "unsure"},
        {"start.who": "they", "start.contact": "some", "cause.trust": "me"},
        seen={
            "00": "Being sorry is a beginning",
            "01": "Quiet is something that you can give now",
            "02": "the moment just before you broke the trust",
            "03": "the same question ten times",
            "04": "one line without a <em>but</em>",
            "05": "the ladder is longer",
            "06": "taken for more of the same",
            "07": "tell no small lies",
            "08": "I cannot forgive this",
            "09": "Once is an apology",
            "10": "carries the weight",
            "11": "You answer patiently",
            "12": "see why you broke the trust",
            "13": "small promises that you have kept since",
        },
        unseen=("They broke the trust", "If yours was broken", "yours was broken, do not"),
    ),
}


def is_checked(store: Store) -> None:
    """Go through the safety check calmly, some seconds ago."""
    at = datetime.now(UTC) - timedelta(seconds=9)
    store.save(HOLDS, [], page="00", visit="v", at=at)
    store.save(CHECKED, "all", page="00", visit="v", at=at)


def becomes(store: Store, one: Reader) -> None:
    """Answer as a reader whose situation this is."""
    about: Any = {"page": "00", "visit": "v", "at": datetime.now(UTC) - timedelta(seconds=9)}
    store.save(HOLDS, list(one.holds), **about)
    store.save(CHECKED, one.checked, **about)
    answers = {"start.apart": str(today() - timedelta(days=one.parted)), **one.answers}
    for question, value in answers.items():
        store.save(questions()[question][1], value, **about)
    store.save(LIST, one.cause, entry="row", **about)


@cache
def cells(stage: Stage) -> list[Any]:
    """The cells of a page's notebook."""
    found: list[Any] = nbformat.read(notebooks_folder() / stage.file, 4).cells
    return found


def opened(stage: Stage) -> Session:
    """Run a page's notebook in this process, and say hello as a browser does."""
    names: dict[str, Any] = {}
    for cell in cells(stage):
        if cell.cell_type == "code":
            exec(cell.source, names)
    session: Session = names["page"].session
    session.heard(session.masthead, {"type": "hello", "visit": "v"})
    return session
