"""Calendar files (RFC 5545) of a few days, with titles that tell nothing to others who look.

A day with an hour is written in the reader's time zone, with that zone's rules beside it; a zone
that this computer does not know leaves the hour as it is (*floating*: the same hour wherever the
calendar is). There is no alarm, no place and no person in the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2s

from ..zone import zone_named

FILE_NAME = "notes.ics"
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
"""From here the seconds are counted that number the versions of an entry. They grow with each file: a
count of answers would not, where a meeting is moved twice in one visit."""
WHOLE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Event:
    """One entry of a calendar: a whole day where ``start`` has no hour.

    ``uid`` stays the same when the day is moved, so that a calendar that has the entry already moves
    it instead of adding another.
    """

    uid: str
    title: str
    start: date | datetime
    length: timedelta = WHOLE_DAY


def uid_of(*parts: object) -> str:
    """Return a permanent name for an entry that tells nothing of what it is made from."""
    made = blake2s("\n".join(map(str, parts)).encode(), digest_size=16).hexdigest()
    return f"{made}@notes.invalid"


def calendar_file(events: Sequence[Event], zone: str, now: datetime) -> str:
    """Return the text of a calendar file; ``zone`` is an IANA name, ``now`` has a time zone."""
    import icalendar

    book = icalendar.Calendar()
    book.add("prodid", "-//Notes//Notes//EN")
    book.add("version", "2.0")
    book.add("calscale", "GREGORIAN")
    where = zone_named(zone)
    for event in events:
        entry = icalendar.Event()
        entry.add("uid", event.uid)
        entry.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
        entry.add("sequence", int((now - BEGAN).total_seconds()))
        entry.add("summary", event.title)
        entry.add("class", "PRIVATE")
        if isinstance(event.start, datetime):
            entry.add("dtstart", event.start.replace(tzinfo=where))
            entry.add("duration", event.length)  # an end could fall into the hour that comes twice
            entry.add("transp", "OPAQUE")
        else:
            entry.add("dtstart", event.start)
            entry.add("dtend", event.start + WHOLE_DAY)
            entry.add("transp", "TRANSPARENT")
        book.add_component(entry)
    # Only the changes of clocks around these days: short, and simple programs read them rightly.
    days = [_day(event.start) for event in events]
    year = timedelta(days=366)
    book.add_missing_timezones(min(days) - year, max(days) + year)
    return str(book.to_ical(), "utf-8")


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
