"""The calendar file of a page: which answers give which days, and the button that downloads it.

The file is made when it is asked for, in the time zone that all days of the page are in, and handed
to the browser as text: no answer is ever part of an address.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from markupsafe import Markup

from ..charts import early
from ..exceptions import BadAnswer
from ..forms import Ask, FormPlan, Message, Reply, Tool
from ..prompts import Prompt, require, say_day
from ..rules.record import StoredRecord
from ..zone import name_of_zone
from .calendar_file import FILE_NAME, Event, calendar_file, uid_of

MINUTES = 60
"""How long a meeting is where the reader has not said."""


@dataclass(frozen=True)
class Days:
    """The day that a question asks for, as long as another says; or whole days, so many after it."""

    question: str
    title: str
    minutes: str = ""
    after: tuple[int, ...] = ()

    def events(self, record: StoredRecord) -> list[Event]:
        """Return the entries, or none while the day is open."""
        given = record.value(self.question)
        if given is None:
            return []
        name, first = (record.store.id, self.question), datetime.fromisoformat(given)
        if self.after:
            return [
                Event(uid_of(*name, days), self.title, first.date() + timedelta(days=days))
                for days in self.after
            ]
        start = first if "T" in given else first.date()
        return [Event(uid_of(*name), self.title, start, timedelta(minutes=self._minutes(record)))]

    def _minutes(self, record: StoredRecord) -> int:
        """Read the minutes of a number, or the digits in the key of a choice (``m90``)."""
        found = re.search(r"\d+", str(record.value(self.minutes))) if self.minutes else None
        return min(int(found[0]), 24 * 60) or MINUTES if found else MINUTES


@dataclass(frozen=True)
class CalendarFile(Tool):
    """What goes into the file."""

    words: str
    sources: tuple[Days, ...]

    def events(self, record: StoredRecord) -> list[Event]:
        """Return all entries, the earliest first."""
        found = [event for source in self.sources for event in source.events(record)]
        return sorted(found, key=lambda event: event.start.isoformat())

    def html(self, prompts: tuple[Prompt, ...], ask: Ask) -> Markup:
        return HTML.format(self.words)

    def after(self, record: StoredRecord) -> Markup:
        found = self.events(record)
        if not found:
            return early("Once the day above is set, the file can be made.")
        return FOUND.format(Markup("").join(EVENT.format(_say(e.start), e.title) for e in found))

    def answer(self, message: Message, record: StoredRecord) -> Reply:
        if message.get("type") != "calendar":
            return None
        found = self.events(record)
        if not found:
            raise BadAnswer("There is no day for the calendar yet.")
        zone = name_of_zone(one.start for one in found if isinstance(one.start, datetime))
        text = calendar_file(found, zone, datetime.now(UTC))
        return {"type": "file", "name": FILE_NAME, "media": "text/calendar", "text": text}


HTML = Markup(
    '<p><strong>{}</strong></p><div class="rc-buttons"><button type="button" class="rc-quiet rc-download">'
    "Download for my calendar</button></div>"
)
FOUND = Markup('<p class="rc-note">In the file:</p><ul class="rc-note">{}</ul>')
EVENT = Markup("<li>{}: “{}”</li>")


def _say(start: date) -> str:
    return say_day(start) + (f", {start:%H:%M}" if isinstance(start, datetime) else "")


def event(day: str, *, minutes: str = "", title: str = "Notes") -> Days:
    """Put the answer to a question for a day into the calendar, under a title that tells nothing."""
    return Days(day, title, minutes)


def days_after(start: str, *days: int, title: str = "Check-in") -> Days:
    """Put some days after a start into the calendar: ``days_after("pace.start", 7, 30)``."""
    return Days(start, title, after=days)


def calendar(words: str, *sources: Days) -> FormPlan:
    """Offer a calendar file. It is a tool for contact: in no document while the page is held."""
    require(Days, sources, "A calendar file has days that are made by event(…) or days_after(…)")
    return FormPlan((), after=True, contact=True, tool=CalendarFile(words, sources))
