"""Last time's answer beside today's, and a plain reading of what changed.

A reading needs answers from two different days, and compares points only where the scale had as
many points on both. The words are ours: one step is *a little*, two or more are *clearly*.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from markupsafe import Markup

from ..answers.answer import Answer
from ..prompts import APART, Choice, Prompt, Scale, Several
from ..words import say_span
from .record import Record

HOME_MADE = (
    "These are home-made questions, not a validated test. They show your own change over time."
)


def say_ago(then: date, today: date) -> str:
    """Say how long ago a day was: ``yesterday``, ``9 days ago``, ``3 years ago``."""
    days = max((today - then).days, 0)  # a clock was set back, or the reader went west
    return {0: "earlier today", 1: "yesterday"}.get(days, f"{say_span(days)} ago")


def steps(earlier: Answer, now: Answer) -> int | None:
    """Return how many points up the scale an answer moved; ``None`` where they cannot be compared."""
    if APART in (earlier.value, now.value):
        return None
    if len({*earlier.options} - {APART}) != len({*now.options} - {APART}):
        return None
    return int(now.value) - int(earlier.value)


def say_step(prompt: Scale, step: int) -> str:
    """Say a change on a scale in two or three words."""
    if step == 0:
        return "the same now"
    much = "a little" if abs(step) == 1 else "clearly"
    if not prompt.better:
        return f"{much} {'higher' if step > 0 else 'lower'} now"
    easier = (step > 0) == (prompt.better == "high")
    return f"{much} {'better' if easier else 'harder'} now"


def earlier_and_now(prompt: Prompt, record: Record) -> tuple[Answer | None, Answer | None]:
    """Return the answer of the last earlier day, and the answer of today where there is one."""
    latest = record.latest(prompt.id)
    if latest is None:
        return None, None
    if latest.day < record.today:
        return latest, None
    return record.answers.before(prompt.id, latest.day), latest


def last_time(prompt: Prompt, record: Record) -> str:
    """Say what was answered last time, and how today's answer compares; for scales and choices."""
    if not isinstance(prompt, Scale | Choice) or isinstance(prompt, Several):
        return ""
    earlier, now = earlier_and_now(prompt, record)
    if earlier is None:
        return ""
    said = earlier.options.get(str(earlier.value), "")
    words = f"Last time, {say_ago(earlier.day, record.today)}: “{said}”."
    if now and isinstance(prompt, Scale) and (step := steps(earlier, now)) is not None:
        words += f" {say_step(prompt, step).capitalize()}."
    return words


def change_reading(prompts: Iterable[Scale], record: Record) -> Markup:
    """Sum up what changed since the last earlier day, or say what that takes."""
    moved = []
    before = set()
    waits = None
    for prompt in prompts:
        earlier, now = earlier_and_now(prompt, record)
        if earlier and not now:
            waits = max(waits or earlier.day, earlier.day)
        step = steps(earlier, now) if earlier and now else None
        if step is not None and earlier:
            moved.append((prompt, step))
            before.add(earlier.day)
    note = Markup('<p class="rc-note">{}</p>').format(HOME_MADE)
    if not moved:
        return Markup('<p class="rc-early">{}</p>{}').format(_nothing_yet(waits, record), note)
    one_day = (
        say_ago(min(before), record.today) if len(before) == 1 else "the answer before to each"
    )
    return Markup('<p class="rc-reading">Compared with {}: {}</p>{}').format(
        one_day, _sum_up(moved), note
    )


def _nothing_yet(waits: date | None, record: Record) -> str:
    if waits:
        ago = say_ago(waits, record.today)
        return f"Once you have answered today, you will see here what changed since {ago}."
    return (
        "Too early to tell. Once you have answered these on two different days, you will see here "
        "what changed."
    )


def _sum_up(moved: list[tuple[Scale, int]]) -> str:
    ways = Counter(_way(prompt, step) for prompt, step in moved)
    there = (way for way in ("better", "harder", "changed", "the same") if ways[way])
    return ", ".join(f"{ways[way]} {way}" for way in there) + "."


def _way(prompt: Scale, step: int) -> str:
    if not step:
        return "the same"
    if not prompt.better:
        return "changed"
    return "better" if (step > 0) == (prompt.better == "high") else "harder"
