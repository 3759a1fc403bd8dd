"""Calendar files, read back by two other libraries, in several zones and across changed clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
import vobject

from reconnect_widgets.tools.calendar_file import Event, calendar_file, uid_of

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")
HOURS = [
    datetime.fromisoformat(hour)
    for hour in (
        "2026-03-28T19:00",  # the evening before Berlin's clocks go forward
        "2026-03-29T15:00",
        "2026-03-08T12:00",  # New York's clocks went forward that night
        "2026-10-25T15:00",  # Berlin's went back
        "2026-11-01T00:30",  # New York's go back within the event
        "2026-12-31T23:30",
    )
]


def one(start: datetime, zone: str, length: timedelta = timedelta(minutes=90)) -> str:
    return calendar_file([Event("uid-1@notes.invalid", "Notes", start, length)], zone, NOW)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("start", HOURS)
def test_an_hour_is_the_same_moment_for_other_calendars(start: datetime, zone: str) -> None:
    text = one(start, zone)
    meant = start.replace(tzinfo=ZoneInfo(zone))

    (found,) = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(
        start - timedelta(days=2), start + timedelta(days=2)
    )
    theirs = vobject.readOne(text).vevent

    for begin in (found.start, theirs.dtstart.value):
        assert begin.astimezone(UTC) == meant.astimezone(UTC)
    (entry,) = icalendar.Calendar.from_ical(text).events
    assert entry.duration == theirs.duration.value == timedelta(minutes=90)


def test_a_zone_brings_its_rules_along() -> None:
    text = one(HOURS[0], "Europe/Berlin")

    assert "BEGIN:VTIMEZONE" in text
    assert "DTSTART;TZID=Europe/Berlin:20260328T190000" in text.replace("\r\n ", "")


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "x" * 64])
def test_an_unknown_zone_leaves_the_hour_as_it_is(zone: str) -> None:
    text = one(HOURS[0], zone)

    assert "DTSTART:20260328T190000\r\n" in text
    assert "VTIMEZONE" not in text


def test_whole_days_take_no_time_of_the_day() -> None:
    days = [Event(uid_of("s", n), "Check-in", date(2026, 3, 22 + n)) for n in (0, 7)]
    text = calendar_file(days, "Europe/Berlin", NOW)

    found = vobject.readOne(text).vevent_list

    assert [entry.dtstart.value for entry in found] == [date(2026, 3, 22), date(2026, 3, 29)]
    assert text.count("TRANSP:TRANSPARENT") == 2


def test_a_file_tells_nothing_rings_nothing_and_names_nobody() -> None:
    text = one(HOURS[0], "Europe/Berlin")
    lines = text.split("\r\n")

    assert not {"BEGIN:VALARM", "ATTENDEE", "ORGANIZER", "LOCATION", "DESCRIPTION"} & {
        line.split(":")[0] if "ALARM" not in line else line for line in lines
    }
    assert "econnect" not in text
    assert "DTSTAMP:20260301T093000Z" in lines
    assert "CLASS:PRIVATE" in lines
    assert all(len(line.encode()) <= 75 for line in lines)


def test_the_name_of_an_entry_stays_and_says_nothing() -> None:
    assert uid_of("store", "meet.day") == uid_of("store", "meet.day")
    assert uid_of("store", "meet.day") != uid_of("other", "meet.day")
    assert "meet" not in uid_of("store", "meet.day")


def test_a_later_file_counts_as_the_newer_one() -> None:
    """However often the meeting was moved in one visit, which keeps a single answer."""
    events = [Event("uid-1@notes.invalid", "Notes", HOURS[0])]
    texts = [calendar_file(events, "UTC", NOW + timedelta(minutes=n)) for n in (0, 1)]

    first, second = (icalendar.Calendar.from_ical(text).events[0]["sequence"] for text in texts)

    assert 0 <= first < second < 2**31


def test_words_with_commas_and_line_ends_cannot_break_out_of_a_title() -> None:
    text = calendar_file(
        [Event("u", "a, b; c\r\nBEGIN:VALARM", date(2026, 3, 1))], "Europe/Berlin", NOW
    )

    assert "\r\nBEGIN:VALARM" not in text
    assert len(vobject.readOne(text).vevent_list) == 1
