"""What page 13 shows, under one roof: notebooks and the door import it from here."""

from .glance import at_a_glance
from .pages import plans, progress
from .patterns import readiness_over_time, weekdays, what_helped
from .reciprocity import reciprocity
from .scales import day_by_day, scale_charts, then_and_now
from .weeks import side_by_side, urges_by_week

__all__ = [
    "at_a_glance",
    "day_by_day",
    "plans",
    "progress",
    "readiness_over_time",
    "reciprocity",
    "scale_charts",
    "side_by_side",
    "then_and_now",
    "urges_by_week",
    "weekdays",
    "what_helped",
]
