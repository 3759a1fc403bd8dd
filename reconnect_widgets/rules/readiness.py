"""The readiness reading: a small set of plain rules, each shown with its answer.

It says *not yet*, *nearly* or *ready to try*, never a score. Reasons that hold steady over days
tell more than total certainty, which is rare (Joel, MacDonald & Page-Gould, 2018), so *ready to
try* needs answers from two different days. The rules and their limits are ours, not a test.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from ..days import is_over, last_day
from ..prompts import day_in, say_day
from ..words import quoted
from .cause import read_cause
from .record import Record
from .safety_check import UNSAID, UNSAID_WORDS

AGREE = 3
"""From this point of a five-point scale on, counted from 0, an answer counts as a clear yes."""

OPEN = "Not answered yet."

Ready = Literal["not_yet", "nearly", "ready"]
"""How far the rules say that somebody is, in this order."""


@dataclass(frozen=True)
class Rule:
    """One rule as it stands: met (``True``), not met (``False``) or not answered yet (``None``).

    ``stops`` says that the reading is *not yet* while the rule is not met, whatever else is.
    """

    words: str
    met: bool | None
    because: str
    stops: bool = False


@dataclass(frozen=True)
class Readiness:
    """What the rules add up to, with each rule."""

    kind: Ready
    rules: tuple[Rule, ...]
    days: int


def read_readiness(record: Record) -> Readiness | None:
    """Go through the rules; ``None`` before the first question of the page is answered."""
    days = len({answer.day for answer in record.days("ready.main_reason")})
    rules = tuple(rule(record) for rule in RULES)
    if not days:
        return None
    open_ = [rule for rule in rules if not rule.met]
    kind: Ready = "not_yet"
    is_stopped = any(rule.stops and rule.met is False for rule in open_)
    if not open_ and days >= 2:
        kind = "ready"
    elif not is_stopped and len(open_) <= 2 and not any(rule.met is None for rule in open_):
        kind = "nearly"
    return Readiness(kind, rules, days)


def wants_nothing(record: Record) -> bool:
    """Say whether the strongest reason, as it was answered last, is that they are not wanted back."""
    return bool(record.value("ready.main_reason") == "none")


def nothing_held(record: Record) -> Rule:
    """No hold that closes the pages on contact is in force."""
    words = "None of my answers holds the pages on contact"
    if record.closing:
        return Rule(words, False, "Your own answers hold them for now.", stops=True)
    if not record.checked:
        return Rule(words, None, "The safety check is still open.", stops=True)
    if record.checked.value == UNSAID:
        return Rule(words, None, UNSAID_WORDS, stops=True)
    return Rule(
        words, True, "That is so. It does not say whether contact is safe or wanted.", stops=True
    )


def no_sign_of_no(record: Record) -> Rule:
    """The reader has seen no sign of a no."""
    words = "I have seen no clear sign of a no"
    answer = record.latest("ready.signs_no")
    if answer is None:
        return Rule(words, None, OPEN, stops=True)
    seen = answer.ticked(but="none")
    because = f"You ticked {quoted(seen)}." if seen else "You ticked no sign of a no."
    return Rule(words, not seen, because, stops=True)


def some_openness(record: Record) -> Rule:
    """They said that they might want to try again, or more than one sign points that way."""
    words = "They have shown that they are open to it"
    answer = record.latest("ready.signs_open")
    if answer is None:
        return Rule(words, None, OPEN)
    if "said_yes" in answer.value:
        return Rule(words, True, "They said that they might want to try again. It is no promise.")
    seen = answer.ticked(but="none")
    because = f"You ticked {quoted(seen)}." if seen else "You ticked no sign of openness."
    return Rule(words, len(seen) > 1, because)


def cause_could_change(record: Record) -> Rule:
    """The list of causes does not read as a basic incompatibility."""
    words = "What ended it could change"
    reading = read_cause(record)
    if reading is None:
        return Rule(words, None, "The list of causes on “Where things stand” is empty.", stops=True)
    said = {
        "workable": "Your list of causes reads as something that could be worked out.",
        "unclear": "Your list of causes is not clear yet.",
        "incompatible": "Your list of causes reads as a basic incompatibility.",
        "unsafe": "The safety check says that somebody was not safe.",
    }[reading.kind]
    met = {"workable": True, "unclear": None}.get(reading.kind, False)
    return Rule(words, met, said, stops=True)


def last_of_quiet(record: Record) -> date | None:
    """Return the last day of the quiet time of the space plan, if it has both its dates."""
    start, weeks = day_in(record.value("space.start")), record.value("space.weeks")
    return None if start is None or weeks is None else last_day(start, 7 * weeks)


def space_is_over(record: Record) -> Rule:
    """The quiet time of the space plan has passed."""
    words = "My quiet time is over"
    last = last_of_quiet(record)
    if last is None:
        return Rule(words, None, "The space plan on “Give them space” has no dates yet.")
    if is_over(last, record.today):
        return Rule(words, True, "The time that you set yourself has passed.")
    if last == record.today:
        return Rule(words, False, "Today is its last day.")
    return Rule(words, False, f"It goes on until {say_day(last)}.")


def reason_holds(record: Record) -> Rule:
    """The strongest reason was the same on the last two days on which it was asked."""
    words = "My strongest reason held steady over days"
    days = record.days("ready.main_reason")
    if len(days) < 2:
        return Rule(words, None, "This needs an answer from a second day. Come back another day.")
    same = days[-1].value == days[-2].value
    because = (
        "It was the same on the last two days." if same else "It changed since the time before."
    )
    return Rule(words, same, because)


def wish_holds(record: Record) -> Rule:
    """Wanting this was clear on the last two days on which it was asked."""
    words = "I want this when I am calm, more than once"
    days = record.days("ready.steady")
    if not days:
        return Rule(words, None, OPEN)
    if len(days) < 2:
        return Rule(words, None, "This needs an answer from a second day. Come back another day.")
    clear = all(_clear(answer.value) for answer in days[-2:])
    return Rule(
        words, clear, "So you said on two days." if clear else "Not on both of the last two days."
    )


def _said(question: str, words: str, meets: Callable[[Any], bool]) -> Callable[[Record], Rule]:
    """Return a rule that one answer meets or does not."""

    def rule(record: Record) -> Rule:
        answer = record.latest(question)
        if answer is None:
            return Rule(words, None, OPEN)
        return Rule(words, meets(answer.value), f"You said: {answer.said}.")

    return rule


def _clear(value: object) -> bool:
    return isinstance(value, int) and value >= AGREE


def _among(*keys: str) -> Callable[[str], bool]:
    return lambda value: value in keys


RULES: tuple[Callable[[Record], Rule], ...] = (
    nothing_held,
    no_sign_of_no,
    some_openness,
    cause_could_change,
    space_is_over,
    # Love or a shared life, not habit, pride, loneliness or fear.
    _said(
        "ready.main_reason",
        "My strongest reason is the person or our shared life, not being without one",
        _among("love", "vows"),
    ),
    reason_holds,
    wish_holds,
    _said("ready.best_me", "It would be good for me", _clear),
    _said("ready.best_them", "It would be good for them", _clear),
    _said("ready.work", "I am willing to work at what ended it", _clear),
    _said("ready.changed", "Something real has changed since", _among("yes_both", "yes_me")),
)
