"""One-sentence readings of what goes together, after the rules of :mod:`.readings`.

- **Who begins** takes four contacts in two different weeks. *Both* means at least a third each, and
  *mostly* more than a coin would seldom give (two standard errors).
- **What helped** takes an action that was logged three times with both numbers. One action goes
  *most* with a weaker urge only where it lies a whole point before the next.
- **A weekday** is named only where :mod:`.certainty` finds it beyond noise.
"""

from collections.abc import Sequence
from datetime import date

from ..prompts import say_day
from .readings import TOO_EARLY

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CONTACTS = 4
DAYS_FOR_WEEKDAYS = 45
WEEKDAYS_EARLY = (
    "Good and hard weekdays show here after three check-ins on each of two different weekdays."
)


def read_reciprocity(mine: int, theirs: int, weeks: int) -> str:
    """Read who begins; the counts are of contacts in so many different weeks."""
    total = mine + theirs
    if total < CONTACTS or weeks < 2:
        return f"{TOO_EARLY} who begins: that takes four contacts, in two weeks or more."
    counted = f"Of {total} contacts, you began {mine} and they began {theirs}."
    if not theirs:
        return f"{counted} So far you always began. A rest would show whether they begin, too."
    if not mine:
        return f"{counted} So far they always began."
    if min(mine, theirs) * 3 >= total:
        return f"{counted} Both of you begin."
    if (mine - theirs) ** 2 < 4 * total:
        return f"{counted} So far {'you' if mine > theirs else 'they'} began more often."
    return f"{counted} Mostly {'you begin' if mine > theirs else 'they begin'}."


def read_asked(said: Sequence[str]) -> str:
    """Say who asked how the other is, where there are enough answers."""
    if len(said) < CONTACTS:
        return ""
    mine = sum(who in ("me", "both") for who in said)
    theirs = sum(who in ("they", "both") for who in said)
    return f"Of {len(said)}, you asked how they are in {mine}, and they asked you in {theirs}."


def read_warmth(values: Sequence[float], levels: Sequence[str]) -> str:
    """Say how contact went on average, where there are enough answers."""
    if len(values) < CONTACTS:
        return ""
    average = sum(values) / len(values)
    return f"On average it went “{levels[min(len(levels) - 1, int(average + 0.5))]}”."


def read_helped(actions: Sequence[tuple[str, int, float, int]]) -> str:
    """Read which action goes with a weaker urge: words, times, average fall, times weaker."""
    if not actions:
        return (
            f"{TOO_EARLY} what helps: that takes three urges with the same action and both numbers."
        )
    words, times, fall, weaker = actions[0]
    if fall <= 0:
        return "So far none of these goes with an urge that is weaker ten minutes later."
    said = (
        f"After “{words}” it was weaker {weaker} of {times} times; the average fall was {fall:.1f}."
    )
    if len(actions) == 1:
        return f"{said} Nothing else that you did instead has enough entries to compare."
    if fall - actions[1][2] >= 1:
        return (
            f"{said} Of what you did instead of getting in touch, that is the largest fall so far. "
            "It does not show what caused it."
        )
    return f"{said} “{actions[1][0]}” is close to it. None of this shows what caused it."


def read_weekday(found: tuple[int, bool] | None, days: int = 0, *, is_told: bool = True) -> str:
    """Say which weekday stands out, and whether it is harder; or that none does, or that none can.

    ``is_told`` says whether there are days around any of them, with which it can be compared.
    """
    if found:
        than = "harder" if found[1] else "easier"
        return f"{WEEKDAYS[found[0]]}s have been {than} than the days around them."
    if days < DAYS_FOR_WEEKDAYS:
        return (
            f"{TOO_EARLY} whether a weekday stands out: that takes about nine weeks of check-ins."
        )
    if not is_told:
        return f"{TOO_EARLY} whether a weekday stands out: that takes check-ins on more days of a week."
    return "No weekday stands out from the days around it by more than chance."


def read_readiness_days(days: Sequence[tuple[date, str]]) -> str:
    """Read what the rules said over time: days in order, with the words of the reading."""
    if not days:
        return f"{TOO_EARLY}: the questions of “Are you really ready?” are still open."
    day, words = days[-1]
    if len(days) < 2:
        return f"{TOO_EARLY}: one day so far, “{words}” on {say_day(day)}."
    same = 0
    for _, said in reversed(days):
        if said != words:
            break
        same += 1
    if same == len(days):
        return f"“{words}” on each of the {same} days on which you answered."
    if same == 1:
        return f"“{words}” on {say_day(day)}; “{days[-2][1]}” the time before."
    return f"“{words}” on the last {same} days on which you answered, up to {say_day(day)}."
