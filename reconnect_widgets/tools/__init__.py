"""The tools that pages offer beside plain questions: what each asks, and how it is drawn.

A tool is plain data, like every form. The widget of the same name brings it to life.
"""

from .builder import builder
from .calendar import calendar, days_after, event
from .deck import cards
from .desk import desk, drawer, reply_log
from .erase import erase
from .export import export
from .handout import handout, section
from .lock import lock
from .pair import two_person
from .rehearsal import rehearse
from .restore import restore
from .sorting import begging, sort, standing_up

__all__ = [
    "begging",
    "builder",
    "calendar",
    "cards",
    "days_after",
    "desk",
    "drawer",
    "erase",
    "event",
    "export",
    "handout",
    "lock",
    "rehearse",
    "reply_log",
    "restore",
    "section",
    "sort",
    "standing_up",
    "two_person",
]
