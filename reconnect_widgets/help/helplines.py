"""Helplines by country: loaded from ``helplines.json`` and checked.

Only numbers that were seen on a published page are in the file, and the emergency numbers that
everybody knows. A wrong number is worse than none: a line that nobody could confirm is left out.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from ..exceptions import ReconnectError
from ..prompts import say_day

FILE = Path(__file__).parent / "helplines.json"
EVERYWHERE = "Everywhere"
OLD = timedelta(days=183)
"""After about six months a maintainer should look at an entry again."""

AUDIENCES = {
    "emergency": "",
    "everyone": "Somebody to talk to",
    "suicide": "Thoughts of suicide, or a hard night",
    "abuse": "Fear, control or violence",
    "stalking": "Being followed or harassed",
    "own behavior": "Worried about what you do yourself",
    "youth": "Children and young people",
}

LACKING = {
    "suicide": "think of suicide",
    "abuse": "are afraid, controlled or hurt",
    "stalking": "are followed or harassed",
    "own behavior": "worry about what they do themselves",
    "youth": "are under 18",
}
"""Who is told that there is no line for them: "We know of no line for people who" and these words."""

UNION = {
    "AT": "Austria", "BE": "Belgium", "BG": "Bulgaria", "HR": "Croatia", "CY": "Cyprus", "CZ": "Czechia",
    "DK": "Denmark", "EE": "Estonia", "FI": "Finland", "GR": "Greece", "HU": "Hungary", "LV": "Latvia",
    "LT": "Lithuania", "LU": "Luxembourg", "MT": "Malta", "PL": "Poland", "PT": "Portugal", "RO": "Romania",
    "SK": "Slovakia", "SI": "Slovenia", "SE": "Sweden",
}  # fmt: skip
"""Countries that share one entry; a reader looks for their own by its name."""


class HelplineError(ReconnectError):
    """An entry of the helplines is not as it should be."""


@dataclass(frozen=True, kw_only=True)
class Helpline:
    """One service: how to reach it, for whom it is, and where and when its number was seen."""

    country: str
    code: str
    service: str
    for_whom: str
    source_seen: str
    also_for: tuple[str, ...] = ()
    number: str = ""
    also: tuple[str, ...] = ()
    text: dict[str, str] = field(default_factory=dict)
    chat: str = ""
    hours: str = ""
    language: str = ""
    note: str = ""
    source_url: str = ""

    def __post_init__(self) -> None:
        for problem in _problems(self):
            raise HelplineError(f"{self.country}, {self.service}: {problem}.")

    @property
    def audience(self) -> str:
        """Say for whom it is, in words."""
        return AUDIENCES[self.for_whom]

    @property
    def audiences(self) -> tuple[str, ...]:
        """Return all for whom it is; somebody to talk to is there for a night of such thoughts, too."""
        suicide = ("suicide",) if self.for_whom == "everyone" else ()
        return (self.for_whom, *self.also_for, *suicide)

    @property
    def numbers(self) -> list[tuple[str, str]]:
        """Each number as it is read and as a telephone dials it."""
        return [(number, dialed(number)) for number in (self.number, *self.also) if number]

    @property
    def message_to(self) -> str:
        """Return the address of a text message with its first word, if one is needed."""
        word = self.text.get("word", "")
        return f"sms:{dialed(self.text['to'])}" + (f"?body={word}" if word else "")

    @property
    def seen(self) -> date:
        """Return the day on which the number was seen at its source."""
        return date.fromisoformat(self.source_seen)


def _problems(line: Helpline) -> Iterable[str]:
    if not (line.country and line.service):
        yield "it needs a country and a name"
    for whom in (line.for_whom, *line.also_for):
        if whom not in AUDIENCES:
            yield f"nobody knows for whom {whom!r} is"
    if not (line.number or line.text or line.chat):
        yield "there is no way to reach it"
    if line.for_whom != "emergency" and not line.source_url.startswith("https://"):
        yield "it needs the page on which it was seen"
    for number in (line.number, *line.also, line.text.get("to", "")):
        if number and not re.fullmatch(r"[0-9][0-9 -]*", number):
            yield f"{number!r} is not a number that can be dialed"
    if line.chat and not line.chat.startswith("https://"):
        yield "its chat needs an https address"
    try:
        date.fromisoformat(line.source_seen)
    except ValueError:
        yield "it needs the day on which it was seen"


def dialed(number: str) -> str:
    """Return ``number`` without what is there for the eye."""
    return re.sub(r"[^0-9+*#]", "", number)


def load_helplines(path: Path = FILE) -> tuple[Helpline, ...]:
    """Return all entries in the order of the file, or raise :class:`HelplineError`."""
    rows: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    try:
        return tuple(
            Helpline(**{name: _fixed(value) for name, value in row.items()}) for row in rows
        )
    except TypeError as error:
        raise HelplineError("A helpline has a field that nobody knows, or lacks one.") from error


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def by_country(lines: Iterable[Helpline]) -> dict[str, list[Helpline]]:
    """Return the entries by country, by name; without those that are for everywhere."""
    countries: dict[str, list[Helpline]] = {}
    for line in lines:
        if line.country != EVERYWHERE:
            countries.setdefault(line.country, []).append(line)
    return dict(sorted(countries.items(), key=lambda item: (item[0].startswith("Other"), item[0])))


def country_names(lines: Iterable[Helpline]) -> list[tuple[str, str]]:
    """Return code and name of each country that a reader can choose, by name."""
    own = {line.code: line.country for line in lines if len(line.code) == len("US")}
    return sorted((own | UNION).items(), key=lambda item: item[1])


def lacking(lines: Iterable[Helpline]) -> dict[str, str]:
    """Return for whom a country has no line, with the words for it."""
    there = {whom for line in lines for whom in line.audiences}
    return {whom: words for whom, words in LACKING.items() if whom not in there}


def directories(lines: Iterable[Helpline]) -> list[Helpline]:
    """Return the directories that lead to helplines everywhere, so that no country is empty."""
    return [line for line in lines if line.country == EVERYWHERE]


def source_seen(lines: Iterable[Helpline]) -> str:
    """Say the oldest day on which an entry was seen."""
    return say_day(min(line.seen for line in lines))


def older_than_half_a_year(lines: Iterable[Helpline], today: date) -> list[Helpline]:
    """Return the entries that a maintainer should look at again."""
    return [line for line in lines if today - line.seen > OLD]
