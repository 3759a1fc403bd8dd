"""Calendar files (RFC 5545) of a few days, with titles that tell nothing to others who look.

A day with an hour is written in the reader's time zone, with that zone's rules beside it; a zone
that this computer does not know leaves the hour as it is (*floating*: the same hour wherever the
calendar is). There is no alarm, no place and no person in the file.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2s
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FILE_NAME = "notes.ics"
WHOLE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Event:
    """One entry of a calendar: a whole day where ``start`` has no hour.

    ``uid`` stays the same when the day is moved, and ``changes`` counts how often it was, so that a
    calendar that has the entry already moves it instead of adding another.
    """

    uid: str
    title: str
    start: date | datetime
    length: timedelta = WHOLE_DAY
    changes: int = 0


def uid_of(*parts: object) -> str:
    """Return a permanent name for an entry that tells nothing of what it is made from."""
    made = blake2s("\n".join(map(str, parts)).encode(), digest_size=16).hexdigest()
    return f"{made}@notes.invalid"


def calendar_file(events: Iterable[Event], zone: str, now: datetime) -> str:
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
        entry.add("sequence", event.changes)
        entry.add("summary", event.title)
        entry.add("class", "PRIVATE")
        start, end = _span(event, where)
        entry.add("dtstart", start)
        entry.add("dtend", end)
        entry.add("transp", "OPAQUE" if isinstance(start, datetime) else "TRANSPARENT")
        book.add_component(entry)
    book.add_missing_timezones()
    return str(book.to_ical(), "utf-8")


def _span(event: Event, where: ZoneInfo | None) -> tuple[date, date]:
    """Return start and end; the end is counted in hours that pass, also where clocks change."""
    start = event.start
    if not isinstance(start, datetime):
        return start, start + WHOLE_DAY
    if where is None:
        return start, start + event.length
    there = start.replace(tzinfo=where)
    return there, (there.astimezone(UTC) + event.length).astimezone(where)


def zone_named(name: str) -> ZoneInfo | None:
    """Return a time zone, or ``None`` for a name that is not known here."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
