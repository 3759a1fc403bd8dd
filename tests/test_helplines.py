"""What the help page says is there, checked, and can be dialed."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from reconnect_widgets.help.__main__ import main
from reconnect_widgets.help.helplines import (
    OLD,
    HelplineError,
    by_country,
    dialed,
    directories,
    load_helplines,
    older_than_half_a_year,
)
from reconnect_widgets.voila.shell import shell_parts

LINES = load_helplines()
NOT_CONFIRMED = {
    "0800 027 1234", "0808 802 1414", "0808 801 0327", "0808 802 4040", "0800 1111", "50808",
    "1800 816 588", "1800 66 66 66", "1300 766 491", "0861 322 322", "116 111", "114", "55 5259 8121",
}  # fmt: skip
"""Numbers that nobody has seen on a page of late; they wait until somebody has."""


def one(**changes: object) -> dict[str, object]:
    line = {
        "country": "Somewhere", "code": "", "service": "A line", "number": "123", "for_whom": "everyone",
        "source_url": "https://example.org", "source_seen": "2026-11-23",
    }  # fmt: skip
    return line | changes


def loaded(tmp_path: Path, **changes: object) -> object:
    path = tmp_path / "lines.json"
    path.write_text(json.dumps([one(**changes)]))
    return load_helplines(path)


def test_every_country_has_an_emergency_number() -> None:
    for country, lines in by_country(LINES).items():
        assert any(line.for_whom == "emergency" for line in lines), country


def test_no_number_is_shipped_that_nobody_has_confirmed() -> None:
    shipped = {n for line in LINES for n in (line.number, *line.also, line.text.get("to", ""))}

    assert not shipped & NOT_CONFIRMED


def test_directories_lead_to_help_in_every_other_country() -> None:
    named = {line.service for line in directories(LINES)}

    assert {"Find A Helpline", "Befrienders Worldwide", "HotPeachPages"} <= named


def test_no_service_stands_twice_in_a_country() -> None:
    names = [(line.country, line.service) for line in LINES]

    assert len(names) == len(set(names))


def test_a_number_is_dialed_without_what_is_there_for_the_eye() -> None:
    assert dialed("0808 80 10 800") == "08088010800"
    assert dialed("1-800-799-7233") == "18007997233"


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": ""},
        {"number": "12x"},
        {"for_whom": "nobody"},
        {"source_url": "http://example.org"},
        {"source_seen": "lately"},
        {"chat": "http://example.org"},
        {"service": ""},
        {"fax": "1"},
    ],
)
def test_a_wrong_entry_is_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(HelplineError):
        loaded(tmp_path, **wrong)


def test_entries_to_look_at_again_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    later = max(line.seen for line in LINES) + OLD + timedelta(days=1)

    assert older_than_half_a_year(LINES, min(line.seen for line in LINES)) == []
    assert older_than_half_a_year(LINES, later) == list(LINES)
    assert main(later) == 0
    assert "United Kingdom: Samaritans, 116 123" in capsys.readouterr().out


def test_the_help_page_shows_every_way_to_reach_every_line() -> None:
    html = str(shell_parts()["help"])

    for line in LINES:
        for number, dial in line.numbers:
            assert f'<a href="tel:{dial}">Call {number}</a>' in html
        if line.text:
            assert line.message_to in html
        if line.chat:
            assert line.chat in html
    assert "Source seen 23 November 2026; numbers change, check before you rely on it." in html


def test_no_entry_is_from_the_future() -> None:
    assert all(line.seen <= max(date.today(), date(2026, 11, 23)) for line in LINES)
