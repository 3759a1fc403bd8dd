"""What a page and its kernel say to each other: as it is written down, and as it is let in."""

import re
from typing import Any, get_type_hints

import pytest
from processes import ROOT

from reconnect_widgets.exceptions import BadAnswer
from reconnect_widgets.protocol import FROM_KERNEL, FROM_PAGE, names, read

TABLE = (ROOT / "docs/decisions/serving.md").read_text("utf-8")
ROW = re.compile(r"^\| `(?P<names>[^|]+)` \| (?P<way>[^|]+) \| (?P<fields>.+) \|$", re.MULTILINE)
EVERYWHERE = {"type", "zone", "again", "early"}
"""What stands above the table, and what no page says."""

SAVE = {"type": "save", "id": "note.words", "value": "x", "at": 1, "seq": 1, "store": ""}


def written_down() -> dict[tuple[str, str], set[str]]:
    """Return the fields of each message by its name and its way, as the table has them."""
    return {
        (name, row["way"].strip()): {*re.findall(r"`(\w+)`", row["fields"])}
        for row in ROW.finditer(TABLE)
        for name in row["names"].split("`, `")
    }


def test_the_table_has_every_message_with_its_fields() -> None:
    ways = {"page → kernel": FROM_PAGE, "kernel → page": FROM_KERNEL}

    assert written_down() == {
        (name, way): {*get_type_hints(message)} - EVERYWHERE
        for way, messages in ways.items()
        for message in messages
        for name in names(message)
    }


def test_each_message_has_a_name_of_its_own() -> None:
    every = [name for message in (*FROM_PAGE, *FROM_KERNEL) for name in names(message)]

    assert len(every) == len({*every})


@pytest.mark.parametrize(
    "said",
    [
        SAVE, SAVE | {"entry": None, "zone": "Europe/Berlin", "again": True}, SAVE | {"at": 1.5},
        {"type": "hello", "visit": "v"}, {"type": "refresh"}, {"type": "kept", "no": 1},
        {"type": "lift", "id": "x", "fields": {"when": "2026-03-18"}}, {"type": "tool's own", "id": 5}, {},
    ],
)  # fmt: skip
def test_what_a_page_says_is_let_in(said: dict[str, Any]) -> None:
    assert read(said) == said


@pytest.mark.parametrize(
    "said",
    [
        {"type": "save"}, SAVE | {"id": 5}, SAVE | {"at": "now"}, SAVE | {"store": []}, {"type": "hello"},
        {"type": "hello", "visit": {}}, {"type": "kept", "no": "1"}, {"type": "check", "answers": []},
        {"type": "lift", "fields": "x"}, {"type": "refresh", "zone": 5}, {"type": "unlock", "key": 5},
    ],
)  # fmt: skip
def test_what_is_of_another_kind_is_refused_in_a_sentence(said: dict[str, Any]) -> None:
    with pytest.raises(BadAnswer, match="does not know"):
        read(said)
