"""How sentences name the scales of the daily check-in."""

from dataclasses import dataclass
from typing import Literal

Way = Literal["up", "down"]


@dataclass(frozen=True)
class Line:
    """A scale as sentences name it: with the words for a rise and a fall, and which of them is hard."""

    question: str
    name: str
    up: str
    down: str
    hard: Way = "down"


CHECKIN = (
    Line("checkin.mood", "your mood", up="your mood is better", down="your mood is lower"),
    Line("checkin.sleep", "your sleep", up="your sleep is better", down="your sleep is worse"),
    Line(
        "checkin.pull",
        "the pull to get in touch",
        up="the pull to get in touch is stronger",
        down="the pull to get in touch is weaker",
        hard="up",
    ),
    Line(
        "checkin.worth",
        "how you treat yourself",
        up="you treat yourself better",
        down="you treat yourself worse",
    ),
    Line(
        "checkin.hope",
        "what you look forward to",
        up="you look forward to more",
        down="you look forward to less",
    ),
)
"""The scales of the daily check-in, in the order in which they are asked."""
