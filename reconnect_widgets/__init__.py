"""Reconnect: an interactive workbook for somebody whose relationship has ended.

A notebook opens a page and says, in the order of its cells, what is asked and what is shown.
"""

from .journey.table import answers
from .messages import check_message
from .page.page import open_page
from .prompts import choice, date, log, number, plan, reflection, scale, several, text
from .rules.guidance import (
    advice,
    apart_for,
    cause_is,
    held,
    not_said,
    otherwise,
    said,
    unsaid,
    up_to,
)
from .tools import begging, days_after, event, section, standing_up
from .views.example import example_reader
from .views.glance import at_a_glance
from .views.pages import plans, progress
from .views.patterns import readiness_over_time, weekdays, what_helped
from .views.readings import cause_reading, readiness, widest_gaps
from .views.reciprocity import reciprocity
from .views.scales import day_by_day, then_and_now
from .views.space import contact_against_limit, days_of_quiet, urges_over_time
from .views.today import left_off
from .views.weeks import side_by_side, urges_by_week
from .views.where import where_answers

__version__ = "0.1.0"

__all__ = [
    "advice",
    "answers",
    "apart_for",
    "at_a_glance",
    "begging",
    "cause_is",
    "cause_reading",
    "check_message",
    "choice",
    "contact_against_limit",
    "date",
    "day_by_day",
    "days_after",
    "days_of_quiet",
    "event",
    "example_reader",
    "held",
    "left_off",
    "log",
    "not_said",
    "number",
    "open_page",
    "otherwise",
    "plan",
    "plans",
    "progress",
    "readiness",
    "readiness_over_time",
    "reciprocity",
    "reflection",
    "said",
    "scale",
    "section",
    "several",
    "side_by_side",
    "standing_up",
    "text",
    "then_and_now",
    "unsaid",
    "up_to",
    "urges_by_week",
    "urges_over_time",
    "weekdays",
    "what_helped",
    "where_answers",
    "widest_gaps",
]
