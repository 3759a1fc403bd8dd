"""What the example reader wrote, page by page, as it stands in the folder ``pages``.

Each page is a TOML file. Days are counted from 0, the first, to 83, the last. A ``visit`` has its
``day`` and its time ``at``, the ``answers`` by question, the ``rows`` added to logs (with an ``entry``
where a row is changed later), and the ``table`` of a log whose rows have fixed keys. A day as an answer
is a number, and with an hour ``"44 19:30"``. A page's ``scales`` have the ``days`` on which they were
answered, and for each scale where it stood on the first and on the last of them; :mod:`.everyday`
makes the points between.

Another story is a file beside the folder: from its ``day`` on, only the pages that it names go on as they
are told, and its own visits take the place of the others.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from ..prompts import Date, Log, Prompt
from ..stages import STAGES

WEEKS = 12
DAYS = 7 * WEEKS
THIS_WEEK = "{week}"
"""Stands in the key of a row of the check-in for two, for the week of its day."""

AGAIN, APART = "again", "apart"
"""The stories: one goes toward trying again, the other lets go. Neither is the promise."""

STORIES = (AGAIN, APART)

PAGES = Path(__file__).with_name("pages")


@dataclass(frozen=True)
class Given:
    """One answer of the example reader: to which question, on which day, and at what time."""

    question: str
    value: Any
    day: int
    at: str
    entry: str = ""


@cache
def page_of(number: str) -> Mapping[str, Any]:
    """Return what was written on a page."""
    return tomllib.loads((PAGES / f"{number}.toml").read_text("utf-8"))


@cache
def branch(story: str) -> Mapping[str, Any]:
    """Return how a story goes on its own way; nothing for the one that the pages tell."""
    if story == AGAIN:
        return {}
    return tomllib.loads(Path(__file__).with_name(f"{story}.toml").read_text("utf-8"))


def told_until(story: str, page: str, among: str) -> int:
    """Return the day before which a story is what a page tells; ``among`` names the pages that go on."""
    way = branch(story)
    return way["day"] if way and page not in way[among] else DAYS


def written(story: str = AGAIN) -> Iterator[Given]:
    """Give all that stands in the files, page by page."""
    for stage in STAGES:
        for visit in page_of(stage.number)["visit"]:
            if visit["day"] < told_until(story, stage.number, "goes_on"):
                yield from _of_visit(visit, f"day{visit['day']:02}")
    for visit in branch(story).get("visit", []):
        yield from _of_visit(visit, f"{story}{visit['day']:02}")


def _of_visit(visit: Mapping[str, Any], name: str) -> Iterator[Given]:
    day, at = visit["day"], visit["at"]
    for question, value in visit.get("answers", {}).items():
        yield Given(question, value, day, at)
    for log, table in visit.get("table", {}).items():
        for entry, row in table.items():
            yield Given(log, row, day, at, entry)
    for log, rows in visit.get("rows", {}).items():
        for number, row in enumerate(rows):
            kept = {field: value for field, value in row.items() if field != "entry"}
            yield Given(log, kept, day, at, row.get("entry") or f"{name}-{number}")


def dated(prompt: Prompt, value: Any, first: date) -> Any:
    """Return an answer with its days as days of the calendar, counted from the first."""
    if isinstance(prompt, Log):
        fields = {inner.id: inner for inner in prompt.fields}
        return {name: dated(fields[name], inner, first) for name, inner in value.items()}
    if not isinstance(prompt, Date):
        return value
    day, _, hour = str(value).partition(" ")
    moment = first + timedelta(days=int(day))
    return f"{moment.isoformat()}T{hour}" if prompt.time else moment.isoformat()
