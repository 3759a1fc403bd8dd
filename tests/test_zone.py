"""Whose time zone counts: the computer's where it is the reader's own, elsewhere the browser's."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from parts import hear

from reconnect_widgets import open_page, text
from reconnect_widgets import zone as zones
from reconnect_widgets.answers.store import Store
from reconnect_widgets.places import answers_path
from reconnect_widgets.zone import keep_time, minutes_ahead, name_of_zone

EAST, WEST = "Pacific/Kiritimati", "Etc/GMT+12"
"""26 hours apart, so it is never the same day in both."""
SUMMER, WINTER = map(datetime.fromisoformat, ("2026-07-01T18:30", "2026-01-01T18:30"))
NOTE = text("note.words", "What?")


class Visit:
    """A page in the browser of somebody."""

    def __init__(self) -> None:
        self.form = open_page("01").form(NOTE)
        self.hear(type="hello", visit="v")

    def hear(self, **message: Any) -> None:
        hear(self.form, **message)

    def day_of_answer(self, value: str, **said: str) -> str:
        self.hear(type="save", id=NOTE.id, value=value, seq=1, **said)
        (*_, latest) = Store(answers_path()).history(NOTE.id)
        assert latest.value == value
        return latest.day.isoformat()


def test_a_page_follows_its_computer_on_a_journey(computer_in: Callable[[str], None]) -> None:
    """It was opened before the journey, and is answered after it."""
    computer_in(EAST)
    visit = Visit()
    before = visit.day_of_answer("before")
    computer_in(WEST)

    assert visit.day_of_answer("after") < before
    assert minutes_ahead() == -12 * 60
    visit.hear(type="refresh")
    assert visit.form.filled["ahead"] == -12 * 60


def test_a_browser_that_hides_its_zone_changes_nothing_on_ones_own_computer(
    computer_in: Callable[[str], None],
) -> None:
    computer_in(EAST)
    visit = Visit()

    assert visit.day_of_answer("one", zone="UTC") == visit.day_of_answer("two", zone=WEST)
    assert minutes_ahead() == 14 * 60


@pytest.mark.parametrize("place", ["hub", "binder"])
def test_elsewhere_the_zone_of_the_browser_counts_at_every_word(
    place: str, computer_in: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    computer_in("UTC")
    monkeypatch.setenv("RECONNECT_PLACE", place)
    visit = Visit()

    assert visit.day_of_answer("east", zone=EAST) > visit.day_of_answer("west", zone=WEST)
    assert name_of_zone([SUMMER]) == WEST
    keep_time("../../etc/passwd")
    assert os.environ["TZ"] == WEST


def test_a_file_that_is_named_as_the_zone_is_read_anew(
    computer_in: Callable[[str], None],
) -> None:
    """A library of C reads a file that it was named just once."""
    computer_in(":/etc/localtime")
    keep_time()

    assert "TZ" not in os.environ


def test_the_zone_is_named_by_its_computer(
    computer_in: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    computer_in("CET-1CEST,M3.5.0,M10.5.0/3")
    keep_time()
    system = tmp_path / "localtime"
    system.symlink_to("/usr/share/zoneinfo/Europe/Berlin")
    monkeypatch.setattr(zones, "SYSTEM", system)

    assert name_of_zone([SUMMER, WINTER]) == "Europe/Berlin"


def test_a_name_that_shows_other_hours_is_none(
    computer_in: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Such as one that was left behind when the zone was changed by hand."""
    computer_in("CET-1CEST,M3.5.0,M10.5.0/3")
    keep_time()
    words = tmp_path / "timezone"
    words.write_text("Africa/Algiers\n", "utf-8")  # an hour ahead, also in summer
    monkeypatch.setattr(zones, "SYSTEM", tmp_path / "none")
    monkeypatch.setattr(zones, "IN_WORDS", words)

    assert name_of_zone([WINTER]) == "Africa/Algiers"
    assert name_of_zone([WINTER, SUMMER]) == ""
