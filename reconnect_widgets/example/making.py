"""Puts the example reader's answers into a file of the workbook's own shape."""

from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from ..answers.answer import Answer, answered
from ..answers.store import Store
from ..declarations import questions
from ..exceptions import BadAnswer
from ..prompts import Prompt
from ..rules.holds import HOLDS
from ..rules.safety_check import ASKED_AGAIN, CHECKED
from ..stages import START
from .everyday import everyday
from .story import AGAIN, DAYS, THIS_WEEK, Given, dated, page_of, told_until, written

SEED = 12
OWN = {prompt.id: (START, prompt) for prompt in (HOLDS, CHECKED, ASKED_AGAIN)}


def make_example(path: Path, until: datetime, story: str = AGAIN) -> None:
    """Begin the example's file anew; its last day is that of ``until``, a moment with a zone.

    Whatever was in it goes without a trace, and so do words that wait in a browser to be saved.
    """
    answers = [*example_answers(until, story=story)]
    with closing(Store(path)) as store:
        store.erase_everything()
        store.add(answers)


def example_answers(until: datetime, seed: int = SEED, story: str = AGAIN) -> Iterator[Answer]:
    """Give twelve weeks of answers, oldest first, the same for the same seed; none is after ``until``.

    What the notebooks do not ask, or not so, since somebody changed them, is left out.
    """
    first = until.date() - timedelta(days=DAYS - 1)
    for one in told(first, seed, story):
        with suppress(KeyError, BadAnswer):
            page, prompt = OWN.get(one.question) or questions()[one.question]
            yield _answer(one, page, prompt, first, until)


def told(first: date, seed: int = SEED, story: str = AGAIN) -> list[Given]:
    """Return all that the example reader said from a first day on, oldest first."""
    chance = Random(seed)  # noqa: S311  # nothing secret
    given = [*_holds(story), *written(story), *everyday(chance, first, story)]
    return sorted(given, key=lambda one: (one.day, one.at))


def _holds(story: str) -> Iterator[Given]:
    """Give what followed from the safety check, and from being asked again: nothing is held."""
    (first, at), *later = page_of(START)["checked"].items()
    yield Given(HOLDS.id, [], int(first), at)
    yield Given(CHECKED.id, "all", int(first), at)
    for day, at in later:
        if int(day) < told_until(story, START, "goes_on"):
            yield Given(ASKED_AGAIN.id, "all", int(day), at)


def _answer(one: Given, page: str, prompt: Prompt, first: date, until: datetime) -> Answer:
    day = first + timedelta(days=one.day)
    at = datetime.combine(day, time.fromisoformat(one.at), until.tzinfo)
    at = min(at, until.replace(microsecond=0))
    # No hold is an answer, too; the check of a question takes an empty list for none.
    value = one.value if one.question in OWN else prompt.check(dated(prompt, one.value, first))
    entry = one.entry.replace(THIS_WEEK, f"{day:%G-W%V}")
    return answered(prompt, value, at, page=page, visit=f"day{one.day}", entry=entry, day=day)
