"""What page 13 shows, under one roof: notebooks and the door import it from here."""

from .pages import plans, progress
from .patterns import readiness_over_time, weekdays, what_helped
from .reciprocity import reciprocity
from .scales import checkins_over_time, first_and_latest, scale_charts, scales_over_time
from .weeks import contact_by_week, urges_by_week

__all__ = [
    "checkins_over_time",
    "contact_by_week",
    "first_and_latest",
    "plans",
    "progress",
    "readiness_over_time",
    "reciprocity",
    "scale_charts",
    "scales_over_time",
    "urges_by_week",
    "weekdays",
    "what_helped",
]
