"""Readers in different situations, as the first page asks about them."""

from datetime import UTC, datetime, timedelta

from reconnect_widgets import choice, log, scale, several
from reconnect_widgets.cause import CAUSES
from reconnect_widgets.holds import HOLDS
from reconnect_widgets.safety_check import CHECKED

WHO = choice("start.who", "Who ended it?", they="They did", me="I did", both="We both did")
SHARED = several("start.shared", "What do you still share?", children="Children", work="Work")
CONTACT = choice(
    "start.contact", "How much contact is there now?", none="None", some="Now and then"
)
LIST = log(
    "cause.list",
    "The causes",
    choice("cause", "Cause", **CAUSES),
    scale(
        "weight",
        "How much did it weigh?",
        "A small part",
        "A part",
        "A large part",
        "The main thing",
    ),
)
READERS = {
    "trust broken, they ended it": ("trust", "they", ["work"], []),
    "drifted apart, with children": ("drifted", "both", ["children"], []),
    "a sudden quarrel last week": ("quarrel", "me", [], []),
    "different life goals": ("goals", "both", [], []),
    "asked for no contact": ("fighting", "they", [], ["no_contact"]),
}


def is_checked(store):
    """Go through the safety check calmly, some seconds ago."""
    at = datetime.now(UTC) - timedelta(seconds=9)
    store.save(HOLDS, [], page="00", visit="v", at=at)
    store.save(CHECKED, "all", page="00", visit="v", at=at)


def becomes(store, cause, who, shared, holds):
    """Answer the first page as a reader whose situation this is."""
    at = datetime.now(UTC) - timedelta(seconds=9)
    about = {"page": "00", "visit": "v", "at": at}
    is_checked(store)
    store.save(HOLDS, holds, **about)
    store.save(WHO, who, **about)
    store.save(SHARED, shared or None, **about)
    store.save(CONTACT, "none", **about)
    store.save(LIST, {"cause": cause, "weight": 3}, entry="row", **about)
