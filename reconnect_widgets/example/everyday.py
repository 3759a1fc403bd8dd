"""What the example reader answered day by day: check-ins, urges, and scales from visit to visit.

All of it comes from one seed. It gets easier on the whole, with hard days in between: Sundays, the
weeks after a slip and the days of waiting for an answer.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from ..stages import STAGES
from .story import AGAIN, DAYS, Given, branch, page_of, told_until, written

CHECKIN = {
    "checkin.mood": (0.7, 3.0),
    "checkin.sleep": (0.8, 2.9),
    "checkin.pull": (3.6, 1.0),
    "checkin.worth": (1.0, 3.1),
    "checkin.hope": (0.6, 3.1),
}
"""Where each scale of the check-in stood at the beginning and stands at the end."""

MISSED = 0.16
"""How often a day has no check-in."""

HARD = {9: 0.5, 16: 1.1, 17: 0.8, 18: 0.5, 23: 0.6, 45: 0.6, 73: 0.7, 74: 0.8}
"""Days on which something had happened, and by how many points they were worse."""

SUNDAY = 6
SUNDAYS = 0.9
"""By how many points a Sunday is worse."""

RELIEF = {"moved": 4.0, "called": 3.6, "wrote": 2.4, "busy": 1.9, "waited": 1.3}
"""What was done in place of getting in touch, and how much weaker the urge was afterwards."""

OFTEN = (5, 4, 3, 3, 2)
"""How often each of these was done, beside each other."""


def everyday(chance: Random, first: date, story: str = AGAIN) -> Iterator[Given]:
    """Give what was answered day by day from the day ``first`` on."""
    hard = _hard_days(story)
    yield from _check_ins(chance, first, hard, _days_of_contact(story))
    yield from _urges(chance, first, hard)
    yield from _scales(chance, story)


def _hard_days(story: str) -> Mapping[int, float]:
    """Return the hard days of a story; those after it went its own way are its own."""
    way = branch(story)
    if not way:
        return HARD
    own = {int(day): worse for day, worse in way["hard"].items()}
    return {day: worse for day, worse in HARD.items() if day < way["day"]} | own


def _check_ins(
    chance: Random, first: date, hard: Mapping[int, float], contact: set[int]
) -> Iterator[Given]:
    for day in range(2, DAYS):
        if chance.random() < MISSED and day != DAYS - 1:
            continue
        at = f"{chance.choice((7, 21, 22)):02}:{chance.randrange(60):02}"
        heavy = _heaviness(first, day, hard)
        for question, (begin, end) in CHECKIN.items():
            worse = heavy if begin > end else -heavy
            yield Given(question, _point(chance, begin, end, day / DAYS, worse), day, at)
        yield Given("checkin.contact", "yes" if day in contact else "no", day, at)
        yield Given("checkin.night", "no", day, at)


def _heaviness(first: date, day: int, hard: Mapping[int, float]) -> float:
    is_sunday = (first + timedelta(days=day)).weekday() == SUNDAY
    return hard.get(day, 0.0) + (SUNDAYS if is_sunday else 0.0)


def _days_of_contact(story: str) -> set[int]:
    logged = (one.value for one in written(story) if one.question == "contact.log")
    return {int(str(row["when"]).split()[0]) for row in logged}


def _urges(chance: Random, first: date, hard: Mapping[int, float]) -> Iterator[Given]:
    """Give urges that were weathered; those that were not are written down in page 01's file."""
    triggers = page_of("01")["triggers"]
    number = 0
    for day in range(1, DAYS):
        likely = 1.15 * (1 - day / DAYS) ** 1.3 + 0.06 + 0.2 * _heaviness(first, day, hard)
        for _ in range((chance.random() < likely) + (chance.random() < likely - 0.7)):
            number += 1
            hour, minute = chance.choice((8, 13, 18, 20, 21, 22, 23)), chance.randrange(60)
            row = _urge(chance, day, f"{hour:02}:{minute:02}", chance.choice(triggers))
            yield Given("urge.log", row, day, f"{hour:02}:{minute:02}", f"urge{number:03}")


def _urge(chance: Random, day: int, at: str, trigger: str) -> dict[str, Any]:
    (did,) = chance.choices(list(RELIEF), OFTEN)
    strength = round(8.3 - 3.8 * day / DAYS + chance.gauss(0, 1.1))
    after = round(strength - RELIEF[did] + chance.gauss(0, 1.0))
    return {
        "when": f"{day} {at}",
        "strength": min(10, max(1, strength)),
        "trigger": trigger,
        "did": did,
        "after": min(10, max(0, after)),
    }


def _scales(chance: Random, story: str) -> Iterator[Given]:
    for stage in STAGES:
        scales = dict(page_of(stage.number).get("scales", {}))
        days = scales.pop("days", [])
        last = told_until(story, stage.number, "asked")
        for place, day in enumerate(one for one in days if one < last):
            share = place / max(1, len(days) - 1)
            at = f"{chance.choice((18, 19, 20)):02}:{chance.randrange(60):02}"
            for question, (begin, end) in scales.items():
                yield Given(question, _point(chance, begin, end, share), day, at)


def _point(chance: Random, begin: float, end: float, share: float, worse: float = 0.0) -> int:
    """Return a point of a scale on the way from one to another, never quite on the line."""
    line = begin + (end - begin) * share
    return min(4, max(0, round(line + worse + chance.gauss(0, 0.6))))
