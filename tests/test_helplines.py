"""What the help page says is there, checked, and can be dialed."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from reconnect_widgets.help.__main__ import main
from reconnect_widgets.help.helplines import (
    LACKING,
    OLD,
    HelplineError,
    by_country,
    country_names,
    dialed,
    directories,
    lacking,
    load_helplines,
    older_than_half_a_year,
)
from reconnect_widgets.voila.shell import shell_parts

LINES = load_helplines()
ROOT = Path(__file__).parent.parent
PROMISE = re.compile(
    r"\bHelp(?:\*\*|</a>)? (?:has|lists|knows)\b(?![^.]*\bby country)[^.]*", re.DOTALL
)
"""Words that say that Help has a line; which ones it has depends on the country."""

NOT_CONFIRMED = {
    "0800 027 1234", "0808 802 1414", "50808", "1800 66 66 66", "1300 766 491", "0861 322 322",
    "116 111", "114", "55 5259 8121",
}  # fmt: skip
"""Numbers that nobody has seen on a page of late; they wait until somebody has."""

CONFIRMED = {
    "Australia": "000, 13 11 14, 0477 13 11 14, 1300 659 467, 1800 737 732, 0458 737 732, 1300 78 99 78, "
    "1800 55 1800",
    "Brazil": "190, 188, 180",
    "Canada": "911, 988, 1-800-668-6868, 686868",
    "France": "17, 112, 3114, 3919",
    "Germany": "112, 110, 0800 111 0 111, 0800 111 0 222, 116 123, 116 016, 0800 123 99 00",
    "India": "112, 14416, 1-800-891-4416, 181, 1098",
    "Ireland": "112, 999, 116 123, 1800 341 900, 01 554 3811, 1800 816 588",
    "Italy": "112, 1522, 02 2327 2327",
    "Mexico": "911, 800 911 2000, 079",
    "Netherlands": "112, 113, 0800-0113, 0800-2000",
    "New Zealand": "111, 1737, 0800 543 354, 0508 828 865, 0800 733 843, 0508 744 633, 0800 456 450",
    "Other countries of the European Union": "112",
    "South Africa": "10111, 0800 567 567, 0800 428 428",
    "Spain": "112, 024, 016, 717 003 717",
    "United Kingdom": "999, 112, 116 123, 85258, 0800 068 4141, 0808 2000 247, 0808 80 10 800, 0808 801 0327, "
    "0808 802 4040, 0800 999 5428, 0808 802 0300, 0800 1111",
    "United States": "911, 988, 741741, 1-800-799-7233, 88788, 1-866-331-9474",
}
"""Every number that was seen on a published page, and the emergency numbers that everybody knows."""


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


def test_the_numbers_of_a_country_are_those_that_were_confirmed() -> None:
    shipped = {
        country: {n for line in lines for n in (line.number, *line.also, line.text.get("to")) if n}
        for country, lines in by_country(LINES).items()
    }

    assert shipped == {country: set(numbers.split(", ")) for country, numbers in CONFIRMED.items()}
    assert not NOT_CONFIRMED & set().union(*shipped.values())


def test_the_number_to_call_first_stands_first() -> None:
    order = ["emergency", "suicide", "abuse", "stalking", "own behavior", "youth"]
    for country, lines in by_country(LINES).items():
        ranks = [
            order.index("suicide" if line.for_whom == "everyone" else line.for_whom)
            for line in lines
        ]
        assert ranks == sorted(ranks), country


def test_no_page_promises_a_line_that_a_country_may_lack() -> None:
    kinds = (
        "notebooks/*.ipynb",
        *(f"reconnect_widgets/**/*.{end}" for end in ("py", "js", "toml", "j2")),
    )
    files = [path for kind in kinds for path in ROOT.glob(kind) if "node_modules" not in path.parts]
    words = {path.name: re.sub(r'(\\n|[\\",\s])+', " ", path.read_text("utf-8")) for path in files}

    promises = {name: found for name, text in words.items() if (found := PROMISE.findall(text))}

    assert promises == {}


def test_every_country_can_be_chosen_by_its_name() -> None:
    codes = {code for line in LINES for code in line.code.split()}

    assert codes == {code for code, _ in country_names(LINES)}


def test_for_whom_there_is_no_line_is_known_by_country() -> None:
    lacks = {country: [*lacking(lines)] for country, lines in by_country(LINES).items()}

    assert lacks["United Kingdom"] == []
    assert lacks["New Zealand"] == ["stalking", "youth"]
    assert lacks["Netherlands"] == ["stalking", "youth"]
    assert lacks["Canada"] == ["abuse", "stalking", "own behavior"]
    assert lacks["Mexico"] == ["stalking", "own behavior", "youth"]
    assert lacks["Other countries of the European Union"] == [*LACKING]


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
        {"also_for": ["nobody"]},
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
    assert (
        "Source seen November 23, 2026; numbers change, so check before you rely on them." in html
    )


def test_no_entry_is_from_the_future() -> None:
    assert all(line.seen <= max(date.today(), date(2026, 11, 28)) for line in LINES)
